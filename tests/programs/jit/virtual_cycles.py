# Cycles of short-lived objects rebuilt at an exit; tuples, cells and instances that may stay virtual.


class Node:
    def __init__(self, value):
        self.value = value
        self.other = None


def cycle(n):
    kept = []
    s = 0
    for i in range(n):
        a = Node(i)
        b = Node(i * 2)
        a.other = b
        b.other = a
        s += a.other.other.value + b.other.other.value
        if i % 700 == 699:
            kept.append(a)
    return s, [(k.value, k.other.value, k.other.other is k) for k in kept]


print(cycle(3500))


def tuples(n):
    s = 0
    kept = None
    for i in range(n):
        t = (i, (i + 1, i + 2))
        a, (b, c) = t
        s += a + b - c
        if i == n - 2:
            kept = t
    return s, kept


print(tuples(3000))


def joined(n):
    s = 0
    for i in range(n):
        if i % 2:
            p = Node(i)
        else:
            p = Node(i * 0.5)
        if i % 3:
            p.other = p
        s += p.value
        if p.other is not None:
            s += p.other.value
        if i % 999 == 998:
            leaked.append(p)
    return s


leaked = []
print(joined(3000), [(p.value, p.other is p) for p in leaked])


def identity(n):
    same = 0
    for i in range(n):
        p = Node(i)
        q = p if i % 5 else Node(i)
        same += p is q
        p.value += 1
        same += q.value == i + 1
    return same


print(identity(3000))


def bound_methods(n):
    s = 0
    for i in range(n):
        append = out.append
        append(i)
        if len(out) > 10:
            s += sum(out)
            out.clear()
    return s


out = []
print(bound_methods(3000))


def swap_loop(n):
    a, b, c = 1, 2, 3
    for i in range(n):
        a, b, c = b, c, (a + b + c) % 1009
    return a, b, c


print(swap_loop(4000))


def passed_through(n):
    def wrap(x):
        return (x, [x])

    def unwrap(pair):
        return pair[0] + pair[1][0]

    s = 0
    for i in range(n):
        s += unwrap(wrap(i))
        if i == n - 1:
            return s, wrap(i)


print(passed_through(3000))


def linked(n):
    head = None
    for i in range(n):
        head = (i, head) if i % 100 else (i, None)
    length = 0
    while head:
        length += head[0]
        head = head[1]
    return length


print(linked(3050))


def slices(n):
    data = list(range(10))
    s = 0
    for i in range(n):
        s += sum(data[i % 5 : i % 5 + 3]) + data[::-1][0]
    return s


print(slices(2000))
