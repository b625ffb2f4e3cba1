PI = 3.5


def area(r):
    return PI * r * r


class Square:
    def __init__(self, a):
        self.a = a

    def area(self):
        return self.a**2


print("shapes is imported once")
