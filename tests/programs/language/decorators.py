# Decorators of functions and classes, with arguments, stacked, and order of evaluation.
log = []


def note(name):
    log.append("evaluate " + name)

    def decorate(f):
        log.append("apply " + name)
        return f

    return decorate


@note("a")
@note("b")
@note("c")
def f():
    return 1


print(log, f())


def memoize(function):
    cache = {}

    def wrapper(*args):
        if args not in cache:
            cache[args] = function(*args)
        return cache[args]

    wrapper.cache = cache
    wrapper.__name__ = function.__name__
    return wrapper


@memoize
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), len(fib.cache), fib.__name__)


class CountCalls:
    def __init__(self, function):
        self.function = function
        self.calls = 0

    def __call__(self, *args, **kwargs):
        self.calls += 1
        return self.function(*args, **kwargs)


@CountCalls
def add(a, b=1):
    return a + b


print(add(1), add(1, b=5), add.calls)


def register(**options):
    def decorate(cls):
        for name, value in options.items():
            setattr(cls, name, value)
        registry.append(cls.__name__)
        return cls

    return decorate


registry = []


@register(color="green", size=3)
class Snake:
    pass


print(Snake.color, Snake.size, registry)


@lambda f: f() * 2
def value():
    return 21


print(value)


class Methods:
    @staticmethod
    def free(x):
        return x + 1

    @classmethod
    def made(cls, x):
        return cls.__name__, x

    @property
    def doubled(self):
        return self.n * 2

    @doubled.setter
    def doubled(self, value):
        self.n = value // 2

    @doubled.deleter
    def doubled(self):
        del self.n

    def __init__(self):
        self.n = 4


m = Methods()
print(m.free(1), Methods.free(2), m.made(3), Methods.made(4), m.doubled)
m.doubled = 50
print(m.n)
del m.doubled
print(hasattr(m, "n"))
