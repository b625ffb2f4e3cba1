# Several statements on one line, and a deep indent.
class A:
    def m(self):
        if True:
            for _ in range(1):
                x = 1; y = x / 0; z = 2


A().m()
