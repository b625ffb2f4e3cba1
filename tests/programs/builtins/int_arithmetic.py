# int arithmetic at every size, and the signs of // and %.
edges = [0, 1, -1, 2, 7, -7, 10, (1 << 61) - 1, 1 << 61, -(1 << 61), -(1 << 61) - 1, (1 << 62) - 1, 1 << 62, -(1 << 62),
         (1 << 63) - 1, 1 << 63, -(1 << 63), -(1 << 63) - 1, (1 << 64) - 1, 1 << 64, -(1 << 64), 3**50, -(3**50), 1 << 200]
for a in edges:
    row = []
    for b in edges:
        row.append((a + b, a - b, a * b) if b % 3 == 0 else (a ^ b, a & b, a | b))
        if b:
            q, r = divmod(a, b)
            assert q * b + r == a and (0 <= r < b or b < r <= 0), (a, b)
            assert q == a // b and r == a % b
            row.append((q, r))
    total = sum(x * 31**i for i, t in enumerate(row) for x in t)
    print(a, total % 1000000007, hash(total), [a < b for b in edges].count(True), -a, abs(a), ~a, +a, a.bit_length())
print(2**0, 2**10, 2**100, (-3) ** 3, 0**0, 2**-2, (-2) ** -3, pow(3, 100, 7), pow(3, -1, 7), pow(-5, 3, 13), pow(2, 5, -7))
print(1 << 0, 1 << 70, -1 << 65, (1 << 70) >> 69, -1 >> 100, -5 >> 1, 5 >> 1, (1 << 100) >> 200, 0 << 1000)
print(7 / 2, -7 / 2, 2**80 / 2**79, 10**30 / 3, 1 / 3, 2**1023 * 1.0, (2**1025) / 2**3)
for action in ("1 // 0", "1 % 0", "1 / 0", "divmod(1, 0)", "0 ** -1", "1 << -1", "1 >> -1", "pow(2, 3, 0)", "pow(2, -1, 4)",
               "2**1024 * 1.0", "float(2**1024)", "(10**400) / 3", "1 + '1'", "1 + None", "1 - []", "'a' * 'b'", "1 // 'x'",
               "-'a'", "~1.5", "1 << 1.0", "2 ** 'x'", "pow(2.0, 3, 5)", "1 << (1 << 64)"):
    try:
        print(action, eval(action))
    except Exception as error:
        print(action, "->", type(error).__name__, error)
print(5 .bit_count(), (-7).bit_count(), (255).to_bytes(2, "big"), (-2).to_bytes(4, "little", signed=True))
print(int.from_bytes(b"\x01\x00", "big"), int.from_bytes(b"\xff\xfe", "little", signed=True), (6).as_integer_ratio())
print((5).real, (5).imag, (5).numerator, (5).denominator, (5).conjugate(), (5).is_integer(), (0).__bool__())
for exponent in (20, 100, 500, 2000):
    x = 3**exponent
    print(exponent, x % 10**9, (x * x) % 10**9, x // 7**exponent, (x - 1) // 2 % 10**9, len(str(x)), x.bit_length())
f = 1
for i in range(1, 101):
    f *= i
print(f, f // 10**140, f % 1000000007)
g = f
for i in range(100, 0, -1):
    g //= i
print(g, isqrt := int(10**40 // 3), round(12345, -2), round(15, -1), round(25, -1), round(-15, -1), round(7, 3), round(10**30 + 5, -1))
