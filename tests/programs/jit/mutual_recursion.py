# Recursion as calls: fib, mutual recursion whose result type changes at depth, deep chains.


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(18), fib(20))


def ping(n):
    if n == 0:
        return 0
    return pong(n - 1) + 1


def pong(n):
    if n == 0:
        return 0.5
    return ping(n - 1) + 1


print([ping(n) for n in (0, 1, 2, 5, 100, 301)], sum(ping(i % 40) for i in range(500)))


def deepening(n, limit):
    if n > limit:
        return None if limit % 2 else "end"
    r = deepening(n + 1, limit)
    return n if r is None else r if isinstance(r, str) else r + n


print([deepening(0, k) for k in (1, 2, 3, 50, 51)])
print(sum(deepening(0, 21) for _ in range(200)))


def tak(x, y, z):
    if y >= x:
        return z
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))


print(tak(12, 8, 4))


def ack(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ack(m - 1, 1)
    return ack(m - 1, ack(m, n - 1))


print(ack(2, 60))


def big(n):
    return 1 if n == 0 else n * big(n - 1)


print(big(25), sum(big(i % 30) for i in range(600)) % 1000003)


def overflow_deep(n):
    return 1 << 60 if n == 0 else overflow_deep(n - 1) + (1 << 60)


print([overflow_deep(k) for k in (0, 1, 2, 3, 7, 8, 20)])


def raises_deep(n):
    if n == 0:
        raise ValueError("bottom")
    return raises_deep(n - 1) + 1


caught = 0
for i in range(300):
    try:
        raises_deep(i % 20)
    except ValueError:
        caught += 1
print(caught)


class Fibber:
    calls = 0

    def fib(self, n):
        self.calls += 1
        if n < 2:
            return n
        return self.fib(n - 1) + self.fib(n - 2)


f = Fibber()
print(f.fib(16), f.calls, Fibber.calls)


def count_down(n):
    return n and count_down(n - 1)


print(count_down(900), [count_down(5) for _ in range(3)])


def tree(depth):
    return (None, None) if depth == 0 else (tree(depth - 1), tree(depth - 1))


def check(t):
    l, r = t
    return 1 if l is None else 1 + check(l) + check(r)


print(check(tree(10)))
