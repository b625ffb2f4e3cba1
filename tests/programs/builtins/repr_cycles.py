# repr, str and comparison of nested and cyclic containers.
l = [1]
l.append(l)
d = {"d": l}
l.append(d)
d["self"] = d
t = (l, d)
s = [t]
l.append(s)
print(l)
print(d)
print(t)
x, y = [], []
x.append(y)
y.append(x)
print(x, y, x is y[0])
try:
    x == y
except RecursionError as error:
    print("RecursionError")
a = []
a.append(a)
print(a == a, a in a, a.count(a), a.index(a))


class Shy:
    def __repr__(self):
        return "<shy>"


class Str:
    def __str__(self):
        return "as str"

    def __repr__(self):
        return "as repr"


print([Shy()], (Shy(),), {Shy()}, {1: Shy()}, f"{Shy()} {[Shy()]}", str(Shy()), "%s %r" % (Str(), Str()), [Str()], str(Str()), f"{Str()} {Str()!r}")


class Bad:
    def __repr__(self):
        return 5


class Raises:
    def __repr__(self):
        raise ValueError("no repr")


for f in (lambda: repr(Bad()), lambda: str(Bad()), lambda: f"{Bad()}", lambda: [Bad()].__repr__(), lambda: repr([Raises()]), lambda: print(Raises()), lambda: "%s" % Bad(), lambda: str({1: Raises()})):
    try:
        print(f())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


class Container:
    def __init__(self):
        self.items = [self]

    def __repr__(self):
        return f"C({len(self.items)})"


print(Container().items, [[]], [()], [{}], [set()], [frozenset()], [""], [b""], [None], [1.0], [1e100], [True], (1,), ((),), ({},), {(): []})
print([1, 2.5, "a", b"b", None, True, (1,), [2], {3: 4}, {5}, range(3), slice(1), ..., 1j], str(["é", "\n", "'"]))
print(repr({"a": {"b": {"c": {"d": [{"e": ()}]}}}}), repr([[[[[[]]]]]]))
deep = []
for _ in range(50):
    deep = [deep]
print(repr(deep).count("["), str(deep) == repr(deep))
print([int, str, len, print, Shy, type(None)], [KeyError("a"), ValueError(), OSError(2, "x"), StopIteration(5)], str(KeyError("a")), str(ValueError("a", 1)), [Exception("é")])
print(repr(dict.fromkeys("ab").keys()), repr({1: 2}.values()), repr({1: 2}.items()), repr(iter([]))[:15], repr(zip())[:11], repr(x for x in [])[:17], repr(NotImplemented), repr(memoryview(b""))[:12])
