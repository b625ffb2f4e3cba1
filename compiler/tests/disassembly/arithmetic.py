def operands_are_registers(a, b):
    c = a + b * 2 - 1
    c += a
    a = -c ** 2
    return not a


def left_to_right(x):
    y = x + (x := 2)
    return x, y, 2 * 3 + x, "a" "b", -1.5, 1 << 70


def conditions(a, b, c):
    if a and not b or c is None:
        return a < b < c
    while a in (1, 2):
        a = b if c else a and b
    return a != b


def maybe_unbound(flag):
    if flag:
        value = 1
    print(value)
    del value
    return value
