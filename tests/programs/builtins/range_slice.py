# range.
for r in (range(5), range(2, 8), range(0, 10, 3), range(10, 0, -2), range(0), range(5, 2), range(2, 5, -1), range(1 << 62, (1 << 62) + 5), range(-(1 << 65), 1 << 65, 1 << 63), range(True, 4)):
    print(r, list(r), len(r) if r.step < 1 << 60 else "-", r[0] if r else None, r[-1] if r else None, r[1:3], r[::-1], bool(r), 4 in r, 4.0 in r, "x" in r, sum(r))
r = range(0, 20, 2)
print(r.index(6), r.count(6), r.count(7), r.start, r.stop, r.step, r[3], r[-2], r[2:5], r[::3], list(reversed(r)), r == range(0, 19, 2), range(0) == range(2, 1), hash(range(3)) == hash(range(0, 3, 1)), 1 << 70 in range(1 << 71))
for action in ("range(1, 2, 0)", "range(1.5)", "range('a')", "range()", "range(1, 2, 3, 4)", "r[100]", "r[-100]", "r.index(7)", "r.index('x')", "r + r", "r < r", "r['a']", "r[0] = 1", "len(range(1 << 70))", "r.foo", "range(None)", "range(5).start"):
    try:
        exec("v = " + action if "= 1" not in action else action)
        print(action, "=", v)
    except Exception as error:
        print(action, "->", type(error).__name__, error)
it = iter(range(4))
print(next(it), list(it), next(it, "end"), it.__length_hint__())
print([*range(3)], max(range(10)), min(range(5, 1, -1)), sorted(range(3), reverse=True), list(zip(range(3), range(5, 8))), dict.fromkeys(range(2)), set(range(4)))


class I:
    def __index__(self):
        return 3


print(list(range(I())), range(I(), 6)[I() - 3 if False else 0], range(10)[I()], I().__index__() in range(5))
print(range(3).__eq__([0, 1, 2]), range(3) == [0, 1, 2], range(5).__contains__(3), repr(range(1, 2)), str(range(1, 5, 2)), type(range(1)).__name__, isinstance(range(1), range))
n = 0
for i in range(10**6, 10**6 + 3):
    n += i
for i in range((1 << 63) - 2, (1 << 63) + 2):
    n ^= i
for i in range(-2, -(1 << 64), -(1 << 62)):
    n += i
print(n)
for i in range(3):
    i *= 10
    print(i, end=" ")
print(i)
s = slice(1, 5)
print(s, s.start, s.stop, s.step, slice(5), slice(None), s == slice(1, 5, None), s.indices(3), slice(None, None, -2).indices(7), slice(10, None, -1).indices(4), slice(-3, -1).indices(10), hash(slice(1, 2)) == hash(slice(1, 2)))
for action in ("slice()", "slice(1, 2, 3, 4)", "slice(1).indices(-1)", "slice('a').indices(5)", "slice(1).x", "slice(None, None, 0).indices(3)", "slice(1).start = 5"):
    try:
        exec("v = " + action if "= 5" not in action else action)
        print(action, "=", v)
    except Exception as error:
        print(action, "->", type(error).__name__, error)
