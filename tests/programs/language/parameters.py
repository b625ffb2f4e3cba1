# Every kind of parameter, bound in every way.


def everything(a, b=2, /, c=3, *rest, d, e=5, **more):
    return a, b, c, rest, d, e, sorted(more.items())


print(everything(1, d=4))
print(everything(1, 20, 30, 40, 50, d=60, e=70, z=80, y=90))
print(everything(1, c=9, d=4, a=5, b=6))
print(everything(*[1, 2], *(3, 4), d=0, **{"k": 1}, **{"l": 2}))


def positional_only(a, b, /):
    return a - b


def keyword_only(*, a, b=10):
    return a - b


def optional(a=1, b=2, c=3):
    return [a, b, c]


print(positional_only(5, 3), keyword_only(a=1), keyword_only(b=2, a=1))
print(optional(), optional(7), optional(c=0), optional(b=0, a=9))


def mutable_default(item, seen=[]):
    seen.append(item)
    return seen


print(mutable_default(1), mutable_default(2), mutable_default(3, []))


def order():
    out = []

    def note(x):
        out.append(x)
        return x

    def target(*args, **kwargs):
        return args, kwargs

    print(target(note(1), *[note(2)], k=note(3), **{"m": note(4)}))
    return out


print(order())
print((lambda *a, **k: (a, k))(1, 2, x=3))
print((lambda a, /, b, *, c: a + b + c)(1, b=2, c=3))
args = iter([1, 2, 3])
print(optional(*args))
print(everything.__defaults__, everything.__kwdefaults__)
