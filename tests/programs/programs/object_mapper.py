"""A small object mapper: metaclass, descriptors, __getattr__, __init_subclass__, operators building queries."""
class Field:
    count = 0
    def __init__(self, kind, default=None):
        self.kind, self.default = kind, default
        Field.count += 1
        self.order = Field.count
    def __set_name__(self, owner, name):
        self.name = name; self.slot = "_" + name
    def __get__(self, obj, owner=None):
        if obj is None:
            return self
        return obj.__dict__.get(self.slot, self.default)
    def __set__(self, obj, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{type(obj).__name__}.{self.name}: expected {self.kind.__name__}, got {type(value).__name__}")
        obj.__dict__[self.slot] = value
        obj.dirty.add(self.name)
    def __delete__(self, obj):
        del obj.__dict__[self.slot]
    def __gt__(self, other): return Query(lambda o: self.__get__(o) > other, f"{self.name} > {other!r}")
    def __eq__(self, other): return Query(lambda o: self.__get__(o) == other, f"{self.name} == {other!r}")
    __hash__ = object.__hash__
class Query:
    def __init__(self, test, text): self.test, self.text = test, text
    def __and__(self, o): return Query(lambda x: self.test(x) and o.test(x), f"({self.text} AND {o.text})")
    def __or__(self, o): return Query(lambda x: self.test(x) or o.test(x), f"({self.text} OR {o.text})")
    def __invert__(self): return Query(lambda x: not self.test(x), f"NOT {self.text}")
    def __repr__(self): return f"<Query {self.text}>"
class Meta(type):
    registry = {}
    def __new__(mcls, name, bases, ns, **kw):
        cls = super().__new__(mcls, name, bases, ns)
        cls.fields = sorted((v for k in cls.__mro__[::-1] for v in vars(k).values() if isinstance(v, Field)), key=lambda f: f.order)
        cls.table = kw.get("table", name.lower())
        mcls.registry[cls.table] = cls
        return cls
    def __init__(cls, name, bases, ns, **kw): super().__init__(name, bases, ns); cls.rows = []
    def __call__(cls, *args, **kw):
        obj = super().__call__(*args, **kw); cls.rows.append(obj); return obj
    def __iter__(cls): return iter(cls.rows)
    def __len__(cls): return len(cls.rows)
    def __getitem__(cls, i): return cls.rows[i]
    def __contains__(cls, o): return any(o is r for r in cls.rows)
class Model(metaclass=Meta):
    dirty = frozenset()
    subclasses = []
    def __init_subclass__(cls, table=None, **kw):
        super().__init_subclass__(**kw); Model.subclasses.append(cls.__name__)
    def __init__(self, **kw):
        object.__setattr__(self, "dirty", set())
        for k, v in kw.items():
            setattr(self, k, v)
    def __getattr__(self, name):
        if name.startswith("get_"):
            return lambda: getattr(self, name[4:])
        raise AttributeError(f"{type(self).__name__!r} has no {name!r}", name=name, obj=self)
    @classmethod
    def where(cls, q): return [r for r in cls if q.test(r)]
    def __repr__(self): return f"{type(self).__qualname__}({', '.join(f'{f.name}={getattr(self, f.name)!r}' for f in self.fields)})"
class Person(Model, table="people"):
    name = Field(str, "?")
    age = Field(int, 0)
class Worker(Person):
    wage = Field(float, 0.0)
    @property
    def yearly(self): return self.wage * 12
    @yearly.setter
    def yearly(self, v): self.wage = v / 12
for i in range(1500):
    w = Worker(name=f"w{i % 100}", age=18 + i % 50)
    w.yearly = 1200.0 * (i % 40)
q = (Worker.age > 40) & ~(Worker.wage > 2000.0) | (Worker.name == "w7")
print(q, len(Worker.where(q)), len(Worker), Worker[3], Worker[3] in Worker, Worker[3] in Person)
print(sum(w.yearly for w in Worker), sum(w.get_age() for w in Worker), Meta.registry, Model.subclasses)
print([f.name for f in Worker.fields], Worker.__mro__, sorted(Worker[0].dirty))
del Worker[0].age
print(Worker[0])
for expr in ("Worker(name=3)", "Worker[0].foo", "Worker(zzz=1).zzz", "del_age()", "Worker.nope", "Worker[0].get_nope()", "Worker[99999]", "Person.wage", "Model(1)"):
    def del_age(): del Worker[0].age
    try:
        print(expr, "=", eval(expr))
    except Exception as e:
        print(expr, type(e).__name__, e, getattr(e, "name", "-"))
class Vec:
    __slots__ = ("x", "y", "__weakref__")
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
    def __add__(self, o): return Vec(self.x + o.x, self.y + o.y) if isinstance(o, Vec) else NotImplemented
    def __radd__(self, o): return self if o == 0 else NotImplemented
    def __mul__(self, k): return Vec(self.x * k, self.y * k)
    __rmul__ = __mul__
    def __matmul__(self, o): return self.x * o.x + self.y * o.y
    def __imul__(self, k): self.x *= k; self.y *= k; return self
    def __neg__(self): return -1 * self
    def __abs__(self): return (self @ self) ** .5
    def __bool__(self): return bool(self.x or self.y)
    def __eq__(self, o): return isinstance(o, Vec) and (self.x, self.y) == (o.x, o.y)
    def __iter__(self): yield self.x; yield self.y
    def __repr__(self): return f"Vec({self.x}, {self.y})"
    def __format__(self, spec): return f"<{self.x:{spec}}, {self.y:{spec}}>"
v = Vec(0, 0)
for i in range(3000):
    v = v + Vec(i, -i) * 0.5
    if i % 100 == 0:
        v *= 2
    if i % 700 == 0:
        v = -v
print(v, abs(sum([Vec(3, 4), Vec(0, 0)])), f"{v:.2f}", bool(Vec(0, 0)), [*Vec(1, 2)], Vec(1, 2) @ Vec(3, 4))
for f in (lambda: Vec(1, 2) + 3, lambda: hash(Vec(1, 2)), lambda: Vec(1, 2) < Vec(3, 4), lambda: setattr(v, "z", 1), lambda: Vec(1, 2)[0], lambda: len(v), lambda: v()):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
Worker[10].nam
