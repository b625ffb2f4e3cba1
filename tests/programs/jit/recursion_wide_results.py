# Recursion whose results leave 62, 63 and 64 bits at some depth, upwards and downwards.


def factorial(n):
    if n < 2:
        return 1
    return n * factorial(n - 1)


def power(base, n):
    if n == 0:
        return 1
    return base * power(base, n - 1)


def growing(n, x):
    if n == 0:
        return x
    return growing(n - 1, x * 3 + 1)


def shrinking(n, x):
    if n == 0:
        return x
    return shrinking(n - 1, -(x * 5) - 7) + 1


def hashed(n):
    if n == 0:
        return 0xCBF29CE484222325
    return (hashed(n - 1) * 0x100000001B3 ^ n) & 0xFFFFFFFFFFFFFFFF


for _ in range(30):
    small = factorial(10), power(3, 20), growing(12, 1), shrinking(8, 2), hashed(5)
print(small)
for n in (18, 19, 20, 21, 22, 25, 40):
    print(n, factorial(n))
for base in (2, -2, 3, 7):
    for n in (30, 31, 32, 60, 61, 62, 63, 64, 65, 70):
        print(base, n, power(base, n), end=" ")
    print()
for n in range(20, 60, 3):
    print(growing(n, 1), growing(n, -5), shrinking(n, 1), shrinking(n, -3))
for x in (1 << 60, 1 << 61, (1 << 61) - 1, 1 << 62, 1 << 63, (1 << 63) - 1, 1 << 64, -(1 << 61), -(1 << 61) - 1, -(1 << 63), -(1 << 63) - 1):
    print(growing(0, x), growing(1, x), shrinking(1, x), growing(2, x))
for n in (0, 1, 2, 3, 50, 200):
    print(hex(hashed(n)))
for _ in range(60):
    mixed = factorial(20), factorial(21), factorial(22), power(2, 61), power(2, 62), power(2, 63), power(2, 64)
print(mixed)
