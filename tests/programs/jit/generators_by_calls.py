"""Loops that compiled code runs together with the generators they resume by next() and send()."""
import sys
import traceback


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1
    return "end"


def pairs(n):
    a, b = count(n), (x * x for x in count(n))
    total = 0
    while True:
        try:
            x = next(a)
            y = next(b)
        except StopIteration as e:
            return total, x, y, e.value
        total += x * y


print([pairs(n) for n in (0, 1, 2, 300)] if False else [pairs(n) for n in (1, 2, 300, 3)])


def average():
    total, n, value = 0.0, 0, None
    while True:
        got = yield value
        if got is None:
            return total
        total += got
        n += 1
        value = total / n


def running(values):
    g = average()
    g.send(None)
    out = []
    for v in values:
        out.append(g.send(v))
    try:
        g.send(None)
    except StopIteration as e:
        out.append(e.value)
    return out[-3:]


print(running(range(500)), running([1.5] * 400), running([True, 2**70, 3.5] * 100))


# Kinds change in the middle of the hot loop.
def echo():
    v = None
    while True:
        v = yield v


def changing():
    g = echo()
    next(g)
    seen = []
    for i in range(600):
        v = i if i < 200 else i / 2 if i < 400 else str(i)
        w = g.send(v)
        if i % 100 == 50:
            seen.append(w)
    return seen


print(changing())


# A generator that ends, raises, or is closed inside the loop; several ones in turn.
def limited(n, how):
    for i in range(n):
        yield i
    if how:
        raise KeyError(how)


def turns():
    log = []
    total = 0
    gens = [limited(150, None), limited(120, "a"), limited(10**9, None)]
    for i in range(900):
        g = gens[i % 3]
        try:
            total += next(g)
        except StopIteration:
            log.append(("stop", i))
            gens[i % 3] = limited(130, None)
        except KeyError as e:
            tb = [(f.name, f.lineno) for f in traceback.extract_tb(e.__traceback__)]
            log.append((str(e), i, tb))
            gens[i % 3] = limited(140, None)
        if i == 500:
            gens[2].close()
    return total, log


print(turns())


# Frames and states are as ever.
def looks(box):
    i = 0
    while True:
        if i % 100 == 99:
            f = sys._getframe()
            box.append((f.f_back.f_code.co_name, f.f_locals["i"], box[0].gi_running, box[0].gi_suspended))
        yield i
        i += 1


def watched():
    box = []
    g = looks(box)
    box.append(g)
    total = 0
    for i in range(450):
        total += next(g)
        if i % 150 == 120:
            box.append((g.gi_frame.f_locals["i"], g.gi_running, g.gi_frame.f_lineno))
    return total, box[1:]


print(watched())


# Resumed by itself, by what it calls, and by a generator between.
def selfish(box):
    i = 0
    while True:
        if i == 333:
            try:
                next(box[0])
            except ValueError as e:
                yield str(e)
        yield i
        i += 1


def drive():
    box = []
    box.append(selfish(box))
    g = box[0]
    texts = []
    for i in range(500):
        v = next(g)
        if isinstance(v, str):
            texts.append((i, v))
    return texts, v


print(drive())


# Pipelines: next in a generator that is resumed by next in a loop.
def every(g, n):
    while True:
        for _ in range(n - 1):
            next(g)
        yield next(g)


def safe(g):
    try:
        while True:
            yield next(g)
    except StopIteration:
        return


def pipeline():
    g = safe(every_or_end(count(2000), 3))
    total = 0
    for i in range(600):
        total += next(g)
    return total, next(g), list(g)[-1]


def every_or_end(g, n):
    inner = every(g, n)
    while True:
        try:
            yield next(inner)
        except RuntimeError as e:
            print(repr(e), repr(e.__cause__))
            return


print(pipeline())


# Left suspended while compiled code goes on, then resumed elsewhere.
def split(n):
    g = count(n)
    a = 0
    for i in range(n // 2):
        a += next(g)
    return a, g


for i in range(3):
    a, g = split(400)
    print(a, sum(g), next(g, "over"))


# Delegation in the generator that a loop resumes.
def outer(n):
    while True:
        got = yield from inner(n)
        yield ("round", got)


def inner(n):
    for i in range(n):
        yield i
    return n


def delegated():
    g = outer(7)
    out = 0
    for i in range(800):
        v = next(g)
        out += v if isinstance(v, int) else v[1]
    return out


print(delegated())


# A default, a limit that is reached, big values.
def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


def big():
    g = fibonacci()
    for i in range(150):
        v = next(g, None)
    return v


print(big())


def nested_calls(depth):
    def gen(n):
        k = 0
        while True:
            k += 1 if n == 0 else next(below[n])
            yield k

    below = {}
    for n in range(1, depth):
        below[n] = gen(n - 1)
    top = gen(depth - 1)
    for i in range(120):
        v = next(top)
    return v


print([nested_calls(d) for d in (1, 2, 3, 5, 8)])
print(nested_calls(40) > 10**30)
