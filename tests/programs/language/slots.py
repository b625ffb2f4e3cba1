# __slots__: storage, errors, inheritance.


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a):
        self.a = a


s = Slotted(1)
print(s.a, hasattr(s, "b"), hasattr(s, "__dict__"))
s.b = 2
print(s.a + s.b, Slotted.a.__name__, type(Slotted.a).__name__)
try:
    s.c = 3
except AttributeError as error:
    print(error)
del s.a
try:
    s.a
except AttributeError as error:
    print(error)
try:
    del s.a
except AttributeError as error:
    print(error)


class Sub(Slotted):
    __slots__ = ("c",)


x = Sub(10)
x.c = 30
x.b = 20
print(x.a, x.b, x.c, hasattr(x, "__dict__"))


class Open(Slotted):
    pass


o = Open(5)
o.anything = 6
print(o.a, vars(o))


class WithDict:
    __slots__ = ("q", "__dict__")


w = WithDict()
w.q = 1
w.r = 2
print(w.__dict__, w.q)

try:
    class Conflict:
        __slots__ = ("v",)
        v = 1
except ValueError as error:
    print(error)

try:
    class FromTwo(Slotted, WithDict):
        pass
except TypeError as error:
    print(error)


class Single:
    __slots__ = "only"


one = Single()
one.only = 7
print(one.only, Single.__slots__)


class Mangled:
    __slots__ = ("__x",)

    def set(self, value):
        self.__x = value
        return self.__x


print(Mangled().set(4), [n for n in dir(Mangled) if n.startswith("_Mangled")])
