# Operator methods: binary, reflected, in place, comparison, containers, calls, conversions.


class V:
    def __init__(self, x):
        self.x = x

    def __repr__(self):
        return f"V({self.x!r})"


def define(name, symbol):
    def forward(self, other):
        return f"{self} {symbol} {other}"

    def reflected(self, other):
        return f"{other} {symbol}r {self}"

    setattr(V, f"__{name}__", forward)
    setattr(V, f"__r{name}__", reflected)


for name, symbol in [("add", "+"), ("sub", "-"), ("mul", "*"), ("truediv", "/"), ("floordiv", "//"), ("mod", "%"),
                     ("pow", "**"), ("lshift", "<<"), ("rshift", ">>"), ("and", "&"), ("or", "|"), ("xor", "^"),
                     ("matmul", "@")]:
    define(name, symbol)

v = V(1)
print(v + 2, "|", 2 + v, "|", v - 2, "|", 2 - v, "|", v * 2, "|", 2 * v)
print(v / 2, "|", 2 / v, "|", v // 2, "|", 2 // v, "|", v % 2, "|", 2 % v)
print(v**2, "|", 2**v, "|", v << 2, "|", 2 << v, "|", v >> 2, "|", 2 >> v)
print(v & 2, "|", 2 & v, "|", v | 2, "|", 2 | v, "|", v ^ 2, "|", 2 ^ v, "|", v @ 2, "|", 2 @ v)
v += 1
print(v)


class W(V):
    def __radd__(self, other):
        return "W first"

    def __iadd__(self, other):
        self.x += other
        return self

    def __neg__(self):
        return W(-self.x)

    def __pos__(self):
        return W(+self.x)

    def __invert__(self):
        return W(~self.x)

    def __abs__(self):
        return W(abs(self.x))

    def __eq__(self, other):
        return isinstance(other, W) and self.x == other.x

    def __hash__(self):
        return hash(self.x)

    def __lt__(self, other):
        return self.x < other.x

    def __le__(self, other):
        return self.x <= other.x

    def __bool__(self):
        return self.x != 0

    def __len__(self):
        return abs(self.x)

    def __contains__(self, item):
        return item == self.x

    def __getitem__(self, key):
        return ("item", key)

    def __setitem__(self, key, value):
        print("set", key, value)

    def __delitem__(self, key):
        print("del", key)

    def __call__(self, *args, **kwargs):
        return args, kwargs

    def __int__(self):
        return self.x

    def __float__(self):
        return float(self.x)

    def __index__(self):
        return self.x

    def __round__(self, digits=None):
        return ("round", digits)

    def __format__(self, spec):
        return f"<{spec}>"

    def __divmod__(self, other):
        return ("divmod", other)


w = W(3)
print(V(1) + w, w + V(1))
alias = w
w += 10
print(w, alias is w)
print(-w, +w, ~w, abs(W(-4)), w == W(13), w != W(13), w == 13)
print(w < W(20), w > W(20), w <= W(13), w >= W(14))
print(bool(W(0)), not w, len(w), 13 in w, 14 not in w)
print(w[1], w[1:2], w[::3], w[1, 2], w[...])
w["k"] = "v"
del w["k"]
print(w(1, a=2), int(w), float(w), [0] * W(2), hex(w), round(w), round(w, 2), f"{w:abc}", divmod(w, 4))
print({W(1): "one"}[W(1)], sorted([W(3), W(1), W(2)]), max(W(5), W(9)))


class Refuses:
    def __add__(self, other):
        return NotImplemented

    __radd__ = __mul__ = __lt__ = __eq__ = __add__


for attempt in (lambda: Refuses() + 1, lambda: 1 + Refuses(), lambda: Refuses() * 2, lambda: Refuses() < 1,
                lambda: Refuses() + Refuses(), lambda: -Refuses(), lambda: Refuses()[0], lambda: len(Refuses())):
    try:
        print(attempt())
    except TypeError as error:
        print(error)
r = Refuses()
print(r == r, r == Refuses(), r != r)
