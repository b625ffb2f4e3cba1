# Registering str and bytes as abstract sequences does not make sequences of them for `match`.
import collections.abc
from collections import deque, OrderedDict, UserDict, UserList
from types import MappingProxyType, SimpleNamespace


class Text(str):
    pass


class Own:
    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]

    def keys(self):
        return self.items.keys()

    def get(self, key, default=None):
        return self.items.get(key, default)


class Late(Own):
    pass


class Later(Own):
    pass


collections.abc.Sequence.register(Late)
collections.abc.Mapping.register(Later)


def kind(x):
    match x:
        case [_, *_]:
            return "sequence"
        case {}:
            return "mapping"
    return "neither"


for x in ("c", Text("c"), b"c", bytearray(b"c"), range(3), memoryview(b"c"), (1,), deque([1]), {1: 2}, OrderedDict(),
          UserDict(), UserList([1]), MappingProxyType({}), SimpleNamespace(a=1), Own([1]), Late([1]), Later({1: 2}), {1}):
    print(type(x).__name__, kind(x), isinstance(x, collections.abc.Sequence), isinstance(x, collections.abc.Mapping))
