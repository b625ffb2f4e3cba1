# Uncaught inside a class body, __init__ and a property.
class Broken:
    table = {}

    def __init__(self, n):
        self.n = n
        self.check()

    def check(self):
        return self.ratio

    @property
    def ratio(self):
        return 10 / self.n


print(Broken(5).ratio)


class Outer:
    class Inner:
        value = Broken(0)
