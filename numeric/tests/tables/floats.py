"""Writes ../data/floats.txt: CPython's results for float operations, one tab-separated case per line.

Floats are written as 16 hex digits of their bits.
"""
import math, os, random, struct, sys

random.seed(20261124)

def bits(value):
    return struct.pack(">d", value).hex()

def unbits(pattern):
    return struct.unpack(">d", pattern.to_bytes(8, "big"))[0]

EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, 3.0, 10.0, 1e15, 1e16, 1e17, 9999999999999998.0,
         1e-4, 9.999e-5, 1e-5, 1.5e-7, 1e22, 1e23, 1e100, 123456789.0, 2.0**53, 2.0**63, 2.0**64, -2.0**63, 5e-324,
         2.2250738585072014e-308, 1.7976931348623157e308, math.inf, -math.inf, math.nan, 0.125, 0.375, 2.675, 1e-300, 12345.678]

def rand_float():
    kind = random.random()
    if kind < 0.3:
        return unbits(random.getrandbits(64))
    if kind < 0.6:
        return round(random.uniform(-1000, 1000), random.randint(0, 4))
    if kind < 0.8:
        return random.randint(-10**6, 10**6) / 8
    return random.uniform(-1, 1) * 10.0**random.randint(-20, 20)

def attempt(call, show=bits):
    try:
        result = call()
    except (ZeroDivisionError, OverflowError, ValueError) as error:
        if str(error).startswith("complex"):
            return "complex"  # the float operation is over where the complex one begins
        return "!" + type(error).__name__ + ": " + str(error)
    if isinstance(result, complex):
        return "complex"
    return show(result)

lines = []
def emit(*fields):
    lines.append("\t".join(str(field) for field in fields))

values = EDGES + [rand_float() for _ in range(70)]
for value in values:
    emit("repr", bits(value), repr(value))
    emit("hex", bits(value), value.hex())
    emit("ratio", bits(value), attempt(lambda: value.as_integer_ratio(), lambda pair: f"{pair[0]:x}/{pair[1]:x}"))
    if value == value:
        emit("hash", bits(value), hash(value))
    for digits in random.sample([0, 1, 2, 3, 5, 10, 17, 22, -1, -2, -5, -15, 323, 324, -308, -309], 4):
        emit("round", bits(value), digits, attempt(lambda: round(value, digits)))
    for code in "feg":
        for precision in random.sample([0, 1, 2, 3, 6, 16, 17, 25], 2):
            emit("format", bits(value), code, precision, f"{value:.{precision}{code}}")
            emit("format", bits(value), "#" + code.upper(), precision, f"{value:#.{precision}{code.upper()}}")
        emit("format", bits(value), "d", 3, f"{value:.3}")
        emit("format", bits(value), "d", 1, f"{value:.1}")
        emit("format", bits(value), "#r", 0, f"{value:#}")
        emit("format", bits(value), "r", 0, f"{value}")
for value in (5e-324, 1.7976931348623157e308, 0.1, 1/3):
    emit("format", bits(value), "f", 1100, f"{value:.1100f}")
    emit("format", bits(value), "e", 800, f"{value:.800e}")
    emit("format", bits(value), "g", 800, f"{value:.800g}")
for digits, value in [(-308, 1.7e308), (-308, 1.5e308), (-308, 1.2e308), (0, 2.5), (0, -0.4), (-1, 25.0), (-1, 35.0), (-1, 25.5), (-1, 4.9), (-1, 5.0), (-1, 5.1), (-2, 950.0), (-2, 9950.0), (-3, 499.99), (1, 0.25), (1, 0.35), (2, 2.675), (-1, -5.0)]:
    emit("round", bits(value), digits, attempt(lambda: round(value, digits)))
for a in EDGES:
    for b in EDGES:
        if random.random() < 0.25:
            emit("divmod", bits(a), bits(b), attempt(lambda: divmod(a, b), lambda pair: bits(pair[0]) + " " + bits(pair[1])))
            emit("mod", bits(a), bits(b), attempt(lambda: a % b))
            emit("pow", bits(a), bits(b), attempt(lambda: a ** b))
for _ in range(100):
    a, b = rand_float(), rand_float()
    emit("divmod", bits(a), bits(b), attempt(lambda: divmod(a, b), lambda pair: bits(pair[0]) + " " + bits(pair[1])))
    emit("mod", bits(a), bits(b), attempt(lambda: a % b))
    b = random.choice([b, float(random.randint(-9, 9)), 0.5])
    emit("pow", bits(a), bits(b), attempt(lambda: a ** b))
for text in ["1", "1.", ".5", ".", "", "-", "1e5", "1E+5", "1e-05", "1e", "1e+", "e5", "inf", "-INF", "+Infinity", "infin", "nan", "-NaN", "nan1", " 1.5 ", "\t1\n", "1_0", "1__0", "_1", "1_", "1_.0", "1._0", "1.0_1e1_0", "1_e5", "1e_5", "in_f", "0x1p3", "1e400", "-1e400", "1e-400", "1e99999999999999999999", "1 2", "1\x00", "--1", "1d5", "1.5f", "179769313486231580793e289", "2.4703282292062327e-324", "2.4703282292062328e-324", "0.1" + "0" * 400 + "1", "9007199254740993", "9007199254740992.99999999999999999999", "1e0000000000000000000001", "0e999999999999", "1.7976931348623159e308"]:
    emit("parse", "=" + text.encode().hex(), attempt(lambda: float(text), bits).split(":")[0])
for text in ["0x1.8p3", "1.8", "-0x.8p-1", "0x", "", "0x.p1", "0x1p", "0x1p+", "0x1px", "1p1024", "0x1.fffffffffffff8p1023", "0x1.fffffffffffff7ffffffffffp1023", "0x0.8p-1074", "0x0.80001p-1074", "0x1p-1075", "0x1.8p-1074", "0x2.8p-1074", " inf ", "-nan", "Infinity", "0x1.00000000000008", "0x1.000000000000080000000000000000001", "0x1.00000000000018", "0x" + "f" * 300, "0x" + "0" * 300 + "1", "0x" + "0" * 50 + "." + "0" * 50 + "123p200", "0x1g", "0x1..0", "0x1_0", "p5", "0x1P-3", "0x0p99999999999999999999", "0x1p99999999999999999999", "0x1p-99999999999999999999", "-0x0p0", "0X1P2"]:
    emit("fromhex", "=" + text.encode().hex(), attempt(lambda: float.fromhex(text)))

with open(os.path.join(os.path.dirname(__file__), "..", "data", "floats.txt"), "w") as out:
    out.write("# CPython " + sys.version.split()[0] + ", by tests/tables/floats.py\n")
    out.write("\n".join(dict.fromkeys(lines)) + "\n")
