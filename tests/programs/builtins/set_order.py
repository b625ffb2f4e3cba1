# The iteration order of sets is CPython's: ints, strings under PYTHONHASHSEED=0, tuples, mixtures.
print({3, 1, 2}, {100, 5, 33, 8}, {0, -1, -2, 7, 64, 65}, set(range(20)), {1000 * i % 97 for i in range(30)})
print({"a", "b", "c", "d", "e"}, set("hello world"), {"apple", "banana", "cherry", "fig"}, set("the quick brown fox jumps over the lazy dog".split()))
print({(1, 2), (2, 1), (), (0,)}, {("a", 1), ("b", 2)}, {1, "a", 2.5, None, True, (1,)}, {1.5, 2.5, 0.1, 1e100}, {frozenset({1}), frozenset(), frozenset({1, 2})})
s = set()
for i in range(40):
    s.add(i * 37 % 101)
print(s)
for i in range(0, 101, 3):
    s.discard(i)
print(s)
for i in range(200, 230):
    s.add(i)
print(s)
a, b = set(range(0, 50, 3)), set(range(0, 50, 4))
print(a | b, a & b, a - b, a ^ b, b | a, b & a, b - a)
a |= b
print(a)
a &= set(range(25))
print(a)
a -= {3, 4}
a ^= {100, 3, 6}
print(a, a.pop(), a.pop(), a)
print(frozenset([5, 3, 9, 1]), frozenset("abc"), set(frozenset([9, 8, 17])), {1 << 40, 1 << 61, 1 << 62, (1 << 61) - 1, 2}, {-(1 << 61), 1 << 64, 0})
big = {i * i for i in range(300)}
print(list(big)[:40], len(big), list(big)[-10:])
t = {1, 2, 3}
t.update([10, 20], "xy")
print(t, t.copy(), set(t), {*t, 99}, {x for x in t if isinstance(x, int)})
u = set(range(10))
for i in range(10):
    if i % 3:
        u.remove(i)
u.add(11)
u.add(19)
u.add(27)
print(u, list(u), sorted(u), [u.pop() for _ in range(3)], u)
print(set([8, 0]), set([0, 8]), set([16, 8, 0]), set([0, 8, 16, 24, 32]), {b"a", b"b", b"c"}, {True, False, 2}, {"é", "☃", "🐍", "a"}, {"", "x" * 50})
print({"x%d" % i for i in range(30)})
c = set("abcdef")
c.remove("c")
c.add("z")
print(c, c.difference("ab"), c.intersection("zyx"), c.union("q"), c.symmetric_difference("az"), {1, 2} | {3}, set(dict.fromkeys("spam")))
