# Structural pattern matching.


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


class Color:
    RED = 1


def classify(v):
    match v:
        case 0:
            return "zero"
        case True:
            return "true"
        case -1 | 1.5 | "one":
            return "literal"
        case None:
            return "none"
        case Color.RED.real:
            return "red"
        case int(n) if n > 100:
            return f"big {n}"
        case int():
            return "int"
        case str() as s if s.startswith("x"):
            return f"x-string {s}"
        case []:
            return "empty"
        case [x]:
            return f"one {x}"
        case [Point(x=0), *_]:
            return "starts at axis"
        case [1, 2, *rest]:
            return f"rest {rest}"
        case [a, (b, c)]:
            return f"nested {a} {b} {c}"
        case (first, *_, last):
            return f"ends {first} {last}"
        case {"kind": "circle", "r": r}:
            return f"circle {r}"
        case {"kind": kind, **others}:
            return f"{kind} {others}"
        case {}:
            return "mapping"
        case Point(0, 0):
            return "origin"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case Point(x=px):
            return f"point {px}"
        case float() | bytes():
            return "float or bytes"
        case _:
            return "other"


for value in (0, True, -1, 1.5, "one", None, 7, 500, "xyz", "abc", [], [9], [1, 2, 3, 4], [5, (6, 7)], (1, 8, 9),
              {"kind": "circle", "r": 3}, {"kind": "square", "side": 2}, {"z": 1}, Point(0, 0), Point(2, 2), Point(1, 2),
              [Point(0, 5), 1], 2.5, b"b", {1, 2}, range(3), "", bytearray(b"ab")):
    print(type(value).__name__, classify(value))


def bind(v):
    match v:
        case [Point(x=a), Point(x=b)] | [a, b]:
            return a, b
    return "no match"


print(bind([Point(1, 2), Point(3, 4)]), bind("xy"), bind([1, 2]), bind(3))


def command(text):
    match text.split():
        case ["go", ("north" | "south") as direction]:
            return direction
        case ["drop", *things]:
            return things
        case [verb]:
            return verb.upper()
        case unknown:
            return len(unknown)


print(command("go north"), command("drop a b"), command("look"), command("go up"), command("a b c d"))
try:
    match Point(1, 2):
        case Point(1, 2, 3):
            pass
except TypeError as error:
    print(error)
match 5:
    case x:
        print("bound", x)
