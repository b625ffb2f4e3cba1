"""Writes ../data/format_spec.txt: CPython's format(value, spec), one tab-separated case per line.

With a count as argument, writes that many random cases to standard output instead.
"""
import os, random, struct, sys

random.seed(20261124)

def bits(value):
    return struct.pack(">d", value).hex()

INTS = [0, 1, -1, 7, 65, 999, 1000, -1234567, 2**62, -2**64, 10**25, 0x10ffff, 0x110000, 233, True, 10**400]
FLOATS = [0.0, -0.0, 1.0, -1.5, 0.001, -0.0004, 1234567.891, 1e16, 1e-7, 123456789012345678.0, float("inf"), -float("inf"), float("nan"), 2.5, 0.5, 99.995, 1e100]
STRINGS = ["", "a", "hello", "é", "日本語テキスト", "x" * 20]
COMPLEXES = [0j, 1+2j, -0.0+1j, complex(0.0, -0.0), complex(-0.0, -1.5), 1e20j, complex(float("nan"), float("inf")), 1234.5-99999.25j]

def random_spec(codes):
    parts = []
    if random.random() < 0.35:
        parts.append(random.choice(["", "*", "0", "é", "<", ">", "{", " "]) + random.choice("<>^="))
    if random.random() < 0.3:
        parts.append(random.choice("+- "))
    if random.random() < 0.1:
        parts.append("z")
    if random.random() < 0.2:
        parts.append("#")
    if random.random() < 0.25:
        parts.append("0")
    if random.random() < 0.5:
        parts.append(str(random.choice([0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 20, 27])))
    if random.random() < 0.3:
        parts.append(random.choice([",", "_", ",", "_", ",_", "_,", ",,"]))
    if random.random() < 0.35:
        parts.append("." + random.choice(["", "0", "1", "2", "3", "6", "10", "20"]) + random.choice(["", "", "", "", ",", "_", ",_"]))
    if random.random() < 0.8:
        parts.append(random.choice(codes))
    if random.random() < 0.03:
        parts.append(random.choice(["q", "dd", "é", " ", "\x01"]))
    return "".join(parts)

def cases(count):
    kinds = [("int", INTS, "dbodxXcneEfFgG%dsdx"), ("float", FLOATS, "eEfFgGn%fgfgdsx"), ("str", STRINGS, "ssssd"), ("complex", COMPLEXES, "eEfFgGnfg%s")]
    for _ in range(count):
        kind, values, codes = random.choices(kinds, [4, 4, 2, 1])[0]
        value = random.choice(values)
        if kind == "int" and random.random() < 0.5:
            value = random.randint(-10**random.randint(1, 20), 10**random.randint(1, 20))
        if kind == "float" and random.random() < 0.5:
            value = random.uniform(-1, 1) * 10**random.randint(-8, 20)
        spec = random_spec(codes)
        if spec or kind != "int":  # format(True, "") is str(True), which the caller knows
            yield kind, value, spec

FIXED = [("int", 5, "٣"), ("int", 5, "99999999999999999999"), ("float", 1.0, ".99999999999999999999f"), ("float", 1.0, ".9999999999f"), ("int", 1, ""), ("str", "a", "\t"), ("int", 3, "\x7f"), ("int", 3, ",c"), ("str", "abc", "-5"), ("str", "abc", "05"), ("str", "abc", ",s"), ("str", "abc", "_"), ("int", 1234, "n"), ("int", 1234, ",n"), ("float", 1234.5, "_n"), ("int", 10**40, "_x"), ("int", 10**40, ",x"), ("int", -5, "c"), ("int", 2**70, "c"), ("int", 233, "*^5c"), ("int", 0xd800, "x"), ("int", 12345, "010,"), ("int", 1, "04,"), ("int", 1, "05,"), ("float", float("inf"), "010"), ("float", -float("inf"), "010,"), ("float", 1e300, ",.2f"), ("float", 0.123456789, ".8_f"), ("float", 1.5, "._f"), ("float", 1e20, "#"), ("float", 1e20, "#.3"), ("float", 0.5, ".0f"), ("float", 1.5, ".0f"), ("float", 1.0, ".0"), ("float", 12.0, ".1"), ("float", -0.0, "z.1f"), ("float", -0.01, "z.1f"), ("float", -0.06, "z.1f"), ("int", True, "5")]

lines = []
def show(kind, value):
    return {"int": lambda: str(int(value)), "float": lambda: bits(value), "str": lambda: value,
            "complex": lambda: bits(value.real) + "/" + bits(value.imag)}[kind]()

sys.set_int_max_str_digits(0)
count = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
for kind, value, spec in FIXED + list(cases(count)):
    try:
        expected = "=" + format(value, spec)
    except (ValueError, OverflowError) as error:
        expected = "!" + type(error).__name__ + ": " + str(error).replace("'bool'", "'int'")
    fields = (kind, show(kind, value), spec, expected)
    assert not any("\n" in field or "\r" in field for field in fields)
    if "\t" not in "".join(fields) and not any("\ud800" <= c <= "\udfff" for c in expected):
        lines.append("\t".join(fields))
text = "# CPython " + sys.version.split()[0] + ", by tests/tables/format_spec.py\n" + "\n".join(dict.fromkeys(lines)) + "\n"
if len(sys.argv) > 1:
    sys.stdout.buffer.write(text.encode())
else:
    with open(os.path.join(os.path.dirname(__file__), "..", "data", "format_spec.txt"), "w", encoding="utf-8") as out:
        out.write(text)
