# Recursion: direct, mutual, deep, through builtins, and its limit.
import sys


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


print(ackermann(2, 6))


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


print(even(200), odd(201), even(7))


def hanoi(n, a="A", b="B", c="C"):
    if n == 0:
        return 0
    return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)


print(hanoi(10))


def permutations(items):
    if len(items) < 2:
        return [items]
    return [[x] + rest for i, x in enumerate(items) for rest in permutations(items[:i] + items[i + 1 :])]


print(len(permutations([1, 2, 3, 4, 5])), permutations([1, 2, 3])[3])


def endless(n):
    return endless(n + 1)


try:
    endless(0)
except RecursionError as error:
    print(error)


def depth():
    try:
        return 1 + depth()
    except RecursionError:
        return 0


print(depth() > 900)
sys.setrecursionlimit(20000)


def down(n):
    return 0 if n == 0 else 1 + down(n - 1)


print(down(15000), sys.getrecursionlimit())
sys.setrecursionlimit(200)
try:
    down(500)
except RecursionError as error:
    print(error)
print(down(100))
for bad in (0, -1):
    try:
        sys.setrecursionlimit(bad)
    except ValueError as error:
        print(error)
sys.setrecursionlimit(1000)


def sort(items):
    if len(items) < 2:
        return items
    pivot, *rest = items
    return sort([x for x in rest if x < pivot]) + [pivot] + sort([x for x in rest if x >= pivot])


print(sort([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]))
y = lambda f: (lambda x: x(x))(lambda x: f(lambda n: x(x)(n)))
print(y(lambda self: lambda n: 1 if n < 2 else n * self(n - 1))(10))
print(sorted([3, 1, 2], key=lambda v: down(v * 10)), list(map(down, [1, 2, 3])))
