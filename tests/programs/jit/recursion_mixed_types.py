# Mutual recursion whose result and argument types change at depth.


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


def ping(n, x):
    if n == 0:
        return x
    return pong(n - 1, x + 1)


def pong(n, x):
    if n == 0:
        return float(x)
    if n % 7 == 3:
        return ping(n - 1, x / 2)
    return ping(n - 1, x)


def search(n, wanted):
    if n == wanted:
        return (n, "found")
    if n > 40:
        return None
    left = search(2 * n, wanted)
    if left is not None:
        return left
    return search(2 * n + 1, wanted)


def kinds(n):
    if n == 0:
        return 0
    below = kinds(n - 1)
    if n % 11 == 0:
        return str(below)
    if n % 5 == 0:
        return float(below)
    if n % 13 == 0:
        return int(below) << 50
    return int(float(below)) % 1000 + n


for i in range(200):
    even(i % 40)
print([even(i) for i in range(12)], odd(901))
for i in range(200):
    ping(i % 30, i)
print([ping(i, 1) for i in range(12)], ping(50, 2.5), ping(31, 7), ping(3, 1 << 61), ping(3, 1 << 62))
print([search(1, w) for w in (1, 2, 9, 33, 80, 81, 1000)])
for i in range(100):
    kinds(i % 40)
print([kinds(i) for i in range(60)])


def total(tree):
    if tree is None:
        return 0
    return tree[0] + total(tree[1]) + total(tree[2])


def build(n, leaf):
    if n == 0:
        return None
    return (leaf, build(n - 1, leaf), build(n - 1, leaf))


for leaf in (1, 0.5, 1 << 60, "x"):
    try:
        for _ in range(5):
            print(total(build(7, leaf)))
    except TypeError as e:
        print("TypeError", e)
