# The texts of errors in calls.


def attempt(f, *args, **kwargs):
    try:
        print("value", f(*args, **kwargs))
    except Exception as error:
        print(type(error).__name__ + ":", error)


def none():
    pass


def two(a, b):
    return a, b


def default(a, b=1):
    return a, b


def keyword(a, *, k):
    return a, k


def keywords(*, k, l, m):
    return k


def positional(a, b, /, c):
    return a


def many(a, b, c, d):
    return a


attempt(none, 1)
attempt(none, 1, 2)
attempt(none, x=1)
attempt(two)
attempt(two, 1)
attempt(two, 1, 2, 3)
attempt(two, 1, a=2)
attempt(two, 1, c=2)
attempt(default)
attempt(default, 1, 2, 3)
attempt(keyword, 1)
attempt(keyword, 1, 2)
attempt(keyword, k=1)
attempt(keyword, 1, 2, k=3)
attempt(keywords)
attempt(keywords, k=1)
attempt(keywords, k=1, l=1)
attempt(positional, 1)
attempt(positional, a=1, b=2, c=3)
attempt(many)
attempt(many, 1)
attempt(many, 1, 2, 3)
attempt(lambda x: x)
attempt(5)
attempt("text")
attempt(None)
attempt([1, 2])


class Thing:
    def method(self, a):
        return a

    @classmethod
    def made(cls, a):
        return a

    @staticmethod
    def free(a):
        return a

    def __init__(self, size=0):
        self.size = size


attempt(Thing().method)
attempt(Thing.method)
attempt(Thing().method, 1, 2)
attempt(Thing.made)
attempt(Thing.free)
attempt(Thing, 1, 2)
attempt(Thing, weight=3)


def outer():
    def inner(a):
        return a

    return inner


attempt(outer())


def spread(call):
    try:
        call()
    except TypeError as error:
        print(error)


spread(lambda: two(*5))
spread(lambda: two(**5))
spread(lambda: two(**{1: 2}))
spread(lambda: two(1, **{"a": 1}))
spread(lambda: two(a=1, **{"a": 1}))
spread(lambda: none(*None))
