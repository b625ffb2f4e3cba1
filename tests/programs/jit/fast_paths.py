# Fast paths for everyday calls: each beside the cases that must not take it.


class Meta(type):
    def __eq__(cls, other):
        return True

    __hash__ = type.__hash__


class Odd(metaclass=Meta):
    pass


def classes():
    out = []
    for value in (1, "a", 2.5, None, [], Odd(), int, Odd):
        kind = type(value)
        out.append((kind == int, kind != int, kind == str, kind == Odd, kind is int))
    return out


for _ in range(3):
    print(classes())
print(Odd == int, int == Odd, Odd != int, int == Meta, type == type, type != int)


def radices():
    for value in (0, 1, -1, 7, -8, 255, -256, 2**61 - 1, -(2**61), 2**61, 2**64, True, False):
        print(bin(value), oct(value), hex(value))


radices()
try:
    bin("x")
except TypeError as e:
    print(e)

text = "a\nb\r\nc\rd\x0be\x1cf\x85g\u2028h\u00e9\u00a0\u2013i\x1fj\n\nk"
print(text.splitlines(), text.splitlines(True))
print(text.encode().splitlines(), "plain".splitlines(), "é".splitlines(), "".splitlines(), "é\n".splitlines())

table = {ord("a"): "b", ord("c"): None, ord("d"): 0xE9, ord("é"): "e", ord("x"): "yy", 0x1F600: "!", ord("z"): 0x1F600}
for sample in ("", "abc", "aaaccc", "dédé", "axxa\U0001f600zz", "nothing to do here"):
    print(sample.translate(table), sample.translate(str.maketrans("no", "on", "d")))

nan = float("nan")
shared = [nan, 1, 2]
print(shared == list(shared), [float("nan")] == [nan], (1, nan, 3) == (1, nan, 3))
print([1, 2, 3] == [1.0, 2, True + 2], [1, 2] < [1, 2, 0], (1, "a", 3) < (1, "a", 4), [] == [], [1] != [1, 2])


class Shrinks:
    def __init__(self, target):
        self.target = target

    def __eq__(self, other):
        self.target.clear()
        return True


a = [1, 2]
a[1:] = [Shrinks(a), 3, 4]
print(a == [1, 2, 3, 4], a)


class Descriptor:
    def __get__(self, o, owner):
        if o.broken:
            raise AttributeError("broken")
        return (owner.__name__, o.n)

    def __set__(self, o, v):
        o.n = v


class Owner:
    broken = False
    field = Descriptor()

    def __init__(self):
        self.n = 0


class Fallback(Owner):
    def __getattr__(self, name):
        return "fallback " + name


def descriptors(o, n):
    seen = set()
    for i in range(n):
        o.field = i % 3
        seen.add(o.field)
    return sorted(seen)


for owner in (Owner, Fallback):
    print(descriptors(owner(), 300))
Owner.broken = True
print(Fallback().field)
try:
    Owner().field
except AttributeError as e:
    print(e)


class Brief:
    def __init__(self, k):
        self.k = k

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return self.k > 250

    def __hash__(self):
        return self.k % 7

    def __eq__(self, other):
        return self.k == other.k

    @property
    def double(self):
        return self.k * 2


def brief(n):
    total, seen = 0, {}
    for i in range(n):
        with Brief(i) as b:
            total += b.double
            seen[b] = i
            if i > 250:
                raise ValueError(i)
    return total, len(seen)


print(brief(400))

import random

random.seed(7)
bits = [random.getrandbits(k % 70) for k in range(500)]
draws = [random.random() for _ in range(500)]
print(sum(bits), sum(draws))
try:
    random.getrandbits(-1)
except ValueError as e:
    print(e)
