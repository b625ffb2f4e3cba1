# Generators: iteration, send, throw, close, return values, lifetimes.


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


print(list(count(4)), sum(count(10)), [*count(2), *count(3)])
a, *b = count(4)
print(a, b)


def echo():
    received = []
    while True:
        try:
            got = yield len(received)
        except ValueError as error:
            got = f"thrown {error}"
        if got == "stop":
            return received
        received.append(got)


g = echo()
print(next(g), g.send("a"), g.send("b"), g.throw(ValueError("x")))
try:
    g.send("stop")
except StopIteration as stop:
    print(stop.value)
print(next(g, "exhausted"))
try:
    count(1).send(5)
except TypeError as error:
    print(error)


def closing():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        print("exit seen")
        raise
    finally:
        print("finally")


g = closing()
next(g)
print(g.close(), g.close())


def ignores():
    try:
        yield 1
    except GeneratorExit:
        yield 2


g = ignores()
next(g)
try:
    g.close()
except RuntimeError as error:
    print(error, next(g, "over"))


def returns_on_close():
    try:
        yield 1
    except GeneratorExit:
        return "closed value"


g = returns_on_close()
next(g)
print(g.close())


def raises_stop():
    yield 1
    raise StopIteration("inside")


try:
    list(raises_stop())
except RuntimeError as error:
    print(error, repr(error.__cause__))


def reentrant():
    yield next(me)


me = reentrant()
try:
    next(me)
except ValueError as error:
    print(error)

unstarted = count(3)
try:
    unstarted.throw(KeyError("early"))
except KeyError as error:
    print("early", error)
print(list(unstarted))
squares = (x * x for x in range(5) if x % 2 == 0)
print(type(squares).__name__, next(squares), list(squares))


def infinite():
    n = 0
    while True:
        yield n
        n += 1


def take(iterable, n):
    for i, x in enumerate(iterable):
        if i >= n:
            return
        yield x


print(list(take((x for x in infinite() if x % 3 == 1), 5)))


def with_arguments(a, *args, k=1, **kw):
    yield a
    yield from args
    yield k
    yield kw


print(list(with_arguments(1, 2, 3, k=4, z=5)))
print(max(count(5)), 3 in count(5), sorted(count(3), reverse=True), dict(zip(count(3), "abc")))
g = count(2)
print(iter(g) is g, g.gi_frame is not None, g.gi_running, [*g], g.gi_frame)
try:
    g.throw("not an exception")
except TypeError as error:
    print(error)
