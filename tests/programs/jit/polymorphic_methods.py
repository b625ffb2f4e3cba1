# A loop over four classes of one interface, then a fifth arriving late.


class Shape:
    def __init__(self, a):
        self.a = a

    def describe(self):
        return self.area() * 2


class Square(Shape):
    def area(self):
        return self.a * self.a


class Circle(Shape):
    def area(self):
        return 3.25 * self.a * self.a


class Line(Shape):
    def area(self):
        return 0


class Offset(Square):
    def __init__(self, a, by):
        super().__init__(a)
        self.by = by

    def area(self):
        return super().area() + self.by


def total(shapes, n):
    s = 0
    for i in range(n):
        shape = shapes[i % len(shapes)]
        s += shape.area()
        if isinstance(shape, Square):
            s += 1
        s += shape.describe()
    return s


shapes = [Square(2), Circle(1.5), Line(4), Offset(3, 7)]
print(total(shapes[:1], 2000), total(shapes[:2], 2000), total(shapes, 4000))


class Late(Shape):
    def area(self):
        return len(str(self.a))


shapes.append(Late(12345))
print(total(shapes, 4000))
shapes[0].area = lambda: 1000
print(total(shapes, 1000))
del shapes[0].area
Square.area = lambda self: -1
print(total(shapes, 3000))


class Dynamic:
    def __getattr__(self, name):
        if name in ("area", "describe"):
            return lambda: 5
        raise AttributeError(name)


print(total([Dynamic(), shapes[1]], 2000))
mega = [type(f"K{i}", (Shape,), {"area": (lambda k: lambda self: k)(i)})(i) for i in range(12)]
print(total(mega, 3000))
