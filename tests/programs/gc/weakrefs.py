# weakref: ref, callbacks, proxy, WeakValueDictionary, WeakKeyDictionary, WeakSet, finalize.
import gc
import weakref


class Thing:
    def __init__(self, n):
        self.n = n

    def method(self):
        return self.n


def collect():
    class Dummy:
        def method(self):
            return self

    # The native stack is scanned conservatively: what the interpreter's own frames still hold is overwritten.
    for i in range(20):
        dummies = {i: [Dummy(), Dummy()]}
        for d in dummies[i]:
            d.n, d.other = i, dummies
            refs = weakref.ref(d), weakref.proxy(d), d.method, d.method()
            dummies.setdefault(i, refs)
            members = [refs[0]() is d, refs[1].n, sorted(dummies), str(d) in repr(dummies)]
        del dummies[i], d, refs, members
        dummies.clear()
    gc.collect()
    gc.collect()


log = []


def make():
    t = Thing(1)
    r = weakref.ref(t, lambda ref: log.append("dead"))
    print(r() is t, r().n, weakref.getweakrefcount(t), r == weakref.ref(t), hash(r) == hash(weakref.ref(t)))
    return r, t


r, t = make()
print(r() is t, weakref.ref(t) is weakref.ref(t), repr(r).split(" at ")[0])
p = weakref.proxy(t)
print(p.n, p.method())
p.n = 5
print(t.n)
t = None
collect()
print(r(), log, "dead" in repr(r))
try:
    p.n
except ReferenceError as error:
    print(error)


def fill():
    things = [Thing(i) for i in range(5)]
    for thing in things:
        values[thing.n] = thing
        keys[thing] = thing.n
        members.add(thing)
        weakref.finalize(thing, log.append, thing.n)
    return things[0], things[3]


values, keys, members = weakref.WeakValueDictionary(), weakref.WeakKeyDictionary(), weakref.WeakSet()
log.clear()
a, b = fill()
collect()
print(sorted(values), sorted(keys.values()), sorted(m.n for m in members), sorted(log))
del a
collect()
print(sorted(values), len(keys), len(members), sorted(log), values.get(0), values[3] is b, b in keys)
for bad in (5, "text", None, (1,), [1]):
    try:
        weakref.ref(bad)
    except TypeError as error:
        print(error)


class Slotted:
    __slots__ = ()


class WithRef:
    __slots__ = ("__weakref__",)


try:
    weakref.ref(Slotted())
except TypeError as error:
    print(error)
w = WithRef()
print(weakref.ref(w)() is w, weakref.ref(Thing)() is Thing, weakref.ref(len)() is len)


def drop_set():
    return weakref.ref({1})


dropped = drop_set()
collect()
print(dropped())
m = weakref.WeakMethod(b.method)
print(m()())
del b
collect()
print(m(), sorted(log))
