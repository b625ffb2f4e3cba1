# Functions made again and again that call themselves: the region is the code's, the cells are each function's own.
import sys


def counter(n):
    calls = 0

    def rec(k):
        nonlocal calls
        calls += 1
        return k if k < 2 else rec(k - 1) + rec(k - 2)

    return rec(n), calls


print([counter(n) for n in (0, 1, 5, 12, 15)])


def scaled(factor):
    def rec(n, acc):
        if n == 0:
            return acc
        return rec(n - 1, acc * factor + 1)

    return rec


makers = [scaled(f) for f in (1, 2, 3, 0.5, -1, 1 << 33)]
for _ in range(40):
    results = [rec(12, 1) for rec in makers]
print(results)
print([rec(5, 2.5) for rec in makers])


def failing(limit, word):
    def rec(n):
        here = word + str(n)
        if n == limit:
            raise KeyError(here)
        return rec(n + 1)

    return rec


for i in range(50):
    try:
        failing(6, "abc"[i % 3])(0)
    except KeyError as e:
        tb = e.__traceback__
while tb.tb_next:
    tb = tb.tb_next
print(tb.tb_frame.f_code.co_name, tb.tb_frame.f_locals["here"], tb.tb_frame.f_locals["word"], tb.tb_frame.f_locals["rec"].__name__)


def mutual(table):
    def even(n):
        table.append(n)
        return True if n == 0 else odd(n - 1)

    def odd(n):
        return False if n == 0 else even(n - 1)

    return even


for i in range(60):
    t = []
    r = mutual(t)(i % 17)
print(r, t)


class Base:
    def depth(self, n):
        return n


class Derived(Base):
    def depth(self, n):
        if n > 5:
            return super().depth(n)
        return self.depth(n + 1) + 1


print([Derived().depth(0) for _ in range(100)][-1])


def swapping():
    def rec(n):
        nonlocal rec
        if n == 7:
            old = rec
            rec = lambda k: k * 1000
        return rec(n - 1) + 1 if n else 0

    return rec(12)


print([swapping() for _ in range(30)][-1])


def deep(limit):
    def rec(n):
        return 0 if n == 0 else rec(n - 1) + 1

    try:
        return rec(limit)
    except RecursionError:
        return "too deep"


print([deep(n) for n in (10, 500, 5000)] * 2)
print([(lambda f: f(f, 9))(lambda g, n: 1 if n == 0 else n * g(g, n - 1)) for _ in range(60)][-1])


def globals_of(namespace):
    exec("def rec(n):\n    return base if n == 0 else step(rec(n - 1))", namespace)
    return namespace["rec"]


a = globals_of({"base": 1, "step": lambda x: x + 1})
b = globals_of({"base": 2.0, "step": lambda x: x * 1.5})
print([(a(n), b(n)) for n in range(40)][-3:])
