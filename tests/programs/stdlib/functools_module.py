# functools.
import functools


@functools.lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@functools.lru_cache(maxsize=2)
def square(n):
    calls.append(n)
    return n * n


calls = []
print(fib(100), fib.cache_info(), [square(x) for x in (1, 2, 1, 3, 2, 1)], calls, square.cache_info())
square.cache_clear()
print(square.cache_info(), square.__wrapped__(5), square.__name__)
print(functools.reduce(lambda a, b: a * b, range(1, 6)), functools.reduce(max, [3, 1], 10), functools.partial(pow, 2)(5), functools.partial(int, base=2)("101"), functools.partial(print, 1, sep="-").args)
try:
    functools.reduce(lambda a, b: a, [])
except TypeError as error:
    print(error)


def decorate(f):
    @functools.wraps(f)
    def wrapper(*args):
        "wrapper doc"
        return f(*args)

    return wrapper


@decorate
def documented(x):
    "original doc"
    return x


print(documented.__name__, documented.__doc__, documented.__wrapped__(3), documented(4))


@functools.total_ordering
class Version:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n

    def __lt__(self, other):
        return self.n < other.n


print(Version(1) <= Version(2), Version(2) >= Version(3), Version(1) > Version(0), sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a)))


class Lazy:
    @functools.cached_property
    def value(self):
        calls.append("computed")
        return 42

    @functools.singledispatchmethod
    def show(self, x):
        return "object"

    @show.register
    def _(self, x: int):
        return "int"


calls.clear()
l = Lazy()
print(l.value, l.value, calls, vars(l), l.show(1), l.show("a"))


@functools.singledispatch
def kind(x):
    return "other"


@kind.register(list)
def _(x):
    return "list of " + str(len(x))


@kind.register
def _(x: float):
    return "float"


print(kind([1]), kind(1.5), kind("s"), kind.dispatch(bool).__name__)
p = functools.partial(functools.partial(max, 5), 3)
print(p(4), p.func is max, p.args, repr(functools.partial(len)))
