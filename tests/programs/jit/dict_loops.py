# Dictionaries in hot loops: int, str, tuple and mixed keys; deletes; views; missing keys.


def count_words(n):
    words = "the quick brown fox jumps over the lazy dog the end".split()
    counts = {}
    for i in range(n):
        w = words[i % len(words)]
        if w in counts:
            counts[w] += 1
        else:
            counts[w] = 1
    return counts


print(count_words(3000))


def int_keys(n):
    d = {}
    for i in range(n):
        k = i * 7919 % 257
        d[k] = d.get(k, 0) + i
        if i % 5 == 0:
            d.pop(k)
        if i % 11 == 0 and k in d:
            del d[k]
    return len(d), sum(d.values()), list(d)[:5]


print(int_keys(4000))


def mixed_keys(n):
    d = {}
    keys = [1, 1.0, True, "1", (1,), 2.5, None, 1 << 65, -1, frozenset([1])]
    for i in range(n):
        k = keys[i % len(keys)]
        d[k] = d.get(k, 0) + 1
    return d


print(mixed_keys(3000))


def nested(n):
    grid = {}
    for i in range(n):
        grid.setdefault(i % 13, {}).setdefault(i % 7, []).append(i)
    return len(grid), sum(len(v) for row in grid.values() for v in row.values()), grid[3][4][:4]


print(nested(3000))


def memo(n):
    cache = {}

    def paths(x, y):
        if x == 0 or y == 0:
            return 1
        if (x, y) not in cache:
            cache[x, y] = paths(x - 1, y) + paths(x, y - 1)
        return cache[x, y]

    return paths(n, n), len(cache)


print(memo(40))


def missing(n):
    d = {i: i for i in range(0, 100, 2)}
    found = lost = 0
    for i in range(n):
        try:
            found += d[i % 100]
        except KeyError as error:
            lost += error.args[0]
    return found, lost


print(missing(3000))


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return self.n % 3

    def __eq__(self, other):
        return self.n == other.n


def object_keys(n):
    d = {}
    for i in range(n):
        k = Key(i % 10)
        d[k] = d.get(k, 0) + 1
    return [(k.n, v) for k, v in d.items()]


print(object_keys(2000))


def iterate(n):
    d = dict(zip("abcdefgh", range(8)))
    s = 0
    for i in range(n):
        for k, v in d.items():
            s += v
        for k in d:
            s -= d[k] >> 1
        d["h"] = i % 3
    return s


print(iterate(500))


def sets(n):
    seen = set()
    twice = 0
    x = 1
    for i in range(n):
        x = x * 48271 % 2147483647
        k = x % 500
        if k in seen:
            twice += 1
        seen.add(k)
        if i % 100 == 99:
            seen -= set(range(0, 500, 3))
    return twice, len(seen), sum(seen)


print(sets(4000))
