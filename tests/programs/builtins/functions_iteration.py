# sum, min, max, any, all, map, filter, zip, enumerate, reversed, sorted, iter, next.
print(sum([1, 2]), sum([], 5), sum((0.5, 1)), sum([[1], [2]], []), sum(range(101)), sum([1 << 62] * 4), sum([True] * 3), sum([0.1] * 3), sum([1, 2.5, 1 << 70]), sum(x for x in (1, 2)), sum({1: 0, 2: 0}))
print(min(3, 1, 2), max([3, 1]), min("hello"), max("a", "b"), min([], default=0), max([1, -5], key=abs), min("bb", "a", key=len), max((1, "x"), (1, "y")), min(1, 1.0), max(1, 1.0, True), min([[1, 2], [1]]))
print(any([]), all([]), any([0, 1]), all([1, 0]), any(x > 2 for x in range(5)), all(map(str.isalpha, ["a", "b"])))
print(list(map(lambda x: x * 2, [1, 2])), list(map(lambda a, b: a + b, [1, 2, 3], [10, 20])), list(map(str, range(3))), list(filter(None, [0, 1, "", "a"])), list(filter(lambda x: x % 2, range(6))), list(map(max, [1, 5], [3, 2], [2, 9])))
print(list(zip()), list(zip([1])), list(zip("ab", [1, 2, 3])), list(zip(*[(1, 2), (3, 4)])), list(enumerate("ab")), list(enumerate("ab", 10)), list(reversed([1, 2])), list(reversed("ab")), list(reversed(range(3))), dict(enumerate("ab")))
print(sorted([2, 1]), sorted("ba"), sorted({2: 0, 1: 0}), sorted([1, 2, 3], key=lambda x: -x), sorted([3, 1], reverse=True), sorted(["B", "a"], key=str.lower))
it = iter([1, 2])
print(next(it), next(it), next(it, "d"), next(iter(()), None), list(iter(lambda l=[3, 2, 1, 0]: l.pop(0), 0)), iter(it) is it)
for action in ("sum(5)", "sum(['a'])", "sum(['a'], '')", "sum([b'a'], b'')", "sum([[1]], 0)", "min()", "min([])", "max(1)", "min(1, 'a')", "max([], key=len)", "any(5)", "all(None)", "map(1)", "list(map(1, [1]))",
               "map(lambda x: x)", "list(map(lambda: 1, [1]))", "zip(1)", "list(zip([1], [1, 2], strict=True))", "list(zip([1, 2], [1], strict=True))", "enumerate(5)", "enumerate()", "list(enumerate([1], 'a'))", "reversed(5)",
               "reversed({1})", "sorted(5)", "sorted([1], 2)", "sorted([1], key=1)", "iter(5)", "iter(5, 1)", "next([])", "next(iter([]))", "next(5)", "filter(None)", "list(filter(1, [1]))", "min(1, 2, default=3)", "min([1], foo=2)",
               "sum([1], start='a')", "sum(x=1)", "len(5)", "len()", "len(1, 2)", "sorted()", "list(map(int, ['a']))", "zip([1], foo=1)", "max(1, 2, key=1)"):
    try:
        print(action, "=", eval(action))
    except Exception as error:
        print(action, "->", type(error).__name__, error)


class Old:
    def __len__(self):
        return 3

    def __getitem__(self, i):
        return [10, 20, 30][i]


class Rev:
    def __reversed__(self):
        return iter("rev")


print(list(reversed(Old())), list(reversed(Rev())), list(Old()), 20 in Old(), max(Old()), sum(Old()), list(zip(Old(), Old())), list(enumerate(Old())), sorted(Old(), reverse=True))
log = []


def note(x):
    log.append(x)
    return x


print(next(map(note, [1, 2, 3])), log, any(map(note, [0, 5, 6])), log, list(zip(map(note, "ab"), map(note, "c"))), log)
m = map(lambda x: 1 // x, [1, 0, 2])
print(next(m))
try:
    next(m)
except ZeroDivisionError as error:
    print(error)
print(next(m), type(m).__name__, type(zip()).__name__, type(filter(None, [])).__name__, type(enumerate([])).__name__, type(reversed([])).__name__)
print(list(zip(range(3), "abc", strict=True)), list(map(lambda a, b: (a, b), "ab", "cd", strict=True)), list(enumerate((), start=5)), [*map(abs, [-1])], list(filter(str.isdigit, "a1b2")))
