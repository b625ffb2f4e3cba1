"""Hashes and generators in 32 and 64 bits, checked against hashlib/zlib-like known forms."""
import hashlib, struct, binascii
M32, M64 = 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF
def rotl64(x, k): return ((x << k) | (x >> (64 - k))) & M64
def splitmix(x):
    x = (x + 0x9E3779B97F4A7C15) & M64
    z = x
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M64
    return x, z ^ (z >> 31)
class Xoshiro:
    def __init__(self, seed):
        s = []
        for _ in range(4):
            seed, z = splitmix(seed); s.append(z)
        self.s = s
    def next(self):
        s = self.s
        r = (rotl64((s[1] * 5) & M64, 7) * 9) & M64
        t = (s[1] << 17) & M64
        s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl64(s[3], 45)
        return r
g = Xoshiro(7)
acc = 0
for i in range(4000):
    acc ^= rotl64(g.next(), i & 63)
print(hex(acc), [hex(v) for v in g.s])
def murmur(data, seed=0):
    h = seed; n = len(data) // 4 * 4
    for i in range(0, n, 4):
        k = data[i] | data[i + 1] << 8 | data[i + 2] << 16 | data[i + 3] << 24
        k = k * 0xcc9e2d51 & M32; k = (k << 15 | k >> 17) & M32; k = k * 0x1b873593 & M32
        h ^= k; h = (h << 13 | h >> 19) & M32; h = (h * 5 + 0xe6546b64) & M32
    k = 0
    for j, b in enumerate(data[n:]):
        k |= b << 8 * j
    k = k * 0xcc9e2d51 & M32; k = (k << 15 | k >> 17) & M32
    h ^= k * 0x1b873593 & M32
    h ^= len(data); h ^= h >> 16; h = h * 0x85ebca6b & M32; h ^= h >> 13; h = h * 0xc2b2ae35 & M32
    return h ^ h >> 16
blob = bytes((i * i + (i >> 3)) & 255 for i in range(5003))
print(murmur(blob), murmur(b"hello", 3), murmur(b""))
table = []
for i in range(256):
    c = i
    for _ in range(8):
        c = (c >> 1) ^ (0xEDB88320 if c & 1 else 0)
    table.append(c)
def crc(data):
    c = M32
    for b in data:
        c = table[(c ^ b) & 255] ^ (c >> 8)
    return c ^ M32
print(crc(blob) == binascii.crc32(blob), crc(b"123456789"))
def sha256(msg):
    def rr(x, n): return (x >> n | x << (32 - n)) & M32
    primes = [p for p in range(2, 312) if all(p % q for q in range(2, int(p ** .5) + 1))]
    def icbrt(n):
        x = 1 << 40
        while True:
            y = (2 * x + n // (x * x)) // 3
            if y >= x: return x
            x = y
    def isqrt(n):
        x = 1 << 50
        while (y := (x + n // x) // 2) < x: x = y
        return x
    K = [icbrt(p << 96) & M32 for p in primes]
    H = [isqrt(p << 64) & M32 for p in primes[:8]]
    msg = msg + b"\x80" + b"\0" * ((55 - len(msg)) % 64) + struct.pack(">Q", len(msg) * 8)
    for o in range(0, len(msg), 64):
        w = list(struct.unpack_from(">16I", msg, o))
        for i in range(16, 64):
            s0 = rr(w[i-15], 7) ^ rr(w[i-15], 18) ^ w[i-15] >> 3
            s1 = rr(w[i-2], 17) ^ rr(w[i-2], 19) ^ w[i-2] >> 10
            w.append((w[i-16] + s0 + w[i-7] + s1) & M32)
        a, b, c, d, e, f, g, h = H
        for i in range(64):
            t1 = h + (rr(e, 6) ^ rr(e, 11) ^ rr(e, 25)) + (e & f ^ ~e & g) + K[i] + w[i]
            t2 = (rr(a, 2) ^ rr(a, 13) ^ rr(a, 22)) + (a & b ^ a & c ^ b & c)
            h, g, f, e, d, c, b, a = g, f, e, (d + t1) & M32, c, b, a, (t1 + t2) & M32
        H = [(x + y) & M32 for x, y in zip(H, (a, b, c, d, e, f, g, h))]
    return b"".join(struct.pack(">I", x) for x in H).hex()
print(sha256(blob[:1000]) == hashlib.sha256(blob[:1000]).hexdigest(), sha256(b""))
x = 1; total = 0
for i in range(5000):
    x = (x * 6364136223846793005 + 1442695040888963407) & M64
    signed = x - (1 << 64) if x >> 63 else x
    total += signed >> 40
    total ^= ~signed & 0xFFFF
    total += (x >> 11) * (1.0 / (1 << 53)) > 0.5
    total -= (x & -x).bit_length() + x.bit_count()
print(x, total, -x // 3, -x % 1000003, -x >> 70, ~x & M64)
