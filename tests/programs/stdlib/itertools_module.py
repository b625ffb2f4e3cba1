# itertools.
from itertools import *

print(list(chain("ab", [1], ())), list(chain.from_iterable(["ab", "cd"])), list(islice(count(5, 2), 4)), list(islice("abcdef", 1, 5, 2)), list(islice(cycle("ab"), 5)), list(repeat(7, 3)), list(accumulate([1, 2, 3])), list(accumulate([3, 1, 2], max)), list(accumulate([1, 2], initial=10)))
print(list(compress("abcd", [1, 0, 1, 0])), list(dropwhile(lambda x: x < 3, [1, 3, 1])), list(takewhile(lambda x: x < 3, [1, 3, 1])), list(filterfalse(lambda x: x % 2, range(5))), list(starmap(pow, [(2, 3), (3, 2)])), list(zip_longest("ab", "c", fillvalue="-")), list(pairwise("abcd")), list(batched("abcdefg", 3)))
print([(k, list(g)) for k, g in groupby("aabbbca")], [(k, len(list(g))) for k, g in groupby([1, 3, 2, 4, 5], key=lambda x: x % 2)])
a, b = tee([1, 2, 3])
print(next(a), next(a), list(b), list(a))
print(list(product("ab", [1, 2])), list(product([0, 1], repeat=2)), list(permutations("abc", 2)), list(combinations("abcd", 2)), list(combinations_with_replacement("ab", 2)), len(list(permutations(range(5)))), list(product()), list(combinations([1], 2)))
print(list(islice(count(0.5, 0.25), 3)), list(islice(count(1 << 62, 1 << 61), 3)), next(count(-1)), list(zip(count(), "ab")), list(islice([1, 2, 3], None)), list(islice([1, 2, 3], 2, None)))
for action in ("islice([1], -1)", "islice([1], 1, 2, 0)", "list(chain(5))", "chain.from_iterable(5)", "count('a')", "repeat()", "list(repeat(1, -1))", "combinations([1], -1)", "permutations([1], 'a')", "list(starmap(pow, [1]))", "list(batched([1], 0))", "zip_longest([1], foo=1)", "groupby()", "tee([1], -1)", "list(accumulate(['a', 1]))", "cycle(5)", "next(cycle([]))", "list(batched('abc', 2, strict=True))"):
    try:
        print(action, "=", str(eval(action)).split(" at ")[0])
    except Exception as error:
        print(action, "->", type(error).__name__, error)
g = groupby([1, 1, 2])
k, first = next(g)
k2, second = next(g)
print(list(first), list(second))
total = 0
for i, (x, y) in enumerate(product(range(40), range(40))):
    total += x * y ^ i
print(total, sum(islice(accumulate(count(1)), 1000)), sum(x for x, in combinations(range(50), 1)))
s = 0
for a, b in zip(chain(range(1000), repeat(3, 1000)), cycle([1, 2.5])):
    s += a * b
print(s, repr(count(3)), repr(repeat(1, 2)), type(chain()).__name__, list(takewhile(lambda x: x < 10, map(lambda x: x * x, count()))))


def primes():
    yield 2
    found = [2]
    for n in count(3, 2):
        if all(n % p for p in takewhile(lambda p, n=n: p * p <= n, found)):
            found.append(n)
            yield n


print(list(islice(primes(), 15)), sum(islice(primes(), 300)))
