# difftest: gc=3000
# Trees built, walked and dropped.


def make(depth):
    return (make(depth - 1), make(depth - 1)) if depth else (None, None)


def check(node):
    left, right = node
    return 1 + (check(left) + check(right) if left is not None else 0)


long_lived = make(9)
for depth in range(3, 9):
    total = 0
    for _ in range(1 << 8 - depth + 1):
        total += check(make(depth))
    print(depth, total)
print(check(long_lived))


class Node:
    __slots__ = ("left", "right", "value")

    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def sum(self):
        s = self.value
        if self.left:
            s += self.left.sum()
        if self.right:
            s += self.right.sum()
        return s


def grow(depth, value):
    return Node(value, grow(depth - 1, value * 2), grow(depth - 1, value * 2 + 1)) if depth else Node(value)


kept = [grow(6, i) for i in range(10)]
for i in range(40):
    kept[i % 10] = grow(5, i)
print(sum(k.sum() for k in kept))
