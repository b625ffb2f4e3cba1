# Ints that pass 62, 63 and 64 bits inside hot loops, both ways.


def climb(start, step, n):
    x = start
    out = []
    for i in range(n):
        x += step
        if i % 400 == 0:
            out.append(x)
    return out, x


for bits in (61, 62, 63, 64):
    edge = 1 << bits
    print(climb(edge - 1500, 1, 3000))
    print(climb(-edge + 1500, -1, 3000))
    print(climb(edge + 1500, -1, 3000))


def multiply(a, n):
    out = []
    for i in range(n):
        a = a * 3 - i
        if a > 1 << 66 or a < -(1 << 66):
            a = a % 1000003
        if i % 250 == 0:
            out.append(a)
    return out


print(multiply(1, 3000))
print(multiply(-7, 3000))


def bits(n):
    x = 1
    acc = 0
    for i in range(n):
        x = (x << 1) | (i & 1)
        acc ^= x >> (i % 70)
        if x >> 65:
            x &= 0xFFFF
    return x, acc


print(bits(4000))


def negate(n):
    x = -(1 << 61)
    acc = 0
    for i in range(n):
        x = -x
        acc += abs(x) + (~x)
        x -= i & 1
    return x, acc


print(negate(3001))


def divide(n):
    acc = 0
    for d in range(-n, n):
        if d:
            acc += ((1 << 63) - 1) // d - (-(1 << 63)) // d + (-(1 << 63)) % d
    return acc


print(divide(2000))
