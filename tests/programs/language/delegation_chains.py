# Chains of `yield from`: every level must look, and fail, as if it had passed each item on itself.
import sys


def leaf(n):
    for i in range(n):
        got = yield i
        if got is not None:
            print("leaf got", got)
    return "leaf done"


def level(inner, name):
    try:
        result = yield from inner
    except ValueError as e:
        print(name, "caught", e)
        yield name + " after"
        result = "recovered"
    print(name, "ends with", result)
    return name


def plain(inner):
    return (yield from inner)


def chain(n, depth):
    g = leaf(n)
    for i in range(depth):
        g = plain(g) if i % 2 else level(g, "level %d" % i)
    return g


for item in chain(5, 6):
    print(item)

# The innermost generator is advanced by somebody else in between.
inner = leaf(8)
outer = plain(plain(inner))
for item in outer:
    print("outer", item)
    if item % 3 == 1:
        print("direct", next(inner, "nothing left"))

# One generator shared by two delegating ones.
shared = leaf(9)
a, b = plain(plain(shared)), plain(plain(shared))
print([next(a), next(a), next(b), next(b), next(a), next(b)])
for x in a:
    print("a", x)
    if x == 7:
        break
print(list(b), list(a))

# Sent values arrive, thrown exceptions too, from outside in.
g = chain(9, 5)
print(next(g), g.send(None), g.send("hello"), next(g))
print(g.throw(ValueError("thrown")))
for item in g:
    print(item)


def caught_at_the_leaf():
    while True:
        try:
            yield 1
        except KeyError as e:
            print("leaf caught", e)


g = plain(plain(plain(caught_at_the_leaf())))
for i, item in enumerate(g):
    if i in (2, 5):
        print(g.throw(KeyError(i)))
    if i > 7:
        break
g.close()
print(list(g))


# States of the levels, seen from the leaf and from outside.
def observer():
    for i in range(4):
        print([(x.gi_running, x.gi_suspended, x.gi_yieldfrom is not None) for x in levels])
        f = sys._getframe()
        names = []
        while f is not None and f.f_code.co_name != "<module>":
            names.append(f.f_code.co_name)
            f = f.f_back
        print(names)
        yield i


levels = []
levels.append(observer())
levels.append(plain(levels[-1]))
levels.append(plain(levels[-1]))
levels.append(plain(levels[-1]))
for item in levels[-1]:
    print(item, [(x.gi_running, x.gi_suspended, x.gi_yieldfrom is not None) for x in levels])
print([x.gi_frame for x in levels])


# A level that is resumed while it runs.
def reenters():
    yield 1
    yield 2
    try:
        next(middle)
    except ValueError as e:
        print(e)
    yield 3


middle = plain(reenters())
for item in plain(middle):
    print(item)


# An exception from the innermost one passes all levels.
def fails(n):
    for i in range(n):
        yield i
    raise LookupError("end")


def remembers(inner):
    try:
        yield from inner
    except LookupError as e:
        print("caught", e)
        depth = 0
        tb = e.__traceback__
        while tb:
            depth += 1
            tb = tb.tb_next
        print("levels in the traceback:", depth)
        yield "caught"
        yield "more"


for item in plain(remembers(plain(plain(fails(3))))):
    print(item)


# A level that goes on with plain yields after its delegate was left suspended.
def twice(first, second):
    yield from first
    for i in range(3):
        yield "between"
    yield from second


kept = leaf(3)
print(list(plain(twice(plain(kept), plain(leaf(2))))))


# Deep recursion through generators ends in RecursionError, and the generators stay usable.
def deep(n):
    if n:
        yield from deep(n - 1)
    else:
        yield "bottom"


print(list(deep(200)))
try:
    for item in deep(100000):
        print(item)
except RecursionError as e:
    print("RecursionError")


def grows(n):
    g = leaf(3)
    for i in range(n):
        g = plain(g)
    return g


def resume_at(depth, g):
    if depth:
        return resume_at(depth - 1, g)
    for item in g:
        return item


g = grows(300)
print(next(g), resume_at(100, g))
print(list(g))


# Trees, the usual reason for such chains.
class Tree:
    def __init__(self, left, value, right):
        self.left, self.value, self.right = left, value, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def tree(a, b):
    if a >= b:
        return None
    m = (a + b) // 2
    return Tree(tree(a, m), m, tree(m + 1, b))


print(list(tree(0, 100)) == list(range(100)), sum(tree(0, 1000)))
total = 0
for x in tree(0, 1000):
    total += x
print(total)
