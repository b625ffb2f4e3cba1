# Generators inlined into the loops that consume them: filters, pipelines, early ends, exceptions, generators kept.
def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def even(items):
    for x in items:
        if x % 2 == 0:
            yield x


def scaled(items, factor=3, *, shift=1):
    for x in items:
        yield x * factor + shift


def pipeline(n):
    s = 0
    for x in scaled(even(count(n)), shift=5):
        s += x
    return s


print(pipeline(3000))


class Tree:
    def __init__(self, depth):
        self.value = depth
        self.kids = [Tree(depth - 1) for _ in range(2)] if depth else []

    def __iter__(self):
        yield self.value
        for kid in self.kids:
            for v in kid:
                yield v


print(sum(v for v in Tree(7)), len(list(Tree(6))))


def first(n, limit):
    for x in count(n):
        if x > limit:
            return x
    return None


print([first(50, k) for k in range(0, 60, 6)])


def resumed(n):
    g = count(n)
    out = []
    for x in g:
        out.append(x)
        if x % 5 == 4:
            break
    for x in g:
        out.append(-x)
        if x % 7 == 6:
            break
    out.append(next(g, "end"))
    return out


for _ in range(40):
    r = resumed(30)
print(r)


def failing(n):
    for i in range(n):
        if i == 7:
            raise ValueError(i)
        yield i


def caught(n):
    s = 0
    for k in range(n):
        try:
            for x in failing(k % 10):
                s += x
        except ValueError as e:
            s -= e.args[0]
    return s


print(caught(300))


def sent():
    total = 0
    while True:
        x = yield total
        if x is None:
            x = 1
        total += x


def mixes(n):
    g = sent()
    next(g)
    s = 0
    for i in range(n):
        s += g.send(i) if i % 3 else next(g)
    return s


print(mixes(400))


def changes(n):
    for i in range(n):
        yield i if i % 4 else i + 0.5 if i % 8 else "text"


def kinds(n):
    seen = {}
    for v in changes(n):
        seen[type(v).__name__] = seen.get(type(v).__name__, 0) + 1
    return seen


print(kinds(500))


def closing(n):
    log = []

    def guarded(k):
        try:
            for i in range(k):
                yield i
        finally:
            log.append(k)

    s = 0
    for k in range(n):
        for x in guarded(3):
            s += x
    return s, len(log)


print(closing(120))


def running():
    def me():
        for i in range(3):
            try:
                next(g)
            except ValueError as e:
                yield str(e)

    out = []
    for _ in range(30):
        g = me()
        for x in g:
            out.append(x)
    return len(out), out[0]


print(running())


def suspended(n):
    g = count(n)
    for x in g:
        if x == n // 2:
            break
    return g.gi_frame.f_locals, g.gi_running


for _ in range(60):
    r = suspended(20)
print(r)
