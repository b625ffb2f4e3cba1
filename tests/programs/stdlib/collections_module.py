# collections.
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple

d = deque([1, 2, 3], maxlen=4)
d.append(4)
d.append(5)
d.appendleft(0)
print(d, d.pop(), d.popleft(), len(d), d[0], d[-1], d.maxlen)
d.rotate(1)
d.extend("ab")
d.extendleft("c")
d.reverse()
print(d, list(d), 2 in d, d.count("a"), d.index(3) if 3 in d else None, d.copy() == d, deque("ab") + deque("c"), deque([1]) < deque([2]), bool(deque()))
for action in ("deque().pop()", "deque().popleft()", "deque([1])[5]", "deque([1]).remove(9)", "deque(maxlen=-1)", "deque(5)", "hash(deque())"):
    try:
        print(eval(action))
    except Exception as error:
        print(action, "->", type(error).__name__, error)
dd = defaultdict(list)
dd["a"].append(1)
dd["b"]
print(dd, dd.default_factory, dict(dd), dd.get("c"), defaultdict(int, {"x": 1})["y"])
try:
    defaultdict(None)["k"]
except KeyError as error:
    print("KeyError", error)
c = Counter("abracadabra")
c.update("aa")
print(c, c.most_common(2), c["z"], sum(c.values()), c + Counter("ab"), c - Counter("aaaa"), c & Counter("ab"), sorted(Counter(a=2).elements()))
Point = namedtuple("Point", "x y", defaults=[5])
p = Point(1)
print(p, p.x, p[1], p._replace(x=9), p._asdict(), Point._fields, p == (1, 5), Point._make([3, 4]), Point(y=2, x=1), *p)
for action in ("Point()", "Point(1, 2, 3)", "p.z", "namedtuple('A', 'class')", "namedtuple('A', 'a a')"):
    try:
        print(eval(action))
    except Exception as error:
        print(action, "->", type(error).__name__, error)
o = OrderedDict([("a", 1), ("b", 2)])
o.move_to_end("a")
print(o, o.popitem(last=False), list(reversed(OrderedDict(x=1, y=2))), OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1) == {"a": 1})
m = ChainMap({"a": 1}, {"a": 2, "b": 3})
print(m["a"], m["b"], sorted(m), m.new_child({"c": 1})["c"], m.parents["a"])
q = deque()
total = 0
for i in range(3000):
    q.append(i)
    if i % 3 == 2:
        total += q.popleft() * (1 if i % 2 else -1)
print(total, len(q), sum(q))
