# One function entered with int and with float in turn, and with everything else.


def mix(a, b):
    c = a * b
    if c > 10:
        c = c - a
    return c + 1


def drive(n):
    s = 0
    for i in range(n):
        s += mix(i % 10, 3)
        s += mix(0.5, i % 5)
        s += mix(i % 4, 0.25)
    return s


print(drive(3000))


def alternate(values, n):
    total = 0
    for i in range(n):
        total += mix(values[i & 1], 2)
    return total


print(alternate([1, 1.5], 3000), alternate([2, 1 << 61], 3000), alternate([True, 3], 3000))


def defaults(a, b=2, *c, d=4, **e):
    return a + b * 2 + sum(c) * 3 + d * 5 + len(e)


def call_kinds(n):
    s = 0
    for i in range(n):
        s += defaults(i)
        s += defaults(i, 1)
        s += defaults(i, 1, 2, 3)
        s += defaults(i, d=1)
        s += defaults(d=i, a=1)
        s += defaults(*[i, 2, 3], **{"d": 1, "x": 2})
    return s


print(call_kinds(2000))


def last(*args):
    return args[-1]


def keywords(**kw):
    return kw.get("b", 0)


print(sum(last(i, i + 1, 2) + keywords(a=i, b=2) for i in range(3000)))


def apply(f, n):
    s = 0
    for i in range(n):
        s += f(i)
    return s


print(apply(abs, 2000), apply(lambda x: x * 2, 2000), apply(float, 2000), apply(int.bit_length, 2000), apply(mix.__call__ if False else (lambda x: mix(x, x)), 2000))


class Callable:
    def __init__(self):
        self.n = 0

    def __call__(self, x):
        self.n += 1
        return x + self.n


c = Callable()
print(apply(c, 2000), c.n)
try:
    apply(lambda: 1, 10)
except TypeError as error:
    print(error)
mix.__defaults__ = (7,)
print(apply(mix, 2000))


def rebind(n):
    g = mix
    s = 0
    for i in range(n):
        if i == n // 2:
            g = lambda a, b: a - b
        s += g(i, 2)
    return s


print(rebind(3000))
