# list: methods, operators, comparison, sorting, errors, self-reference.
a = [3, 1, 2]
a.append(5)
a.extend("xy")
a.insert(1, "ins")
a.insert(-100, "first")
a.insert(100, "last")
print(a, len(a), a.index("x"), a.count(3), a.pop(), a.pop(0), a.pop(-2), a)
a.remove("ins")
a.reverse()
print(a, a.copy(), a.copy() is a, a * 2, 2 * a, a + [1], [] * 5, a * -1, a[1:], 5 in a, "q" not in a)
b = [5, 2, 8, 1, 9]
b.sort()
print(b, sorted(b, reverse=True), sorted(["b", "A", "c"], key=str.lower), sorted([(1, "b"), (1, "a"), (0, "z")]), sorted([3, 1, 2], key=lambda x: -x))
words = ["banana", "fig", "apple", "kiwi", "date"]
words.sort(key=len)
print(words, sorted(words, key=len, reverse=True), sorted("hello"), sorted({3: 1, 1: 2}), sorted([True, 0, 2.5, -1]), sorted([0.0, -0.0, 0]))
print([1, 2] < [1, 3], [1] < [1, 2], [] < [0], [1, 2] == [1, 2.0], [1] != [1], [2] > [1, 5], [[1], [2]] == [[1], [2]], [1, "a"] == [1, "a"])
a += (1, 2)
a *= 2
print(a)
a[:] = range(3)
a.clear()
print(a, list(), list("ab"), list(range(3)), list({1: 2}), list((1,)), [*"ab", *[1]], list(x for x in "q"))
nested = [1]
nested.append(nested)
print(nested, len(nested), nested[1] is nested, [[]] * 2, [[0] * 2] * 2)
shared = [[]] * 3
shared[0].append(1)
print(shared)
for action in ("[].pop()", "[1].pop(5)", "[1].remove(2)", "[1].index(2)", "[1][1]", "[1]['a']", "[1] + (2,)", "[1] * 'a'", "[1] < (1,)", "[1] < ['a']", "[].foo", "sorted([1, 'a'])",
               "[3, None].sort()", "[1].insert('a', 1)", "[].extend(5)", "list(5)", "list(1, 2)", "hash([])", "[1].sort(5)", "[1][1.0]", "[1, 2].index(1, 1)", "[1] + 1", "[1] += 5", "[].append()", "[].append(1, 2)",
               "[0] * (1 << 62)", "{[]: 1}", "[1].sort(key=5)", "[1, 2].sort(key=lambda x: 1 / 0)", "max([])", "min([], default=3)", "[].sort(reverse='x')"):
    try:
        exec("r = " + action if "+=" not in action else "q = [1]; q += 5")
        print(action, "=", r)
    except Exception as error:
        print(action, "->", type(error).__name__, error)


class Item:
    def __init__(self, key, tag):
        self.key, self.tag = key, tag

    def __lt__(self, other):
        return self.key < other.key

    def __eq__(self, other):
        return self.key == getattr(other, "key", other)

    def __repr__(self):
        return f"{self.key}{self.tag}"


items = [Item(k, t) for k, t in zip([2, 1, 2, 1, 3], "abcde")]
print(sorted(items), sorted(items, reverse=True), max(items), min(items), items.index(3), items.count(2), Item(1, "") in items)
items.remove(2)
print(items, items == [1, 2, 1, 3])
evil = [3, 1, 2]
try:
    evil.sort(key=lambda x: evil.append(x) or x)
except ValueError as error:
    print(error, evil[:3])
x = 1
big = []
for _ in range(500):
    x = x * 1103515245 + 12345 & 0x7FFFFFFF
    big.append(x % 1000)
s = sorted(big)
print(all(p <= q for p, q in zip(s, s[1:])), s[:5], s[-3:], sorted(big, key=lambda v: v % 10)[:8], sorted(range(100), key=lambda v: (v % 7, -v))[:9])
it = iter([1, 2, 3])
print(next(it), it.__length_hint__(), list(it), list(reversed([1, 2, 3])), list(enumerate(["a"])), [1, 2, 3].__contains__(2))
