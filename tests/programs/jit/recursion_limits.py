# RecursionError comes where the limit is, with the frames it has; deep recursion under a high limit.
import sys
import traceback


def depth():
    f, n = sys._getframe(), 0
    while f:
        f, n = f.f_back, n + 1
    return n


def down(n):
    return 0 if n == 0 else down(n - 1) + 1


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def one(n):
    return two(n + 1)


def two(n):
    return three(n + 1)


def three(n):
    reached[0] = n
    return one(n + 1)


reached = [0]
for i in range(200):
    down(i)
print([ackermann(m, n) for m in range(3) for n in range(5)], ackermann(2, 60))
for _ in range(3):
    try:
        ackermann(3, 12)
        print("no error")
    except RecursionError as e:
        print(type(e), e)


def deepest():
    low, high = 1, 100000
    while low + 1 < high:
        middle = (low + high) // 2
        try:
            down(middle)
            low = middle
        except RecursionError:
            high = middle
    return low


a = deepest()
b = deepest()
print(a == b, a + depth() - sys.getrecursionlimit())
for _ in range(3):
    try:
        one(0)
    except RecursionError as e:
        names = [f.name for f in traceback.extract_tb(e.__traceback__)]
        print(reached[0] + depth() - sys.getrecursionlimit(), names[-3:])
sys.setrecursionlimit(300)
c = deepest()
print(a - c)
sys.setrecursionlimit(120000)
print(down(100000))
print(down(100000))
sys.setrecursionlimit(1000)
try:
    down(2000)
except RecursionError as e:
    n = 0
    tb = e.__traceback__
    while tb:
        n, tb = n + 1, tb.tb_next
    print(n + depth() - 1 - sys.getrecursionlimit())


def catching(n):
    try:
        return catching(n + 1)
    except RecursionError:
        return n


for _ in range(4):
    print(catching(0) + depth() - sys.getrecursionlimit())


class Deep:
    def __repr__(self):
        return repr(self)


try:
    repr(Deep())
except RecursionError as e:
    print("RecursionError")
