# Delegation: values, sends, throws and results pass through.


def inner(name):
    log = []
    try:
        while True:
            got = yield f"{name}:{len(log)}"
            if got is None:
                continue
            if got == "end":
                return log
            log.append(got)
    except KeyError as error:
        log.append(f"key {error}")
        yield "recovered"
        return log
    finally:
        print("inner done", name)


def outer():
    first = yield from inner("a")
    print("first", first)
    second = yield from inner("b")
    print("second", second)
    return "outer result"


g = outer()
print(next(g), g.send(1), g.send(2), g.send("end"))
print(g.send(3), g.throw(KeyError("boom")))
try:
    next(g)
except StopIteration as stop:
    print(stop.value)

g = outer()
next(g)
g.close()


class Node:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


tree = Node(4, Node(2, Node(1), Node(3)), Node(6, Node(5)))
print(list(tree))


def delegate(x):
    result = yield from x
    return result


print(list(delegate([1, 2])), list(delegate("ab")), list(delegate({1: 2})), list(delegate(range(3))))


class Iterator:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 2:
            raise StopIteration("iterator value")
        return self.n

    def send(self, value):
        print("send", value)
        return -1

    def throw(self, *args):
        print("throw", repr(args[0]))
        return -2


g = delegate(Iterator())
print(next(g), g.send("x"), g.throw(ValueError("v")), next(g))
try:
    next(g)
except StopIteration as stop:
    print(stop.value)
try:
    next(delegate(5))
except TypeError as error:
    print(error)
g = delegate([1, 2, 3])
next(g)
try:
    g.send("no")
except AttributeError as error:
    print(error)


def deep(n):
    if n:
        yield from deep(n - 1)
    yield n


print(sum(deep(50)), list(deep(3)))


def flatten(x):
    for item in x:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


print(list(flatten([1, [2, [3, [4]], 5], [[[6]]]])))
