# An uncaught exception three calls deep.


def outer(x):
    return middle(x + 1)


def middle(x):
    y = x * 2
    return inner(y, [1, 2])


def inner(a, b):
    total = sum(b) + a
    return b[total]


print("before")
outer(5)
print("never")
