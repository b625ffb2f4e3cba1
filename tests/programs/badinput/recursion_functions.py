# Endless recursion through functions of every kind ends in RecursionError, again and again.


def plain():
    return plain()


def mutual_a():
    return mutual_b()


def mutual_b():
    return mutual_a()


def keywords(**kw):
    return keywords(**kw)


def star(*args):
    return star(*args, 1) if len(args) < 5 else star(*args)


def default(f=None):
    return (f or default)(default)


def generator():
    yield from generator()


def comprehension():
    return [comprehension() for _ in range(1)]


def with_try():
    try:
        return with_try()
    finally:
        pass


class C:
    def method(self):
        return self.method()

    @classmethod
    def made(cls):
        return cls.made()

    @property
    def prop(self):
        return self.prop

    def __call__(self):
        return self()


lam = lambda: lam()
for name, call in [("plain", plain), ("mutual", mutual_a), ("keywords", keywords), ("star", star), ("default", default), ("generator", lambda: next(generator())), ("comprehension", comprehension), ("with_try", with_try),
                   ("method", C().method), ("classmethod", C.made), ("property", lambda: C().prop), ("call", C()), ("lambda", lam), ("map", lambda: list(map(lambda x: plain(), [1]))), ("sorted", lambda: sorted([1, 2], key=lambda x: plain())), ("exec", lambda: exec("plain()"))]:
    for attempt in range(2):
        try:
            call()
        except RecursionError:
            print(name, "RecursionError")


def depth():
    try:
        return depth() + 1
    except RecursionError:
        return 0


print(500 < depth() < 2000, 500 < depth() < 2000)
