# Allocates, creates classes and compiles code for as many seconds as the argument says.
import sys
import time


class Node:
    def __init__(self, value, next):
        self.value = value
        self.next = next


def allocate(n):
    head = None
    for i in range(n):
        head = Node([i, str(i)], head if i % 50 else None)
    return head.value[0]


def cycles(n):
    for i in range(n):
        a = Node(i, None)
        b = Node(a, a)
        a.next = b
        a.items = {"b": b, i: [a, b]}
    return i


def classes(n):
    total = 0
    for i in range(n):
        cls = type(f"C{i}", (Node,), {"scale": i, "get": lambda self: self.value * self.scale})
        obj = cls(i, None)
        obj.extra = i
        for _ in range(40):
            total += obj.get() + obj.extra
    return total


def code(n):
    total = 0
    for i in range(n):
        namespace = {}
        exec(f"def f(k):\n    s = {i}\n    for j in range(k):\n        s = (s * 31 + j) % 1000003\n    return s", namespace)
        total += namespace["f"](1500)
    return total


def strings(n):
    parts = {}
    for i in range(n):
        key = "k" + str(i % 1000)
        parts[key] = parts.get(key, "")[-50:] + chr(97 + i % 26)
    return len(parts)


def generators(n):
    def g(k):
        try:
            yield k
            yield k + 1
        finally:
            closed[0] += 1

    closed = [0]
    for i in range(n):
        next(g(i))
    return closed[0] <= n


end = time.monotonic() + float(sys.argv[1])
laps = 0
while time.monotonic() < end:
    result = allocate(3000), cycles(500), classes(10), code(3), strings(3000), generators(300)
    laps += 1
print("laps", laps)
