# Properties and the descriptor protocol.


class Celsius:
    def __init__(self, degrees):
        self._degrees = degrees

    @property
    def degrees(self):
        "Degrees."
        return self._degrees

    @degrees.setter
    def degrees(self, value):
        if value < -273:
            raise ValueError("too cold")
        self._degrees = value

    @property
    def fixed(self):
        return 1


t = Celsius(20)
t.degrees += 5
print(t.degrees, Celsius.degrees.__doc__, type(Celsius.degrees).__name__)
for action in (lambda: setattr(t, "degrees", -300), lambda: setattr(t, "fixed", 2), lambda: delattr(t, "fixed"),
               lambda: delattr(t, "degrees")):
    try:
        action()
    except (ValueError, AttributeError) as error:
        print(type(error).__name__, error)


class Typed:
    def __set_name__(self, owner, name):
        self.name = name
        print("set_name", owner.__name__, name)

    def __init__(self, kind):
        self.kind = kind

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return instance.__dict__.get(self.name, "unset")

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} must be {self.kind.__name__}")
        instance.__dict__[self.name] = value

    def __delete__(self, instance):
        del instance.__dict__[self.name]


class Person:
    name = Typed(str)
    age = Typed(int)


p = Person()
print(p.name, p.age)
p.name = "Ann"
p.age = 30
print(p.name, p.age, vars(p), Person.age.kind)
try:
    p.age = "old"
except TypeError as error:
    print(error)
p.__dict__["age"] = 99
print(p.age)
del p.age
print(p.age)


class NonData:
    def __get__(self, instance, owner):
        return ("got", instance is None, owner.__name__)


class Holder:
    attribute = NonData()


h = Holder()
print(h.attribute, Holder.attribute)
h.attribute = "own"
print(h.attribute)


class Dynamic:
    real = 1

    def __getattr__(self, name):
        if name.startswith("x"):
            return name.upper()
        raise AttributeError(f"no {name}")

    def __setattr__(self, name, value):
        super().__setattr__(name, ("set", value))

    def __delattr__(self, name):
        print("delete", name)
        super().__delattr__(name)


d = Dynamic()
d.y = 5
print(d.real, d.xyz, d.y, hasattr(d, "q"), getattr(d, "q", "default"))
del d.y
try:
    d.q
except AttributeError as error:
    print(error)


class Intercept:
    def __init__(self):
        self.a = 1

    def __getattribute__(self, name):
        if name == "secret":
            return 42
        return object.__getattribute__(self, name)


i = Intercept()
print(i.a, i.secret)


class Broken:
    @property
    def p(self):
        return self.missing

    def __getattr__(self, name):
        return "fallback " + name


print(Broken().p)
