# Metaclasses, __new__, __init_subclass__, __prepare__, class creation hooks.


class Meta(type):
    def __new__(meta, name, bases, namespace, **options):
        print("new", name, [b.__name__ for b in bases], sorted(k for k in namespace if not k.startswith("__")), options)
        cls = super().__new__(meta, name, bases, namespace)
        cls.tag = name.lower()
        return cls

    def __init__(cls, name, bases, namespace, **options):
        print("init", name)
        super().__init__(name, bases, namespace)

    def __call__(cls, *args):
        print("call", cls.__name__, args)
        return super().__call__(*args)

    def __len__(cls):
        return 7

    def __getitem__(cls, key):
        return f"{cls.__name__}[{key}]"

    @property
    def shout(cls):
        return cls.__name__.upper()

    def __instancecheck__(cls, instance):
        return instance == "magic" or type.__instancecheck__(cls, instance)


class Base(metaclass=Meta, option=1):
    value = 1

    def __init__(self, *args):
        self.args = args


class Child(Base):
    pass


c = Child(1, 2)
print(c.args, Child.tag, len(Child), Child["k"], Child.shout, isinstance("magic", Base), isinstance(c, Base))


class Plugin:
    plugins = []

    def __init_subclass__(cls, /, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.plugins.append((cls.__name__, name))


class One(Plugin, name="first"):
    pass


class Two(One):
    pass


print(Plugin.plugins)
try:
    class Three(Plugin, other=1):
        pass
except TypeError as error:
    print(error)


class Ordered(type):
    @classmethod
    def __prepare__(meta, name, bases):
        print("prepare", name)
        return {"prepared": True}


class UsesOrdered(metaclass=Ordered):
    b = 1
    a = 2


print(UsesOrdered.prepared, [k for k in vars(UsesOrdered) if not k.startswith("__")])


class Singleton:
    instance = None

    def __new__(cls, *args):
        if cls.instance is None:
            cls.instance = super().__new__(cls)
        return cls.instance

    def __init__(self, value=None):
        self.value = value


print(Singleton(1) is Singleton(2), Singleton.instance.value)


class NotMine:
    def __new__(cls):
        return 42

    def __init__(self):
        print("never called")


print(NotMine())


class Immutable(tuple):
    def __new__(cls, a, b):
        return super().__new__(cls, (a, b))


print(Immutable(1, 2), type(Immutable(1, 2)).__name__, Immutable(3, 4)[1])


class BadInit:
    def __init__(self):
        return 5


try:
    BadInit()
except TypeError as error:
    print(error)
for attempt in (lambda: object(1), lambda: type("X", (), {}, k=1), lambda: type("X", 5, {}), lambda: type(1, (), {}),
                lambda: type("X", (bool,), {}), lambda: type("X", (1,), {})):
    try:
        attempt()
    except TypeError as error:
        print(error)
