# Endless recursion through attribute hooks.


class Get:
    def __getattr__(self, name):
        return getattr(self, name + "x") if len(name) < 5 else self.missing


class GetAttribute:
    def __getattribute__(self, name):
        return self.other


class Set:
    def __setattr__(self, name, value):
        self.x = value


class Delete:
    def __delattr__(self, name):
        del self.x


class Descriptor:
    def __get__(self, instance, owner):
        return instance.d if instance else self


class Holder:
    d = Descriptor()


class Dir:
    def __dir__(self):
        return dir(self)


class Meta(type):
    def __getattr__(cls, name):
        return getattr(cls, name)

    def __call__(cls):
        return cls()

    def __instancecheck__(cls, x):
        return isinstance(x, cls)

    def __subclasscheck__(cls, x):
        return issubclass(x, cls)


class WithMeta(metaclass=Meta):
    pass


class New:
    def __new__(cls):
        return cls()


class Init:
    def __init__(self):
        Init()


class Missing(dict):
    def __missing__(self, key):
        return self[key]


class Class:
    @property
    def __class__(self):
        return self.__class__


def attempt(name, f):
    try:
        f()
        print(name, "passed")
    except RecursionError:
        print(name, "RecursionError")


attempt("getattr", lambda: Get().a)
attempt("hasattr", lambda: hasattr(Get(), "a"))
attempt("getattribute", lambda: GetAttribute().a)
attempt("setattr", lambda: setattr(Set(), "y", 1))
attempt("delattr", lambda: delattr(Delete(), "y"))
attempt("descriptor", lambda: Holder().d)
attempt("dir", lambda: dir(Dir()))
attempt("metaclass getattr", lambda: WithMeta.zzz)
attempt("metaclass call", lambda: WithMeta())
attempt("isinstance", lambda: isinstance(5, WithMeta))
attempt("issubclass", lambda: issubclass(int, WithMeta))
attempt("new", New)
attempt("init", Init)
attempt("missing", lambda: Missing()["k"])
attempt("class", lambda: isinstance(Class(), int))
