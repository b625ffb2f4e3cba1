# Attribute reads and writes in hot loops: counters, transitions, slots, overflow, dictionary mode.


class Counter:
    def __init__(self):
        self.n = 0
        self.total = 0.0

    def hit(self, x):
        self.n += 1
        self.total += x * 0.5
        return self


def counters(k):
    c = Counter()
    for i in range(k):
        c.hit(i).hit(1)
    return c.n, c.total


print(counters(3000))


def transitions(k):
    kept = []
    for i in range(k):
        c = Counter()
        if i % 3 == 0:
            c.extra = i
        if i % 5 == 0:
            c.other = i * 2
        if i % 500 == 0:
            kept.append(sorted(vars(c).items()))
        c.n += getattr(c, "extra", 1)
        c.total += getattr(c, "other", 0.25)
    return c.n, c.total, kept


print(transitions(2500))


class Slots:
    __slots__ = "a", "b"


def slots(k):
    s = Slots()
    s.a = s.b = 0
    for i in range(k):
        s.a += 1
        s.b += s.a
        if i == k // 2:
            s.a = 0.5
    return s.a, s.b


print(slots(3000))


def many_attributes(k):
    c = Counter()
    for i in range(k):
        name = f"x{i % 100}"
        setattr(c, name, getattr(c, name, 0) + 1)
        c.n += 1
    return c.n, c.x0, c.x99, len(vars(c))


print(many_attributes(3000))


def deleted(k):
    c = Counter()
    missing = 0
    for i in range(k):
        try:
            c.temporary += 1
        except AttributeError:
            missing += 1
            c.temporary = 0
        if i % 7 == 6:
            del c.temporary
    return missing, hasattr(c, "temporary")


print(deleted(3000))


class Prop:
    def __init__(self):
        self._v = 0

    @property
    def v(self):
        return self._v

    @v.setter
    def v(self, value):
        self._v = value if value < 100 else 0

    @classmethod
    def make(cls):
        return cls()

    @staticmethod
    def double(x):
        return x * 2


def properties(k):
    p = Prop.make()
    s = 0
    for i in range(k):
        p.v += i % 4
        s += p.v + p.double(i) - Prop.double(1)
    return s, p.v


print(properties(3000))


class Chain:
    def __init__(self, depth):
        self.child = Chain(depth - 1) if depth else None
        self.value = depth


def chains(k):
    c = Chain(3)
    s = 0
    for i in range(k):
        s += c.child.child.child.value + c.child.value
        c.child.child.value += 1
        if i == k // 2:
            c.child = Chain(2)
    return s, c.child.child.value


print(chains(3000))


class Base:
    def get(self):
        return self.x


class Deriv(Base):
    def __init__(self, x):
        self.x = x

    def get(self):
        return super().get() + 1


def supers(k):
    objects = [Deriv(i) for i in range(5)]
    return sum(objects[i % 5].get() for i in range(k))


print(supers(3000))


def two_objects(k):
    a, b = Counter(), Counter()
    for i in range(k):
        a.n = i
        b.n = -i
        if a.n != i:
            return "aliased"
        if i == k // 2:
            b = a
        if b is a and a.n == i:
            return "aliases at", i, a.n
    return a.n


print(two_objects(3000))
