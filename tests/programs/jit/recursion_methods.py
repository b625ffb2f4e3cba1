# Recursion through methods, closures, defaults and properties; trees of objects.


class Node:
    def __init__(self, key, left=None, right=None):
        self.key = key
        self.left = left
        self.right = right

    def insert(self, key):
        if key < self.key:
            if self.left is None:
                self.left = Node(key)
            else:
                self.left.insert(key)
        elif self.right is None:
            self.right = Node(key)
        else:
            self.right.insert(key)

    def total(self):
        s = self.key
        if self.left is not None:
            s += self.left.total()
        if self.right is not None:
            s += self.right.total()
        return s

    def depth(self):
        a = self.left.depth() if self.left else 0
        b = self.right.depth() if self.right else 0
        return 1 + max(a, b)

    @property
    def size(self):
        n = 1
        if self.left:
            n += self.left.size
        if self.right:
            n += self.right.size
        return n

    def walk(self):
        if self.left:
            yield from self.left.walk()
        yield self.key
        if self.right:
            yield from self.right.walk()

    def visit(self, out):
        if self.left:
            self.left.visit(out)
        out.append(self.key)
        if self.right:
            self.right.visit(out)


class Full:
    def __init__(self, depth):
        self.depth = depth
        if depth:
            self.left = Full(depth - 1)
            self.right = Full(depth - 1)
        else:
            self.left = self.right = None

    def count(self):
        return 1 if self.left is None else 1 + self.left.count() + self.right.count()


x = 12345
root = Node(500)
for _ in range(300):
    x = (x * 1103515245 + 12345) % 2147483648
    root.insert(x % 1000)
out = []
root.visit(out)
print(root.total(), root.depth(), root.size, out == sorted(out), list(root.walk()) == out, sum(out))
for _ in range(20):
    print(Full(8).count(), end=" ")
print()


def outer(limit):
    calls = 0

    def rec(n, step=1, *, scale=2):
        nonlocal calls
        calls += 1
        if n <= 0:
            return 0
        return scale + rec(n - step)

    result = rec(limit)
    return result, calls


print([outer(n) for n in (1, 5, 50)])
for _ in range(60):
    last = outer(30)
print(last)


def defaults(n, acc=0):
    if n == 0:
        return acc
    return defaults(n - 1, acc + n) if n % 2 else defaults(n - 1) + n


for i in range(100):
    defaults(i % 50)
print([defaults(n) for n in range(20)])


def nested(x):
    if isinstance(x, list):
        return [nested(y) for y in x]
    if isinstance(x, dict):
        return {k: nested(v) for k, v in x.items()}
    return x + 1


for _ in range(50):
    r = nested([1, [2, [3, {"a": 4, "b": [5.5]}]], 1 << 62])
print(r)


def permutations(items):
    if len(items) <= 1:
        yield items
        return
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1 :]):
            yield [items[i]] + rest


print(sum(p[0] * p[-1] for p in permutations([1, 2, 3, 4, 5, 6])))


def with_generator(n):
    if n == 0:
        return 1
    return sum(k * n for k in range(3)) + with_generator(n - 1)


for i in range(100):
    with_generator(i % 20)
print(with_generator(30))


class Vec:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        if self.n == 0:
            return other
        return Vec(self.n - 1) + Vec(other.n + 1)

    def __getattr__(self, name):
        return name * 2

    def __call__(self, n):
        return n if n == 0 else self(n - 1) + self.n


print((Vec(50) + Vec(7)).n, Vec(1).zz)
for _ in range(100):
    v = Vec(3)(20)
print(v)
