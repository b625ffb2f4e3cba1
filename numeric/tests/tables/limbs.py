"""Writes ../data/limbs.txt: CPython's results for integer operations, one case per line.

Run with the CPython whose results are the reference; fields are separated by single spaces.
"""
import math, os, random, sys

random.seed(20261124)
EDGES = [0, 1, -1, 2, -2, 3, 10, -10, 2**31, 2**61 - 1, 2**61, 2**62, -2**62, 2**63 - 1, 2**63,
         -2**63, -2**63 - 1, 2**64 - 1, 2**64, -2**64, 2**64 + 1, 2**127, 2**128 - 1, -2**128,
         2**192 - 2**64, 10**19, 10**38, -10**57, 2**1023, 2**1024 - 2**970 - 1, 2**1024 - 2**970]

def rand_int(bits):
    value = random.getrandbits(random.randint(1, bits))
    if random.random() < 0.3:  # runs of zeros and ones provoke rare carries
        low = random.randint(0, bits)
        value = (value << low) - random.choice([0, 1])
    return random.choice([1, -1]) * value

def pairs(count, bits):
    for a in EDGES:
        for b in EDGES:
            if random.random() < 0.08:
                yield a, b
    for _ in range(count):
        yield rand_int(bits), rand_int(bits)

def h(value):
    return format(value, "x")

def attempt(call):
    try:
        return call()
    except (ZeroDivisionError, OverflowError, ValueError) as error:
        return "!" + type(error).__name__ + ":" + str(error).replace(" ", "_")

lines = []
def emit(*fields):
    lines.append(" ".join(str(field) for field in fields))

for a, b in pairs(40, 320):
    emit("add", h(a), h(b), h(a + b))
    emit("sub", h(a), h(b), h(a - b))
    emit("mul", h(a), h(b), h(a * b))
    emit("and", h(a), h(b), h(a & b))
    emit("or", h(a), h(b), h(a | b))
    emit("xor", h(a), h(b), h(a ^ b))
    emit("cmp", h(a), h(b), (a > b) - (a < b))
    emit("gcd", h(a), h(b), h(math.gcd(a, b)))
    if b:
        emit("div", h(a), h(b), h(a // b), h(a % b))
    result = attempt(lambda: a / b)
    emit("truediv", h(a), h(b), result if isinstance(result, str) else result.hex())
for a, b in [(rand_int(4800), rand_int(random.choice([100, 1500, 2600]))) for _ in range(8)]:
    if b:
        emit("div", h(a), h(b), h(a // b), h(a % b))
    emit("mul", h(a), h(b), h(a * b))
for _ in range(60):  # equal quotients and half-way cases
    b = rand_int(200) or 3
    q = random.getrandbits(54) | 1
    a = b * q + random.choice([-1, 0, 1])
    result = attempt(lambda: a / b)
    emit("truediv", h(a), h(b), result if isinstance(result, str) else result.hex())
    shift = random.randint(1000, 1080)
    result = attempt(lambda: q / (1 << shift))
    emit("truediv", h(q), h(1 << shift), result if isinstance(result, str) else result.hex())
unary = EDGES + [rand_int(300) for _ in range(18)] + [rand_int(64) for _ in range(25)]
for a in unary:
    emit("inv", h(a), h(~a))
    emit("bits", h(a), a.bit_length(), a.bit_count())
    emit("hash", h(a), hash(a))
    result = attempt(lambda: float(a))
    emit("float", h(a), result if isinstance(result, str) else result.hex())
    if a >= 0:
        emit("isqrt", h(a), h(math.isqrt(a)))
    for shift in (0, 1, 63, 64, 65, random.randint(0, 400)):
        emit("shl", h(a), shift, h(a << shift))
        emit("shr", h(a), shift, h(a >> shift))
    for base in (2, 8, 10, 32, random.randint(3, 36)):
        digits = []
        rest = abs(a)
        while True:
            rest, digit = divmod(rest, base)
            digits.append("0123456789abcdefghijklmnopqrstuvwxyz"[digit])
            if not rest:
                break
        emit("text", h(a), base, "-" * (a < 0) + "".join(reversed(digits)))
    for signed in (False, True):
        for length in random.sample((0, 1, 7, 8, 9, 33), 1) + [ (a.bit_length() + 7) // 8]:
            for order in ("little", "big"):
                result = attempt(lambda: a.to_bytes(length, order, signed=signed))
                emit("bytes", h(a), length, order, int(signed), result if isinstance(result, str) else "=" + result.hex())
for _ in range(40):
    data = bytes(random.choice([0, 255, 128, 127, random.randrange(256)]) for _ in range(random.randint(0, 40)))
    for signed in (False, True):
        for order in ("little", "big"):
            emit("frombytes", "=" + data.hex(), order, int(signed), h(int.from_bytes(data, order, signed=signed)))
for base in (0, 1, -1, 2, -2, 3, -7, 10, 2**40, 2**63, 3**41, -(10**19), rand_int(200), rand_int(300)):
    for exponent in (0, 1, 2, 3, 5, 8, 17, 40):
        emit("pow", h(base), exponent, h(base ** exponent))
for _ in range(60):
    bits = random.choice([8, 60, 64, 128, 300, 500])
    base, exponent, modulus = rand_int(bits), rand_int(random.choice([5, 60, 200])), rand_int(bits)
    result = attempt(lambda: pow(base, exponent, modulus))
    emit("powmod", h(base), h(exponent), h(modulus), result if isinstance(result, str) else h(result))
for base, exponent, modulus in [(3, -1, 7), (3, -1, -7), (0, -1, 1), (0, 0, 1), (0, 0, -1), (5, 0, -3), (2, 10, -1000), (6, -1, 9), (0, 5, 7), (-3, -5, 10**30 + 57), (7, 3, 0)]:
    result = attempt(lambda: pow(base, exponent, modulus))
    emit("powmod", h(base), h(exponent), h(modulus), result if isinstance(result, str) else h(result))
FLOATS = [0.0, -0.0, 0.5, -0.5, 1.0, 1.5, -1.5, 2.0**52 + 0.5, 2.0**53, 2.0**63, -2.0**63, 2.0**64, 1e22, 1e100, -1e300, sys.float_info.max, 5e-324, math.inf, -math.inf, math.nan]
for f in FLOATS + [random.uniform(-1, 1) * 2.0**random.randint(0, 200) for _ in range(30)]:
    result = attempt(lambda: int(f))
    emit("fromfloat", f.hex(), result if isinstance(result, str) else h(result))
    near = [] if f != f or abs(f) == math.inf else [int(f), int(f) - 1, int(f) + 1]
    for a in near + [0, 1, -1, 2**64, -2**70]:
        emit("cmpfloat", h(a), f.hex(), "nan" if f != f else (a > f) - (a < f))
for text in ["0", "-0", "+1", " 12 ", "\t\n12\x0b\x0c\r", "1_000", "1__0", "_1", "1_", "0x1F", "0X1f", "0b101", "0B_1", "0o17", "0x_f", "0x__f", "0b", "0x", "", "-", "+", "+-1", "- 1", "00", "0_0", "01", "010", "zZ", "12a", "1e5", "0b12", "1.0", "9" * 19, "-9223372036854775808", "-9223372036854775809", "9223372036854775807", "9223372036854775808", "123456789" * 30, "123456789" * 50, "-" + "1_2" * 100, "f" * 100, "0_7", "0b1_0", "0xg", "1\x00", "7" * 641]:
    for base in (0, 3, 8, 10, 16, 36, 37):
        result = attempt(lambda: int(text, base))
        emit("parse", "=" + text.encode().hex(), base, result.split(":")[0] if isinstance(result, str) else h(result))

# Keep the table small: of each operation a random sample of its cases.
by_operation = {}
for line in dict.fromkeys(lines):
    by_operation.setdefault(line.split(" ")[0], []).append(line)
lines = [line for cases in by_operation.values() for line in random.sample(cases, min(len(cases), 120))]

with open(os.path.join(os.path.dirname(__file__), "..", "data", "limbs.txt"), "w") as out:
    out.write("# CPython " + sys.version.split()[0] + ", by tests/tables/limbs.py\n")
    out.write("\n".join(lines) + "\n")
