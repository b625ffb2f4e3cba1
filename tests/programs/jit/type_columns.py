# Independent int-or-float columns in straight-line code.


def columns(n, step):
    a, b, c, d, e, f = 0, 0, 0, 0, 0, 0
    for i in range(n):
        a = a + (1 if i % 2 else 0.5)
        b = b + step
        c = c * 2 if c < 1000 else c / 3
        d = d + i if i % 7 else float(d)
        e = i + 0.0 if i % 97 == 0 else i
        f = f + e
    return a, b, c, d, e, f


print(columns(3000, 1))
print(columns(3000, 0.25))
print(columns(3001, True))
values = [1, 2.5, 3, 4.5, 5, 1 << 62, 7, 0.125]


def mixed(values, n):
    s = 0
    p = 1
    for i in range(n):
        v = values[i % len(values)]
        s = s + v
        p = p * 3 - v
        if p > 1e6 or p < -1e6:
            p = int(v) % 11
    return s, p


print(mixed(values, 3000))
print(mixed([1, 2, 3], 3000), mixed([0.5, 2.0], 3000), mixed([1, 1, 1, 1, 1, 1, 1, 1, 1.5], 3000))


def independent(n):
    x0 = x1 = x2 = x3 = x4 = x5 = x6 = x7 = 0
    k = 1
    for i in range(n):
        k = k * 1103515245 + 12345 & 0x7FFFFFFF
        x0 = i if k & 256 else i * 0.5
        x1 = x0 + x1 % 3
        x2 = i if k & 512 else -1.5
        x3 = x3 + x2
        x4 = 2 if k & 1024 else 2.0
        x5 = x5 + x4 * x2
        x6 = x4 / 2 + x0
        x7 = x7 + x6 - (x1 if k & 2048 else x3 * 0)
    return x0, x1, x2, x3, x4, x5, x6, x7


print(independent(4000))
