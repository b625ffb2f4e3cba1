# for loops over every kind of iterable, hot.


class UpTo:
    def __init__(self, n):
        self.i, self.n = 0, n

    def __iter__(self):
        return self

    def __next__(self):
        if self.i >= self.n:
            raise StopIteration
        self.i += 1
        return self.i


class Sequence:
    def __getitem__(self, i):
        if i >= 500:
            raise IndexError
        return i * 2


def total(iterable):
    s = 0
    for x in iterable:
        s += x
    return s


for kind in (range(3000), list(range(3000)), tuple(range(3000)), UpTo(3000), Sequence(), {i: 0 for i in range(1000)},
             set(range(1000)), bytes(range(200)) * 10, (i for i in range(3000)), map(abs, range(-1500, 1500)),
             filter(None, range(2000)), reversed(list(range(2000))), iter(range(0, 9000, 3)), [0.5] * 2000,
             range(2**62, 2**62 + 1000), range(2**64, 2**64 + 1000), {i: i for i in range(900)}.values(), frozenset(range(800))):
    print(type(kind).__name__, total(kind))


def enumerated(items):
    s = 0
    for i, x in enumerate(items, 5):
        s += i * x
    return s


def zipped(a, b):
    s = 0
    for x, y in zip(a, b):
        s += x * y
    return s


print(enumerated([1, 2, 3] * 700), zipped(range(3000), [1.5] * 2500), zipped("ab" and [1] * 2000, (2,) * 3000))


def mutate_while(n):
    a = [1]
    count = 0
    for x in a:
        count += x
        if len(a) < n:
            a.append(x % 3 + 1)
    return count, len(a)


print(mutate_while(3000))


def sorted_reversed(n):
    s = 0
    for k in range(n):
        for x in sorted([k % 7, 3, k % 5], reverse=k % 2 == 0):
            s = (s * 5 + x) % 100003
    return s


print(sorted_reversed(1500))


def unpack(n):
    rows = [(1, (2, 3)), [4, [5, 6]], (7, "89")]
    s = 0
    for i in range(n):
        a, (b, c) = rows[i % 2]
        s += a * b - c
        first, *rest = rows[i % 3]
        s += first + len(rest)
    return s


print(unpack(3000))


def next_default(n):
    s = 0
    for _ in range(n):
        it = iter((1, 2))
        s += next(it) + next(it) + next(it, 10)
    return s


print(next_default(2000))


def comprehension_in_loop(n):
    s = 0
    for i in range(n):
        s += sum([x * i for x in range(4) if x != 2]) + len({x % 2 for x in range(5)}) + max({k: k for k in (i, 2)})
    return s


print(comprehension_in_loop(1500))


def any_all(n):
    s = 0
    for i in range(n):
        s += any(x == i % 10 for x in range(8)) + 2 * all(x != i % 10 for x in (1, 3, 5))
    return s


print(any_all(2000))
