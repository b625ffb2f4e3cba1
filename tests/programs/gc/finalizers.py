# __del__: order-free facts: each once, resurrection, attributes still there, exceptions, at exit.
import gc

log = []


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        log.append(self.name)


def scramble(depth=20):
    a, b, c, d = 1, 2, 3, 4
    return scramble(depth - 1) if depth else a + b + c + d


def nested(depth=200):
    x = []
    for _ in range(depth):
        x = [x]
    return x


def collect():
    scramble()
    repr(nested())
    gc.collect()
    gc.collect()


def simple():
    Noisy("a")
    x = Noisy("b")
    y = [Noisy("c"), Noisy("d")]


simple()
collect()
print(sorted(log))
log.clear()


class Phoenix:
    def __del__(self):
        log.append("del")
        saved.append(self)


saved = []


def rise():
    Phoenix()


rise()
collect()
print(log, len(saved))
saved.clear()
collect()
print(log, len(saved))
log.clear()


def cycle():
    a, b = Noisy("x"), Noisy("y")
    a.other, b.other = b, a


cycle()
collect()
print(sorted(log))
log.clear()


class Chain(Noisy):
    def __init__(self, name, next):
        super().__init__(name)
        self.next = next

    def __del__(self):
        log.append((self.name, self.next and self.next.name))


def chain():
    Chain(1, Chain(2, Chain(3, None)))


chain()
collect()
print(sorted(log))
log.clear()


def suspended():
    try:
        yield 1
    finally:
        log.append("generator closed")


def leave_generator():
    g = suspended()
    next(g)


leave_generator()
collect()
print(log)


class AtExit:
    def __del__(self):
        print("at exit")


class NoDel:
    pass


o = NoDel()
o.__del__ = lambda: log.append("never: looked up on the type")
del o
collect()
print(log)
last = AtExit()
del last
collect()
print("end")
