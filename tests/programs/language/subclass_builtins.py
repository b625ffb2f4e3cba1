# Subclasses of builtin types.


class Stack(list):
    def push(self, x):
        self.append(x)
        return self

    def __getitem__(self, i):
        return ("item", super().__getitem__(i))


s = Stack([1, 2])
s.label = "named"
print(s.push(3), len(s), s[0], s.label, s == [1, 2, 3], type(s + [4]).__name__, list(s))


class Default(dict):
    def __missing__(self, key):
        self[key] = value = key * 2
        return value


d = Default(a=1)
print(d["a"], d["b"], d, d.get("zz"), "zz" in d)


class Meters(int):
    def __add__(self, other):
        return Meters(int(self) + int(other))

    def __repr__(self):
        return f"{int(self)}m"


m = Meters(5)
print(m + 1, 1 + m, m * 2, type(m * 2).__name__, m == 5, {5: "five"}[m], -m, [10, 20, 30, 40, 50, 60][m], Meters("7"))


class Loud(str):
    def upper(self):
        return Loud(super().upper() + "!")

    def __len__(self):
        return 100


t = Loud("abc")
print(t.upper(), t.upper().upper(), len(t), t == "abc", t[0], type(t[0]).__name__, {"abc": 1}[t], t + "d")


class Half(float):
    def half(self):
        return self / 2


print(Half(3).half(), Half("2.5") + 1, Half(1) == 1, type(Half(1) * 1).__name__)


class Pair(tuple):
    @property
    def first(self):
        return self[0]


p = Pair([1, 2])
a, b = p
print(p, p.first, a, b, p == (1, 2), hash(p) == hash((1, 2)), p + (3,))


class Bag(set):
    def add(self, x):
        super().add(x)
        return self


print(sorted(Bag().add(1).add(2).add(1)), type(Bag([1]) | {2}).__name__, Bag([1]) == {1})


class MyError(ValueError, KeyError):
    pass


try:
    raise MyError("multi")
except KeyError as error:
    print(repr(error), isinstance(error, ValueError))
print(isinstance(True, int), type(True + True).__name__, issubclass(bool, int))


class Frozen(frozenset):
    pass


print(sorted(Frozen([3, 1])), hash(Frozen([1])) == hash(frozenset([1])))


class B(bytes):
    pass


print(B(b"ab"), B(b"ab") == b"ab", B(b"ab")[0])
print(int.__add__(m, 1), str.upper(t), list.__len__(s), dict.__contains__(d, "a"))
