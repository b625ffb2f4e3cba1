# Annotations: evaluated lazily, kept in __annotations__.
x: int = 5
y: "later"
z: undefined_name


class C:
    a: int
    b: str = "b"
    c: list[int] = []

    def method(self, p: int, *q: float, r: "text" = None, **s: dict) -> list[str]:
        local: undefined_local = 1
        only: int
        return local


print(x, C.b, C.__annotations__, hasattr(C, "a"))
print(C.method.__annotations__)
print(C().method(1))
try:
    print(__annotations__)
except NameError as error:
    print(error)
try:
    y
except NameError as error:
    print(error)


def unbound():
    v: int
    try:
        v
    except UnboundLocalError as error:
        return str(error)


print(unbound())
box = {}
box["k"]: int = 3
(paren): int = 4
print(box, paren)
C.attribute: int = 9
print(C.attribute)


def generic[T](value: T) -> T:
    return value


print(generic(5), generic.__type_params__)


class Stack[T]:
    def push(self, item: T) -> None:
        self.item = item


s = Stack()
s.push(1)
print(s.item, Stack.__type_params__)
type Pair[A] = tuple[A, A]
print(Pair.__name__, Pair[int])
print(list[int], dict[str, int], tuple[int, ...], int | None, int | str)
print(isinstance(1, int | str), isinstance("", int | None), issubclass(bool, int | str))
