# 64-bit masked arithmetic: FNV-1a, xorshift64, splitmix64, an LCG.
M64 = 0xFFFFFFFFFFFFFFFF


def fnv1a(data):
    h = 0xCBF29CE484222325
    for b in data:
        h = ((h ^ b) * 0x100000001B3) & M64
    return h


def xorshift(seed, n):
    x = seed
    for _ in range(n):
        x ^= (x << 13) & M64
        x ^= x >> 7
        x ^= (x << 17) & M64
    return x


def splitmix(seed, n):
    total = 0
    for _ in range(n):
        seed = (seed + 0x9E3779B97F4A7C15) & M64
        z = seed
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M64
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M64
        total ^= z ^ (z >> 31)
    return total


def lcg(seed, n):
    out = 0
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) % 2147483648
        out = (out * 31 + seed) % 1000000007
    return out


def pcg(n):
    state = 0x853C49E6748FEA9B
    acc = 0
    for _ in range(n):
        old = state
        state = (old * 6364136223846793005 + 1442695040888963407) & M64
        shifted = (((old >> 18) ^ old) >> 27) & 0xFFFFFFFF
        rot = old >> 59
        acc ^= (shifted >> rot) | ((shifted << (32 - rot)) & 0xFFFFFFFF)
    return acc


print(hex(fnv1a(b"hello" * 600)), hex(fnv1a(list(range(256)) * 12)))
print(hex(xorshift(88172645463325252, 5000)))
print(hex(splitmix(0, 5000)), hex(splitmix(M64, 3000)))
print(lcg(42, 6000), pcg(4000))


def adler(data):
    a, b = 1, 0
    for c in data:
        a = (a + c) % 65521
        b = (b + a) % 65521
    return b << 16 | a


print(adler(bytes(range(256)) * 20))


def multiply_high(n):
    x = 0x123456789ABCDEF
    for i in range(n):
        x = (x * x >> 32) & M64 | 1
        x = (x - i) & M64
    return x


print(hex(multiply_high(4000)))
