# A pipeline of three generators with a filter, in a hot loop.


def numbers(n):
    i = 0
    while i < n:
        yield i
        i += 1


def odd_squares(source):
    for x in source:
        if x % 2:
            yield x * x


def pairs(source):
    previous = None
    for x in source:
        if previous is not None:
            yield previous, x
        previous = x


def run(n):
    s = 0
    for a, b in pairs(odd_squares(numbers(n))):
        s += b - a
        s ^= a & 15
    return s


print(run(10), run(6000))
print(sum(x * 2 for x in numbers(5000) if x % 3), max(odd_squares(numbers(99))))


def early(n):
    total = 0
    for round in range(n):
        for x in odd_squares(numbers(1000)):
            if x > round % 50:
                total += x
                break
    return total


print(early(600))


def sender():
    total = 0
    while True:
        x = yield total
        if x is None:
            return
        total += x


def send_loop(n):
    g = sender()
    next(g)
    for i in range(n):
        last = g.send(i)
    g.close()
    return last


print(send_loop(4000))


def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, (a + b) % 1000003


def zipped(n):
    s = 0
    f = fib()
    for i, x in zip(range(n), f):
        s += x if i % 2 else -x
    return s, next(f)


print(zipped(4000))


def throwing():
    n = 0
    while True:
        try:
            yield n
        except ValueError:
            n += 100
        n += 1


def throw_loop(k):
    g = throwing()
    s = next(g)
    for i in range(k):
        s += g.throw(ValueError()) if i % 9 == 0 else next(g)
    return s


print(throw_loop(3000))
print([len([*odd_squares(numbers(k))]) for k in (0, 1, 2, 3000)], list(zip(numbers(3), fib())))


def interleave(n):
    a, b = numbers(n), fib()
    s = 0
    for _ in range(n):
        s = (s * 3 + next(a) - next(b)) % 10007
    return s, next(a, "done")


print(interleave(3000))
