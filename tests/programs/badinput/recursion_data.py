# Deep data: comparison, repr, hash and release of deeply nested containers.
def nest(make, depth):
    x = make(None)
    for _ in range(depth):
        x = make(x)
    return x


depth = 150000
deep = [nest(lambda x: [x], depth), nest(lambda x: (x,), depth), nest(lambda x: {1: x}, depth)]
print(len(deep))
other = [nest(lambda x: [x], depth), nest(lambda x: (x,), depth)]
for name, f in [("list ==", lambda: deep[0] == other[0]), ("tuple ==", lambda: deep[1] == other[1]), ("tuple hash", lambda: hash(deep[1])), ("list repr", lambda: repr(deep[0])), ("dict repr", lambda: repr(deep[2]))]:
    try:
        f()
        print(name, "passed")
    except RecursionError:
        print(name, "RecursionError")
del deep, other


class Node:
    def __init__(self, next):
        self.next = next


node = None
for _ in range(depth):
    node = Node(node)
node = None
it = iter([1])
for _ in range(5000):
    it = map(abs, it)
print("made")
del it
print("released")
