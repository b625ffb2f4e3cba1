# abc, collections.abc, __future__, typing, dataclasses, enum: what imports need.
from __future__ import annotations

import abc
import collections.abc as cabc


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self):
        ...

    @property
    @abc.abstractmethod
    def name(self):
        ...

    def describe(self):
        return f"{self.name} {self.area()}"


class Square(Shape):
    name = "square"

    def area(self):
        return 4


print(Square().describe(), Shape.__abstractmethods__ == frozenset({"area", "name"}), isinstance(Square(), Shape))
for cls in (Shape, type("Half", (Shape,), {"name": 1})):
    try:
        cls()
    except TypeError as error:
        print(error)


class Duck:
    def area(self):
        return 1


Shape.register(Duck)
print(isinstance(Duck(), Shape), issubclass(Duck, Shape), issubclass(int, Shape))


class Hooked(abc.ABC):
    @classmethod
    def __subclasshook__(cls, other):
        return hasattr(other, "quack") or NotImplemented


print(isinstance(type("Q", (), {"quack": 1})(), Hooked), isinstance(5, Hooked))
for value in ([], (), {}, set(), "", b"", range(1), iter([]), (x for x in ()), len, 5, frozenset(), {}.keys()):
    print(type(value).__name__, [c.__name__ for c in (cabc.Iterable, cabc.Iterator, cabc.Sequence, cabc.MutableSequence, cabc.Mapping, cabc.Set, cabc.Hashable, cabc.Callable, cabc.Sized, cabc.Container, cabc.Generator, cabc.Collection, cabc.Reversible) if isinstance(value, c)])


class Squares(cabc.Sequence):
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if not 0 <= i < self.n:
            raise IndexError(i)
        return i * i


s = Squares(5)
print(list(s), 9 in s, s.index(16), s.count(4), list(reversed(s)))


class Lower(cabc.MutableMapping):
    def __init__(self):
        self.data = {}

    def __getitem__(self, k):
        return self.data[k.lower()]

    def __setitem__(self, k, v):
        self.data[k.lower()] = v

    def __delitem__(self, k):
        del self.data[k.lower()]

    def __iter__(self):
        return iter(self.data)

    def __len__(self):
        return len(self.data)


m = Lower()
m["A"] = 1
m.update(B=2)
print(dict(m), "a" in m, m.get("x"), m.pop("B"), list(m.items()), m.setdefault("Z", 3), m == {"a": 1, "z": 3}, m.keys() & {"a"})
from dataclasses import dataclass, field
from enum import Enum, IntEnum, auto
from typing import List, NamedTuple, Optional


@dataclass(order=True)
class Point:
    x: int
    y: int = 0
    tags: List[str] = field(default_factory=list, compare=False)


@dataclass(frozen=True)
class Frozen:
    a: Optional[int] = None


print(Point(1), Point(1, 2) < Point(2), Point(1) == Point(1, 0), Point(3).tags, Frozen(5), hash(Frozen(5)) == hash(Frozen(5)))
try:
    Frozen(1).a = 2
except Exception as error:
    print(type(error).__name__, error)


class Color(Enum):
    RED = 1
    GREEN = auto()


class Level(IntEnum):
    LOW = 1
    HIGH = 5


class Pair(NamedTuple):
    a: int
    b: str = "x"


print(Color.RED, Color(2), Color["RED"].value, list(Color), Level.HIGH > Level.LOW, Level.LOW + 1, Pair(1), Color.RED is Color(1), Point.__annotations__)
