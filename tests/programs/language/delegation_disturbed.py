"""Chains of `yield from`, which Taipan passes over at once, disturbed at every level in every way."""
import sys
import gc
import traceback
import inspect


def leaf(name, n):
    for i in range(n):
        got = yield (name, i)
        if got is not None:
            print("leaf", name, "got", got)
        if got == "raise":
            raise KeyError(name)
        if got == "return":
            return "early " + name
    return "end " + name


made = []


def level(k, name, n):
    if k == 0:
        inner = leaf(name, n)
        made.append(inner)
        r = yield from inner
        return r
    inner = level(k - 1, name, n)
    made.append(inner)
    r = yield from inner
    yield (k, "between", r)
    inner = level(k - 1, name + "'", n)
    made.append(inner)
    r = yield from inner
    return (k, r)


def chain(k, n=3):
    made.clear()
    g = level(k, "x", n)
    made.append(g)
    return g


def states():
    return [inspect.getgeneratorstate(g)[4:] for g in made]


print(list(chain(3)))
# Somebody else resumes each generator of a suspended chain.
for which in range(5):
    g = chain(3)
    out = [next(g), next(g)]
    inner = made[which]
    try:
        out.append(("inner", next(inner)))
    except StopIteration as e:
        out.append(("inner stop", e.value))
    out.append(states())
    for i in range(4):
        try:
            out.append(next(g))
        except StopIteration as e:
            out.append(e.value)
    print(which, out, states())

# Closed, thrown into, sent to.
for which in range(5):
    for action in ["close", "throw", "send", "raise", "return"]:
        g = chain(3)
        out = [next(g), next(g)]
        inner = made[which]
        try:
            if action == "close":
                out.append(inner.close())
            elif action == "throw":
                out.append(inner.throw(ValueError("in")))
            else:
                out.append(inner.send(action))
        except BaseException as e:
            out.append((type(e).__name__, str(e)))
            e.__traceback__ = None
        out.append(states())
        for i in range(3):
            try:
                out.append(next(g))
            except StopIteration as e:
                out.append(("stop", e.value))
            except BaseException as e:
                out.append((type(e).__name__, str(e)))
        print(which, action, out, states())


# Tracebacks.
def failing(k):
    if k == 0:
        yield 1
        yield 2
        raise ZeroDivisionError("deep")
    yield from failing(k - 1)


try:
    for v in failing(4):
        print(v)
except ZeroDivisionError as e:
    print([(f.name, f.lineno) for f in traceback.extract_tb(e.__traceback__)])


# Frames, states and re-entry seen from the tip.
def looks(k, others):
    if k == 0:
        for i in range(3):
            f = sys._getframe()
            names = []
            while f is not None:
                names.append((f.f_code.co_name, f.f_locals.get("k")))
                f = f.f_back
            print(names)
            print([g.gi_running for g in others], [g.gi_suspended for g in others], [g.gi_yieldfrom is None for g in others])
            for g in others:
                for action in (g.__next__, g.close, lambda: g.throw(ValueError), lambda: g.send(1)):
                    try:
                        action()
                        print("?")
                    except ValueError as e:
                        print(e, end="; ")
            print()
            yield i
        return
    g = looks(k - 1, others)
    others.append(g)
    yield from g
    yield k


others = []
top = looks(3, others)
others.append(top)
for v in top:
    print(v, [g.gi_running for g in others], [inspect.getgeneratorstate(g) for g in others])
    print([g.gi_frame and (g.gi_frame.f_lineno, g.gi_frame.f_back) for g in others])
    print([others.index(g.gi_yieldfrom) if g.gi_yieldfrom else None for g in others])


# A chain that another generator takes over, at several depths, and gives back.
def takes(g, n):
    got = next(g)
    yield ("first", got)
    yield from g


def nested(n):
    if n == 0:
        for i in range(6):
            yield i
    else:
        yield from takes(nested(n - 1), n)


print(list(nested(5)))
shared = nested(3)
a, b = takes(shared, 1), takes(shared, 2)
print(next(a), next(b))
try:
    for i in range(8):
        print(next(a), next(b))
except StopIteration:
    print("over")


kept = []


# Levels that do not pass on: in a try, a loop, a filter.
def mixed(n):
    if n == 0:
        yield from (1, 2, 3)
        yield 4
    elif n % 3 == 0:
        try:
            yield from mixed(n - 1)
        finally:
            print("finally", n)
    elif n % 3 == 1:
        inner = mixed(n - 1)
        kept.append(inner)
        for v in inner:
            yield (10, v)
    else:
        r = yield from mixed(n - 1)
        yield r


print(list(mixed(8)))
g = mixed(8)
print(next(g), next(g))
g.close()
for inner in kept:
    inner.close()
kept.clear()
g = mixed(8)
print(next(g), next(g))
try:
    g.throw(KeyError("thrown"))
except KeyError as e:
    for inner in kept:
        inner.close()
    print("KeyError", e, [(f.name, f.lineno) for f in traceback.extract_tb(e.__traceback__)])


# The exception is caught at a level between, which goes on.
def catches(n):
    if n == 0:
        yield "a"
        raise LookupError("b")
    if n == 2:
        try:
            yield from catches(n - 1)
        except LookupError as e:
            yield "caught"
            yield "more"
            return
    yield from catches(n - 1)
    yield n


print(list(catches(5)))


# Depth.
def deep(n):
    if n:
        yield from deep(n - 1)
    yield n


limit = sys.getrecursionlimit()
try:
    list(deep(limit + 50))
except RecursionError:
    print("RecursionError")
print(sum(deep(500)))


# Abandoned in the middle; collected; the tip survives.
def keeps(n, out):
    if n == 0:
        yield 1
        yield 2
        yield 3
    else:
        g = keeps(n - 1, out)
        if n == 1:
            out.append(g)
        yield from g


tips = []
for i in range(50):
    g = keeps(6, tips)
    next(g)
    if i % 2:
        next(g)
del g
gc.collect()
for g in tips:
    # By now closed, or not yet.
    assert list(g) in ([], [2, 3], [3])
print(len(tips))


# Values go down, results come up.
def sums(n):
    if n == 0:
        total = 0
        while True:
            v = yield total
            if v is None:
                return total
            total += v
    r = yield from sums(n - 1)
    return r + n


def driver():
    g = sums(4)
    print(g.send(None))
    for i in range(5):
        print(g.send(i), end=" ")
    try:
        g.send(None)
    except StopIteration as e:
        print(e.value)


driver()
driver()


# The same in coroutines.
class Wait:
    def __await__(self):
        x = yield "wait"
        y = yield x
        return y


async def co(n):
    if n == 0:
        return await Wait()
    return (n, await co(n - 1))


for k in range(3):
    c = co(4)
    print(c.send(None), c.send(5), c.cr_await is not None)
    try:
        if k == 2:
            c.throw(OSError("co"))
        c.send(7)
    except StopIteration as e:
        print(e.value)
    except OSError as e:
        print([(f.name, f.lineno) for f in traceback.extract_tb(e.__traceback__)])


# Replaced in the middle of the chain: the delegating level's tip ends while a tip of its own was shared.
def two(a, b):
    yield from a
    yield from b


def three(a):
    yield from a
    yield "three"


shared = (i for i in range(10))
x, y = three(two(shared, shared)), three(three(shared))
print([next(x), next(y), next(x), next(shared), next(y), next(x)])
print(list(zip(x, y)), list(x), list(y))


# A level of the chain is resumed by its own tip through another generator.
def loops_back(n, box):
    if n == 0:
        yield 0
        try:
            next(box[0])
        except ValueError as e:
            yield str(e)
        for v in (next(box[1]), next(box[1])):
            yield v
    else:
        yield from loops_back(n - 1, box)


box = [None, nested(2)]
box[0] = loops_back(3, box)
print(list(box[0]))
