import package.module as short
from . import sibling as renamed, other


def kinds(f, o, args, keywords):
    f(1, o, key=2)
    o.method(f)
    o.method(f, key=f)
    f(*args)
    f(1, *args, key=2, **keywords)
    return o.a.b[f(o)][1:2]


@short
@renamed(1)
def decorated(a, /, b=1, *rest, c, d=(1, 2), **others):
    "Docstring."
    return f"{a!r:>{b}}{c=} text"


value = lambda x, y=other: x[y]
