# f_locals read and written by a callee while the caller loops.
import sys


def peek():
    return sys._getframe(1).f_locals["total"]


def poke(value):
    sys._getframe(1).f_locals["bonus"] = value


def run(n):
    total = 0
    bonus = 0
    seen = []
    for i in range(n):
        total += i + bonus
        if i % 500 == 499:
            seen.append(peek())
        if i == n // 2:
            poke(1000)
        if i == n // 2 + 10:
            poke(0.5)
    return total, bonus, seen


print(run(4000))


def own_locals(n):
    a = 0
    for i in range(n):
        a += 1
        if i == n - 1:
            snapshot = locals()
            a = -1
    return {k: v for k, v in snapshot.items() if k != "snapshot"}, a


print(own_locals(2000))


def names(depth):
    frame = sys._getframe()
    found = []
    while frame:
        found.append(frame.f_code.co_name)
        frame = frame.f_back
    return found


def a(i):
    return b(i) + 1


def b(i):
    return c(i) + 1


def c(i):
    return len(names(0)) if i % 1000 == 999 else 0


def caller(n):
    s = 0
    for i in range(n):
        s += a(i)
    return s


print(caller(3000))


def lines(n):
    out = []
    for i in range(n):
        if i % 1000 == 0:
            out.append(
                sys._getframe().f_lineno
            )
    return out


print(lines(3000))


def inlined(x):
    y = x * 2
    return view(y) if x == 2500 else y


def view(z):
    frame = sys._getframe(1)
    outer = frame.f_back
    return frame.f_locals["y"] + outer.f_locals["s"] + z


def loop(n):
    s = 0
    for i in range(n):
        s += inlined(i)
    return s


print(loop(3000))
