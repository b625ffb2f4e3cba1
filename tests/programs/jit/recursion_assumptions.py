# Classes, globals and functions that change in the middle of recursion; frames that somebody looks at.
import gc
import sys


class Shape:
    factor = 2

    def area(self, n):
        return self.factor * n


shape = Shape()
step = 1


def rec(n):
    if n == 0:
        return 0
    if n == change_at:
        Shape.factor += 1
    return shape.area(n) + rec(n - 1)


change_at = -1
for i in range(150):
    rec(20)
print(rec(20))
change_at = 10
print([rec(20) for _ in range(5)], Shape.factor)
change_at = -1
print(rec(20))


def counted(n):
    global step
    if n == 0:
        return 0
    if n == change_at:
        step = step * 3
    return counted(n - 1) + step


for i in range(150):
    counted(30)
print(counted(30))
change_at = 15
print([counted(30) for _ in range(4)])
change_at = -1
print(counted(30))


def swap(n):
    if n == 0:
        return 0
    if n == change_at:
        install()
    return swap(n - 1) + 1


def other(n):
    return 1000 * n


def install():
    global swap
    saved.append(swap)
    swap = other


saved = []
for i in range(150):
    swap(12)
change_at = 6
first = swap
print(first(12), swap(12))
change_at = -1
swap = first
print(swap(12))


def code_change(n):
    if n == 0:
        return 0
    if n == change_at:
        code_change.__code__ = other.__code__
    return code_change(n - 1) + 1


for i in range(150):
    code_change(9)
change_at = 5
print(code_change(9), code_change(2))
change_at = -1


def frames(n):
    if n == 0:
        f, names = sys._getframe(), []
        while f and f.f_code.co_name == "frames":
            names.append((f.f_lineno - frames.__code__.co_firstlineno, f.f_locals["n"], f.f_locals.get("k")))
            f = f.f_back
        return names
    k = n * n
    return frames(n - 1)


for i in range(60):
    seen = frames(5)
print(seen)


def collecting(n, data):
    if n == 0:
        gc.collect()
        return [data]
    mine = [n, data]
    rest = collecting(n - 1, mine)
    mine.append(len(rest))
    rest.append(mine[0])
    return rest


for i in range(40):
    r = collecting(10, None)
print(r)


def make(n):
    if n == 0:
        return ()
    return (make(n - 1), n, [n] * 2, make(n - 1))


def flat(x):
    return sum(flat(y) for y in x) if isinstance(x, (tuple, list)) else x


print([flat(make(n)) for n in range(9)])
print(sum(flat(make(6)) for _ in range(10)))


def floats(x, n):
    if n == 0:
        return x
    return floats(x * 0.5 + 1.0, n - 1) - x / 3.0


for i in range(120):
    floats(1.5, 20)
print(floats(1.5, 20), floats(1e308, 5), floats(2, 4), floats(float("inf"), 3), floats(-0.0, 1), floats(1e-320, 2))
