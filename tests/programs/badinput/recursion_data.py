# Deep data: comparison, repr, hash and release of deeply nested containers.
def nest(make, depth):
    x = make(None)
    for _ in range(depth):
        x = make(x)
    return x


depth = 150000
deep = [nest(lambda x: [x], depth), nest(lambda x: (x,), depth), nest(lambda x: {1: x}, depth)]
print(len(deep))
# Endless ones: how deep a finite comparison may go depends on the stack that one level takes.
loops = [[], []]
for x in loops:
    x.append(x)
tuples = [(x,) for x in loops]
for name, f in [("list ==", lambda: loops[0] == loops[1]), ("tuple ==", lambda: tuples[0] == tuples[1]), ("tuple hash", lambda: hash(deep[1])), ("list repr", lambda: repr(deep[0])), ("dict repr", lambda: repr(deep[2]))]:
    try:
        f()
        print(name, "passed")
    except RecursionError:
        print(name, "RecursionError")
del deep, loops, tuples


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
