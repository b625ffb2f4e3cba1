# A recursive tree generator and yield from chains, hot.


class Tree:
    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None

    def insert(self, key):
        node = self
        while True:
            if key < node.key:
                if node.left is None:
                    node.left = Tree(key)
                    return
                node = node.left
            else:
                if node.right is None:
                    node.right = Tree(key)
                    return
                node = node.right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.key
        if self.right:
            yield from self.right

    def loop_iter(self):
        if self.left:
            for k in self.left.loop_iter():
                yield k
        yield self.key
        if self.right:
            for k in self.right.loop_iter():
                yield k


tree = Tree(500)
x = 17
for _ in range(600):
    x = x * 1103515245 + 12345 & 0x7FFFFFFF
    tree.insert(x >> 8 & 1023)
keys = list(tree)
print(len(keys), keys == sorted(keys), keys[:8], sum(keys))
total = 0
for i in range(8):
    for k in tree:
        total = (total * 3 + k) % 1000003
print(total, list(tree.loop_iter()) == keys)


def permutations(items):
    if not items:
        yield ()
        return
    for i, x in enumerate(items):
        for rest in permutations(items[:i] + items[i + 1 :]):
            yield (x,) + rest


count = 0
for p in permutations((1, 2, 3, 4, 5, 6)):
    if p[0] < p[-1]:
        count += p[2]
print(count)


def hanoi(n, a, b, c):
    if n:
        yield from hanoi(n - 1, a, c, b)
        yield a, c
        yield from hanoi(n - 1, b, a, c)


pegs = {"a": list(range(10, 0, -1)), "b": [], "c": []}
for source, target in hanoi(10, "a", "b", "c"):
    pegs[target].append(pegs[source].pop())
print(pegs)


def queens(n, row=0, columns=0, left=0, right=0):
    if row == n:
        yield 1
        return
    for c in range(n):
        bit = 1 << c
        if not (columns & bit or left >> row - c + n & 1 or right >> row + c & 1):
            yield from queens(n, row + 1, columns | bit, left | 1 << row - c + n, right | 1 << row + c)


print(sum(queens(6)), sum(queens(7)))


def chain(depth, n):
    if depth == 0:
        for i in range(n):
            yield i
    else:
        yield from chain(depth - 1, n)
        yield -depth


print(sum(chain(10, 2000)), list(chain(3, 2)))
