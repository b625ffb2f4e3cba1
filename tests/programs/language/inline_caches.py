# What instructions remember must be forgotten when classes, functions and instances change under them.
class A:
    count = 0
    limit = 3

    def __init__(self, x, y=10, z=20):
        self.x, self.y, self.z = x, y, z

    def total(self, extra=1):
        return self.x + self.y + self.z + extra

    @classmethod
    def made(cls, *args):
        return cls(*args)

    @staticmethod
    def twice(x):
        return 2 * x


class B(A):
    count = 100


class Other:
    count = "other"


# Class attributes that vary, read through the class, a subclass and instances.
seen = []
for i in range(60):
    a, b = A(i), B(i, 1)
    A.count += 1
    if i == 20:
        B.count += 5
    if i == 30:
        del B.count
    if i == 40:
        a.count = "own"
    if i == 50:
        A.count = property(lambda self: "property")
        seen.append((a.count, b.count))
        A.count = 1000
    seen.append((A.count, B.count, a.count, b.count, Other.count))
print(seen[0], seen[19:22], seen[29:32], seen[39:42], seen[49:53], seen[-1])
for i in range(30):
    Other.count = i
    if i == 25:
        A.limit = 4
    seen.append((Other.count, A.limit, A(1).limit))
print(seen[-6:])

# Defaults and code of functions that callers have cached.
results = []


def f(a, b=2, c=3):
    return a, b, c


def g(a, b, c=33):
    return "g", a, b, c


for i in range(60):
    if i == 20:
        f.__defaults__ = (20, 30)
    if i == 30:
        f.__defaults__ = (30,)
    if i == 40:
        f.__code__, f.__defaults__ = g.__code__, (7, 8)
    if i == 50:
        f.__defaults__ = None
    try:
        results.append((f(i), f(i, -1)))
    except TypeError as e:
        results.append(str(e))
print(results[19:22], results[29:32], results[39:42], results[-1])

# Methods, constructors and special methods that are replaced.
results = []
for i in range(80):
    o = A(i) if i % 2 else B.made(i, 2, 3)
    if i == 20:
        A.total = lambda self, extra=5: ("new", extra)
    if i == 30:
        A.__init__ = lambda self, x, w=0, v=1: setattr(self, "x", x) or setattr(self, "w", w)
    if i == 40:
        A.__getitem__ = lambda self, k: ("item", k)
    if i == 50:
        A.__getitem__ = lambda self, k: ("other item", k)
    if i == 60:
        A.__call__ = lambda self, *args: ("called", args)
    if i == 70:
        A.twice = classmethod(lambda cls, x: (cls.__name__, x))
    row = [type(o).__name__]
    for action in (lambda: o.total(), lambda: o.total(extra=2), lambda: o[1], lambda: o(4, 5), lambda: o.twice(3), lambda: A.twice(3)):
        try:
            row.append(action())
        except (TypeError, AttributeError) as e:
            row.append(type(e).__name__)
    results.append(row)
for i in (0, 1, 20, 21, 31, 32, 41, 51, 61, 71, 79):
    print(results[i])


# super() with receivers of several classes, and methods that move.
class Base:
    def who(self):
        return "base"


class Left(Base):
    def who(self):
        return "left " + super().who()


class Right(Base):
    def who(self):
        return "right " + super().who()


class Both(Left, Right):
    def who(self):
        return "both " + super().who()


out = []
for i in range(40):
    for c in (Left, Right, Both):
        out.append(c().who())
    if i == 20:
        Base.who = lambda self: "new base"
    if i == 30:
        del Right.who
print(out[:3], out[63:66], out[-3:])


# Natives behind one call site.
results = []
for f in [len, abs, str, min, len, type, print, list, int, bool, repr] * 3:
    try:
        results.append(f("7"))
    except TypeError as e:
        results.append("TypeError")
print(results[-11:])
for o in [[3], (4,), "x", b"y", {5}, {6: 7}, range(3)] * 4:
    for name in ("count", "index", "copy"):
        try:
            results.append(getattr(o, name)(*([] if name == "copy" else [3])))
        except (TypeError, AttributeError, ValueError) as e:
            results.append(type(e).__name__)
    results.append((len(o), 3 in o if not isinstance(o, (str, bytes)) else None))
print(results[-28:])


class L(list):
    def append(self, x):
        list.append(self, ("L", x))


out = []
for i in range(40):
    target = [] if i % 3 else L()
    target.append(i)
    out.append(target[-1])
print(out[:4], out[-4:])

# Iterators of changing kinds at one loop, texts and numbers at one comparison.
total = []
for source in [range(2), [1, 2], (3, 4), "ab", {5: 6}, {7}, iter([8]), (x for x in [9]), zip([1], [2]), enumerate("z"), b"q"] * 3:
    for item in source:
        total.append(item)
print(len(total), total[-16:])
print([a == b for a in (1, 1.0, "1", None, True, (1,), [1], "a" * 2, b"aa") for b in (1, "1", None, (1,), [1], "aa")])
