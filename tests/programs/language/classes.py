# Class statements: attributes, methods, names, nested classes, instance dictionaries.


class Point:
    "A point."
    dimension = 2
    count = 0

    def __init__(self, x, y):
        self.x = x
        self.y = y
        Point.count += 1

    def moved(self, dx=0, dy=0):
        return type(self)(self.x + dx, self.y + dy)

    def __repr__(self):
        return f"{type(self).__name__}({self.x}, {self.y})"

    class Inner:
        def where(self):
            return __class__.__qualname__


class Colored(Point):
    def __init__(self, x, y, color="red"):
        super().__init__(x, y)
        self.color = color


p = Point(1, 2)
print(p, p.moved(dx=5), Point.count, p.dimension, p.__dict__)
p.dimension = 3
print(p.dimension, Point.dimension, vars(p))
print(Point.__name__, Point.__qualname__, Point.__doc__, Point.__module__, Point.Inner.__qualname__)
print(Point.Inner().where())
c = Colored(3, 4)
print(c, c.moved(1, 1), c.color, Point.count, isinstance(c, Point), issubclass(Colored, Point))
print(Colored.__mro__, Colored.__bases__, Colored.__base__)
print(type(c) is Colored, c.__class__, isinstance(p, Colored))

bound = p.moved
print(bound(10), bound.__self__ is p, bound.__func__ is Point.moved, bound.__name__)
print(Point.moved(p, 1, 1))


def free(self, k):
    return self.x * k


Point.scaled = free
print(p.scaled(3), c.scaled(4))
p.scaled = lambda k: "instance wins"
print(p.scaled(3))
del p.scaled
print(p.scaled(3))
del Point.scaled
try:
    p.scaled(3)
except AttributeError as error:
    print(error)
try:
    p.nothing
except AttributeError as error:
    print(error, error.name, error.obj is p)
try:
    del p.nothing
except AttributeError as error:
    print(error)
try:
    Point.nothing
except AttributeError as error:
    print(error)
setattr(p, "z", 9)
print(getattr(p, "z"), getattr(p, "w", "none"), hasattr(p, "w"))
delattr(p, "z")
print(sorted(vars(p)))


class Empty: ...


e = Empty()
for i in range(70):
    setattr(e, f"a{i}", i)
print(len(e.__dict__), e.a69, list(e.__dict__)[:3])
e.__dict__["direct"] = 1
print(e.direct)
e.__dict__ = {"only": 2}
print(e.only, hasattr(e, "direct"))
Made = type("Made", (Point,), {"extra": 5, "twice": lambda self: self.x * 2})
print(Made(4, 5).twice(), Made.extra, Made.__name__)
e.__class__ = type("Other", (), {"hello": lambda self: "hi"})
print(e.hello(), type(e).__name__)


class Private:
    def __init__(self):
        self.__hidden = 1

    def get(self):
        return self.__hidden


print(Private().get(), vars(Private()))
