def add(a, b=10):
    return a + b


def nothing():
    pass


def fact(n):
    return 1 if n < 2 else n * fact(n - 1)


print(add(1), add(1, 2), add(b=1, a=5), nothing(), fact(10), fact(25))
print((lambda x, y: x * y)(6, 7))
