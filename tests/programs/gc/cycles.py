# Cycles are collected; what is reachable is not.
import gc
import weakref


class Node:
    alive = 0

    def __init__(self):
        Node.alive += 1
        self.links = []

    def __del__(self):
        Node.alive -= 1


def ring(n):
    nodes = [Node() for _ in range(n)]
    for a, b in zip(nodes, nodes[1:] + nodes[:1]):
        a.links.append(b)
        b.links.append(a)
    return nodes[0]


class Dummy:
    def __init__(self):
        self.links = []


def scramble(depth):
    # The native stack is scanned conservatively: what the interpreter's own frames still hold is overwritten.
    dummies = [Dummy() for _ in range(depth)]
    for a, b in zip(dummies, dummies[1:] + dummies[:1]):
        a.links.append(b)
        b.links.append(a)
    kept = [dummies[0]]
    ref = weakref.ref(kept[0].links[0])
    kept.append(ref() is kept[0].links[0])
    kept.clear()
    return scramble(depth - 1) if depth > 1 else len(str(dummies))


def drop():
    ring(10)
    ring(1)
    keep.append(ring(5))


keep = []
drop()
scramble(20)
gc.collect()
gc.collect()
print(Node.alive)
r = weakref.ref(keep[0].links[0])
print(r() is keep[0].links[0])


def release():
    keep.clear()


release()
scramble(20)
gc.collect()
gc.collect()
print(Node.alive, r() is None)


def self_cycles():
    l = []
    l.append(l)
    d = {}
    d["self"] = d
    o = Node()
    o.me = o
    f = lambda: f
    t = ([],)
    t[0].append(t)


for _ in range(200):
    self_cycles()
scramble(20)
gc.collect()
gc.collect()
print(Node.alive < 3)


def generator_cycle():
    def g():
        me = holder[0]
        yield me
        yield Node()

    holder = []
    holder.append(g())
    next(holder[0])


for _ in range(100):
    generator_cycle()
gc.collect()
print(gc.isenabled(), gc.disable(), gc.isenabled(), gc.enable(), isinstance(gc.collect(), int))
