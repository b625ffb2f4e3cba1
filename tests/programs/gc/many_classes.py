# difftest: gc=400
# Classes, functions and code made and dropped.
import gc

total = 0
for i in range(150):
    cls = type(f"C{i}", (), {"value": i, "get": lambda self, i=i: self.value + i})
    obj = cls()
    obj.extra = i
    total += obj.get() + obj.extra
    sub = type("Sub", (cls,), {"more": 1})
    total += sub().get() + sub.more
print(total)
for i in range(100):
    namespace = {}
    exec(f"def f(x):\n    y = x + {i}\n    return [y] * 3\nvalue = f({i})", namespace)
    total += namespace["value"][0]
print(total)


def local_class(n):
    class Local:
        __slots__ = ("x",)

        def __init__(self):
            self.x = [n]

        def double(self):
            return self.x * 2

    return Local()


objects = [local_class(i) for i in range(100)]
gc.collect()
print(sum(o.double()[1] for o in objects), len({type(o) for o in objects}))
objects = objects[::10]
gc.collect()
print([o.x for o in objects])


class Base:
    pass


for i in range(50):
    type("T", (Base,), {})
gc.collect()
gc.collect()
print(len(Base.__subclasses__()) < 50)


class Kept(Base):
    pass


print(Kept in Base.__subclasses__())
shapes = []
for i in range(300):
    b = Base()
    for k in range(i % 7):
        setattr(b, f"a{i % 11}_{k}", [i, k])
    shapes.append(b)
print(sum(len(vars(b)) for b in shapes), sum(v[0] for b in shapes for v in vars(b).values()))
