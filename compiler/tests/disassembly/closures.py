def outer(a):
    b = 1

    def inner():
        nonlocal b
        b += a
        return b

    squares = [b * i for i in range(a) if i]
    functions = [lambda: j for j in squares]
    return inner, {k: v for k, v in functions}, (x for x in squares)


def uses_global():
    global counter
    counter = counter + 1
    del counter
