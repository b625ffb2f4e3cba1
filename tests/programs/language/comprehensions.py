# Comprehensions of every kind, nested, filtered, with side effects and scopes.
print([x * x for x in range(5)])
print([x for x in range(20) if x % 2 if x % 3])
print([(x, y) for x in range(3) for y in range(x)])
print([[y * x for y in range(3)] for x in range(3)])
print({x % 3 for x in range(10)})
print({x: x**2 for x in range(4)})
print({k: v for v, k in enumerate("abca")})
print(list(x for x in range(3)))
print(sum(x for x in range(10) if x & 1), any(x > 3 for x in range(5)), all(x > 3 for x in range(5)))
x = "outer"
print([x for x in "ab"], x)
print([y := 5, y**2], y)
print([last := c for c in "xyz"], last)


def function_scope(k):
    return [k * n for n in range(3)], [lambda: n for n in range(2)]


a, b = function_scope(10)
print(a, [f() for f in b])


class Body:
    factor = 3
    values = [n * 2 for n in range(3)]
    first = [n for n in range(factor)]


print(Body.values, Body.first)
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], [v for row in matrix for v in row])
print([a + b for a, b in zip([1, 2], [3, 4])], [a for a, *_ in ["xyz", "pq"]])
print([i if i % 2 else -i for i in range(5)])
print({(i, j): i * j for i in range(2) for j in range(2) if i or j})
print([f"{n}" for n in (lambda: range(3))()])
log = []


def note(v):
    log.append(v)
    return v


[note(i) + note(j) for i in (1, 2) for j in (10, 20) if note(i * j) > 10]
print(log)
{note("k"): note("v") for _ in range(1)}
print(log[-2:])
try:
    [1 / n for n in (1, 0)]
except ZeroDivisionError as error:
    print(error)
try:
    [n for n in 5]
except TypeError as error:
    print(error)
gen = (note(n) for n in [1, 2, 3])
log.clear()
print(next(gen), log)


def first_is_eager():
    try:
        return (n for n in missing)
    except NameError as error:
        return str(error)


print(first_is_eager())
print([[(x, y, z) for z in range(2)] for x in range(2) for y in "ab" if x])
print(*[n for n in range(3)], sep="-")
print([len(w) for w in "the quick brown fox".split() if "o" in w])
