# tuple.
t = (1, 2, 3, 2)
print(t, t[0], t[-1], t[1:], t.count(2), t.index(3), len(t), 2 in t, t + (4,), t * 2, (), (1,), tuple("ab"), tuple(), tuple([1, 2]), t[::-1])
print((1, 2) < (1, 3), (1,) < (1, 0), () < (1,), (1, 2) == (1, 2.0), (1, 2) == [1, 2], (1, "a") < (2, 0), max((1, 5), (1, 4)), sorted([(2, 1), (1, 2), (1, 1)]))
print(hash(()) , hash((1,)), hash((1, 2, 3)), hash((1.0, 2)) == hash((1, 2.0)), hash(("a", 1)), hash(((1, 2), (3,))), hash((None, True)) == hash((None, 1)), hash((1 << 64, -1)))
print({(1, 2): "x"}[1, 2], {(): 0}[()], (1, [2]), repr((1,)), str(((),)), ((1, 2), 3)[0][1])
a = (1, [2])
a[1].append(3)
print(a, a == (1, [2, 3]))
for action in ("(1,)[1]", "t[0] = 1", "t.foo", "t + [1]", "t * 'a'", "t < 1", "t.index(9)", "hash((1, []))", "tuple(5)", "t['a']", "del t[0]", "t.append(1)", "tuple(1, 2)", "(1, 2) < (1, 'a')"):
    try:
        exec("r = " + action if not action.startswith(("t[0]", "del")) else action)
        print(action, "=", r)
    except Exception as error:
        print(action, "->", type(error).__name__, error)
x, y = y_x = 1, 2
print(x, y, y_x, (lambda *a: a)(1, 2), (*"ab", *(1,)))
print(tuple(t) is t, t[:] is t, () is (), tuple(i * i for i in range(4)), tuple({1: 2, 3: 4}), tuple(range(3)) + (9,))
nested = ([],)
nested[0].append(nested)
print(nested)
big = tuple(range(1000))
print(sum(big), big[500:505], big.index(999), len(big * 3), hash(big), big == tuple(range(1000)))
print((1, 2, 3).__add__((4,)), (1, 2).__eq__(5), (3, 1).__lt__((3, 2)), (1, 2).__contains__(1), (0,) * 3, bool(()), bool((0,)))
print([len(t) for t in zip((1, 2), "ab", [3, 4])], dict([(1, 2), (3, 4)]), min((3, 1, 2)), any((0, "")), list(reversed((1, 2, 3))))


class T(tuple):
    def __new__(cls, *items):
        return super().__new__(cls, items)

    def __repr__(self):
        return "T" + super().__repr__()


print(T(1, 2), T(1) + (2,), T(1, 2) == (1, 2), T(3)[0], type(T(1)[:]).__name__, {T(1): 1}[(1,)])
