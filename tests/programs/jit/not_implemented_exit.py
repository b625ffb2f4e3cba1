# __add__ that rarely returns NotImplemented, two frames deep; reflected operators.


class Money:
    def __init__(self, cents):
        self.cents = cents

    def __add__(self, other):
        if type(other) is not Money:
            return NotImplemented
        return Money(self.cents + other.cents)

    def __radd__(self, other):
        return Money(self.cents + other * 100)

    def __mul__(self, k):
        return Money(self.cents * k) if k != 7 else NotImplemented

    def __lt__(self, other):
        return self.cents < other.cents if isinstance(other, Money) else NotImplemented

    def __eq__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        return self.cents == other.cents

    __hash__ = None


class Gift:
    def __radd__(self, other):
        return Money(other.cents + 5000)

    def __rmul__(self, other):
        return Money(-other.cents)


def inner(a, b):
    return a + b


def outer(a, b):
    return inner(a, b)


def run(n):
    gift = Gift()
    total = Money(0)
    for i in range(n):
        other = gift if i % 700 == 699 else Money(i % 13)
        total = outer(total, other)
        if i % 5 == 0:
            total = 1 + total
    return total.cents


print(run(5000))


def fails(n):
    total = Money(0)
    for i in range(n):
        try:
            total = total * (i % 8)
            if total.cents == 0:
                total = Money(i)
        except TypeError as error:
            message = str(error)
            total = Money(1)
    return total.cents, message


print(fails(3000))


def compares(n):
    counts = [0, 0, 0]
    a = Money(500)
    for i in range(n):
        b = Money(i % 1000)
        counts[0] += a < b
        counts[1] += a == b
        counts[2] += a == i
    return counts


print(compares(4000))
try:
    for i in range(3000):
        Money(1) + ("text" if i == 2999 else Money(2))
except TypeError as error:
    print(error, i)


class Vector:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, o):
        return Vector(self.x + o.x, self.y + o.y)

    def __sub__(self, o):
        return Vector(self.x - o.x, self.y - o.y)

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k)

    def __neg__(self):
        return self * -1

    def __iadd__(self, o):
        self.x += o.x
        self.y += o.y
        return self


def vectors(n):
    p = Vector(0.0, 0.0)
    v = Vector(1.0, 0.5)
    q = Vector(0, 0)
    for i in range(n):
        p = p + v * 0.01 - (-v) * 0.001
        q += Vector(i % 3, 1)
        if i % 1000 == 0:
            v = -v
    return round(p.x, 9), round(p.y, 9), q.x, q.y


print(vectors(4500))
