# dict: order, methods, views, merging, key kinds, errors.
d = {"b": 1, "a": 2}
d["c"] = 3
d["a"] = 20
print(d, len(d), d["a"], d.get("x"), d.get("x", 0), "a" in d, 1 in d, list(d), list(d.values()), list(d.items()), list(reversed(d)))
del d["b"]
d["b"] = 4
print(d, d.pop("a"), d.pop("zz", None), d.popitem(), d, d.setdefault("n", []), d.setdefault("c", 9), d)
d.update({"x": 1}, y=2)
d.update([("z", 3), "pq"])
print(d, d | {"x": 9}, {**d, "w": 0}.keys() - d.keys(), d.copy() == d)
d |= [("m", 1)]
d.clear()
print(d, bool(d), dict(), dict(a=1), dict([(1, 2)]), dict({1: 2}, b=3), dict(zip("ab", range(2))), dict.fromkeys("aba", 0), dict.fromkeys([1]))
e = {1: "int", 1.0: "float", True: "bool", "1": "str", (1,): "tuple", None: 0, 2.5: 1, frozenset({1}): 2, 1 << 70: 3, float("inf"): 4}
print(e, e[1], e[True], e[1.0], e[(1.0,)], e[float(1 << 70)])
k, v, i = {"a": 1, "b": 2}.keys(), {"a": 1, "b": 2}.values(), {"a": 1, "b": 2}.items()
print(k, v, i, len(k), "a" in k, 1 in v, ("a", 1) in i, k & {"a", "z"}, sorted(k | {"z"}), k - {"a"}, sorted(k ^ {"a", "q"}), k == {"a", "b"}, i == {("a", 1), ("b", 2)}, k <= {"a", "b", "c"}, k.isdisjoint({"z"}))
print({"a": 1, "b": 2} == {"b": 2, "a": 1}, {"a": 1} == {"a": 1.0}, {} == [], {1: {2: {3: 4}}}[1][2], {"a": [1, {"b": (2,)}]})
for action in ("{}['x']", "{}[1.5]", "{}[(1, 2)]", "{[]: 1}", "{}[[]]", "{} < {}", "{} + {}", "{}.foo", "{}.popitem()", "{}.pop('a')", "dict([1])", "dict([(1, 2, 3)])", "dict(5)", "{}.update(5)",
               "dict(1, 2)", "{1: 2}['a']", "{} | []", "del {}['q']", "{}.get()", "{}.fromkeys(5)", "hash({})", "{{}: 1}", "iter({}) + 1", "{1}[0]", "set() in {}", "{**5}", "dict(**{1: 2})", "{}.setdefault([])"):
    try:
        exec(action if action.startswith("del") else "r = " + action)
        print(action, "=", r)
    except Exception as error:
        print(action, "->", type(error).__name__, error)
r = {}
r["self"] = r
print(r, r["self"] is r)
f = {i: i * i for i in range(1000)}
for i in range(0, 1000, 2):
    del f[i]
for i in range(1000, 1010):
    f[i] = -i
print(len(f), list(f)[:5], list(f)[-3:], sum(f.values()), f.get(500), f[501], 501 in f)
try:
    for key in f:
        f[key + 1] = 0
except RuntimeError as error:
    print(error)
try:
    for key in f:
        del f[key]
except RuntimeError as error:
    print(error)
for key in f.keys() & {1, 3}:
    pass
for key in list(f):
    if key % 3:
        del f[key]
print(len(f))


class Weird:
    def __init__(self, h, eq):
        self.h, self.eq = h, eq

    def __hash__(self):
        return self.h

    def __eq__(self, other):
        if self.eq == "raise":
            raise ValueError("eq raised")
        return self.eq


w = {Weird(1, False): "a", Weird(1, False): "b"}
print(len(w), list(w.values()))
x = {Weird(7, True): "first"}
x[Weird(7, True)] = "second"
print(len(x), list(x.values()), 7 in x, 8 in x)
try:
    {Weird(3, "raise"): 1}[Weird(3, "raise")]
except ValueError as error:
    print(error)
nan = float("nan")
print({nan: 1}.get(nan), {nan: 1}.get(float("nan")), {-1: "a", -2: "b"}, hash(-1) == hash(-2), {0: 1}[False], {"": 1}[""])
for key, value in sorted({"z": 1, "y": 2}.items(), key=lambda kv: kv[1]):
    print(key, value, end=" ")
print()
print(str({"a": 1, 2: [3], (4,): {5}}), repr({}), {1: 2}.__contains__(1), dict.get({1: 2}, 1), {}.keys() == set(), type({}.keys()).__name__, type(iter({}.items())).__name__)
