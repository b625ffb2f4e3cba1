"""Generators resumed by calls: next(), send(), __next__(), bound, with defaults, through chains, with errors."""
import sys
import traceback


def count(n):
    for i in range(n):
        got = yield i
        if got is not None:
            yield ("got", got)
    return "end"


def through(g):
    return (yield from g)


def kinds():
    g = count(12)
    send, step = g.send, g.__next__
    out = [next(g), g.send(None), g.send("x"), g.__next__(), step(), send("y"), send(None)]
    import builtins
    out += [builtins.next(g), builtins.next(g, "default"), next(g, "default")]
    out += [next(*[g]), next(*(g, 5))]
    return out


for i in range(12):
    print(kinds())


def ends(make):
    results = []
    for use in (lambda g: next(g), lambda g: g.send(None), lambda g: g.__next__(), lambda g: next(g, "default"), lambda g: next(g, None)):
        g = make()
        try:
            while True:
                v = use(g)
                results.append(v)
                if v is None or v == "default":
                    break
        except StopIteration as e:
            results.append(("stop", e.value, [f.name for f in traceback.extract_tb(e.__traceback__)]))
        try:
            results.append(use(g))
        except StopIteration as e:
            results.append(("again", e.value, e.__context__))
    return results


for i in range(12):
    a = ends(lambda: count(2))
    b = ends(lambda: through(through(count(2))))
    assert a == b, (a, b)
print(a)


def fails(n):
    yield from count(n)
    raise ValueError("inside")


def stops():
    yield 1
    raise StopIteration("leaks")


def error(make, use):
    g = make()
    try:
        while True:
            use(g)
    except Exception as e:
        return (type(e).__name__, str(e), repr(e.__cause__), [(f.name, f.lineno) for f in traceback.extract_tb(e.__traceback__)], g.gi_frame)


for i in range(12):
    results = []
    for make in (lambda: fails(2), lambda: through(fails(3)), stops):
        for use in (next, lambda g: next(g), lambda g: next(g, 5) and None, lambda g: g.send(None), lambda g: g.__next__()):
            results.append(error(make, use) if make is not stops or use is next else error(make, lambda g: next(g)))
for r in results:
    print(r)


def itself():
    for i in range(30):
        try:
            yield next(running)
        except ValueError as e:
            yield str(e)


running = itself()
print({next(running) for i in range(20)})
running = through(itself())
print({running.send(None) for i in range(20)})

for i in range(12):
    g = count(3)
    try:
        g.send(1)
    except TypeError as e:
        message = str(e)
    try:
        next(g, 1, 2)
    except TypeError as e:
        message2 = str(e)
print(message, message2, next(g))


def frames():
    while True:
        f = sys._getframe()
        names = []
        while f:
            names.append((f.f_code.co_name, f.f_lineno))
            f = f.f_back
        yield names


def resumes():
    g = through(frames())
    for i in range(12):
        a = next(g)
        b = g.send(None)
        c = g.__next__()
    return a, b, c


print(resumes())


def in_try(log):
    try:
        while True:
            v = yield
            log.append(v)
    finally:
        log.append("closed")


for i in range(12):
    log = []
    g = in_try(log)
    next(g)
    for j in range(3):
        g.send(j)
    g.close()
print(log)


def coroutine(inner):
    total = 0
    while True:
        v = yield total
        if v is None:
            return total
        total += v + next(inner)


def loop():
    g = coroutine(through(count(1000)))
    next(g)
    for i in range(300):
        last = g.send(i)
    try:
        g.send(None)
    except StopIteration as e:
        return last, e.value


print(loop())


def merge(a, b):
    x, y = next(a, None), next(b, None)
    while x is not None or y is not None:
        if y is None or x is not None and x <= y:
            yield x
            x = next(a, None)
        else:
            yield y
            y = next(b, None)


def sort(values):
    if len(values) <= 1:
        yield from values
    else:
        half = len(values) // 2
        yield from merge(sort(values[:half]), sort(values[half:]))


print(list(sort([(i * 7919) % 101 for i in range(101)])) == list(range(101)))


def deep(n):
    if n:
        yield next(deep(n - 1)) + 1
    else:
        yield 0


print(next(deep(200)))
try:
    next(deep(sys.getrecursionlimit() + 10))
except RecursionError as e:
    print("RecursionError")


class Holder:
    def __init__(self):
        self.g = count(100)
        self.next = self.g.__next__


h = Holder()
total = 0
for i in range(50):
    total += h.next() + next(h.g)
print(total)

g = (x for x in range(100))
print(sum(next(g) for i in range(10)), max(next(g), next(g), 3), next(g))
if next(g) == 13 and (next(g) or next(g)):
    print([next(g), -next(g), not next(g), {next(g): next(g)}, f"{next(g)}"])
