# set and frozenset: methods, comparison, errors.
a, b = {1, 2, 3}, {2, 3, 4}
print(a | b, a & b, a - b, a ^ b, a.union([9], (8,)), a.intersection(b, [3]), a.difference([1], [2]), a.symmetric_difference(b))
print(a < b, {2} < a, a <= a, a < a, a > {1}, a >= a, a == {3, 2, 1}, a != b, a.issubset(range(5)), a.issuperset([1]), a.isdisjoint({9}), {1} == frozenset({1}), {1} == [1])
a.add(5)
a.discard(100)
a.remove(5)
print(a, 1 in a, [] == a, len(a), bool(set()), sorted(a, reverse=True), set(), repr(frozenset()), frozenset({1}), sum(a), max(a))
c = a.copy()
c.clear()
print(a, c, a is not a.copy(), frozenset(a) == a, type(frozenset(a) | a).__name__, type(a | frozenset(a)).__name__)
a.update({7}, [8])
a.difference_update([1])
a.intersection_update(range(2, 8))
a.symmetric_difference_update({2, 50})
print(sorted(a))
print(hash(frozenset()), hash(frozenset({1, 2, 3})), hash(frozenset("abc")), hash(frozenset([frozenset([1]), 2])), hash(frozenset(range(100))))
print({frozenset({1}): "x"}[frozenset({1})], {1} in {frozenset({1})}, frozenset({1}) in {frozenset({1})}, {frozenset({1})} == {frozenset({1})})
for action in ("{1}.remove(2)", "set().pop()", "{[]}", "{1, {2}}", "set(5)", "{1} | [2]", "{1} + {2}", "{1} < [2]", "{1}[0]", "hash(set())", "frozenset().add(1)", "{1}.foo", "set(1, 2)", "{1}.add()", "{1}.union(5)",
               "set([[]])", "[] in {1}", "{1} & 5", "{1}.update(5)", "{}.add(1)", "set() < 1", "{1}.discard([])", "{1}.remove([])", "frozenset([[]])"):
    try:
        print(action, "=", eval(action))
    except Exception as error:
        print(action, "->", type(error).__name__, error)
s = {1}
try:
    for x in s:
        s.add(x + 1)
except RuntimeError as error:
    print(error)
s |= {2}
t = s
t -= {1}
print(s, s is t, {*s} is s, {1, 1.0, True}, {0, False, 0.0}, {"a", "a"}, len({float("nan"), float("nan")}))


class Same:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        return isinstance(other, Same)


print(len({Same(), Same(), 1}), Same() in {Same()}, 1 in {Same()}, {Same()} == {Same()}, len({Same()} | {Same(), 2}))
print(set("abc") == set("cab"), set("ab") < set("abc"), frozenset("ab") | {"c"} == set("abc"), any(set()), all({1, 0}), [*{1}], dict.fromkeys({1}), list(map(str, {1})), min({3, 1}), {1, 2, 3}.__contains__(2), set.__or__({1}, [1]))
it = iter({1, 2})
print(next(it), next(it), next(it, "end"), it.__length_hint__(), type(it).__name__)
