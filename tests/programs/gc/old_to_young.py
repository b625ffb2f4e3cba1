# difftest: gc=500
# Old objects that point to young ones: every kind of store needs its barrier.
import gc


class Box:
    pass


old_list, old_dict, old_box, old_set = [None] * 50, {}, Box(), set()
cell_value = None


def closure():
    held = None

    def put(x):
        nonlocal held
        held = x

    return put, lambda: held


put, get = closure()
gen_log = []


def holder():
    kept = []
    while True:
        x = yield kept
        kept = [x] + kept[:3]


g = holder()
next(g)
for _ in range(3):
    gc.collect()
for i in range(3000):
    old_list[i % 50] = [i]
    old_dict[i % 20] = (i, [i])
    old_box.value = {"i": i}
    setattr(old_box, "x%d" % (i % 12), [i, i])
    put([i, "cell"])
    g.send([i])
    cell_value = [cell_value and cell_value[1], i]
    if i % 500 == 0:
        old_list.append([i])
        old_set.add((i, str(i)))
        old_list.insert(0, {"k": [i]})
        old_dict.setdefault("d", []).append([i])
        old_list.extend([[i], (i,)])
    junk = [[j] for j in range(5)]
print(old_list[:8], old_list[-4:])
print(old_dict)
print(sorted(vars(old_box).items())[:4], get(), g.send(None), cell_value, sorted(old_set)[:3])


class Linked:
    def __init__(self, next):
        self.next = next


head = Linked(None)
tail = head
for i in range(3000):
    tail.next = Linked(None)
    tail = tail.next
    tail.value = [i]
n, total = head.next, 0
while n:
    total += n.value[0]
    n = n.next
print(total)
Box.shared = []
for i in range(1000):
    Box.shared = [Box.shared[:2], i]
print(str(Box.shared)[:40])
for i in range(1000):
    globals()["g%d" % (i % 3)] = [i]
print(g0, g1, g2)
