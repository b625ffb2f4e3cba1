"""Writes ../data/percent.txt: CPython's `template % value`, one tab-separated case per line."""
import os, random, struct, sys

random.seed(20261124)

def bits(value):
    return struct.pack(">d", value).hex()

INTS = [0, 1, -1, 255, -255, 8, 123456789, 10**25, -2**64]
FLOATS = [0.0, -0.0, 1.5, -1234.5678, 1e-7, 1e20, float("inf"), float("-inf"), float("nan"), 0.5]
STRINGS = ["", "a", "hello", "é日本"]

lines = []
def case(kind, value, template):
    try:
        expected = "=" + template % (value,)
    except (ValueError, OverflowError, TypeError) as error:
        expected = "!" + type(error).__name__ + ": " + str(error)
    shown = {"int": lambda: str(value), "float": lambda: bits(value), "str": lambda: value}[kind]()
    lines.append("\t".join((kind, shown, template, expected)))

for kind, value, template in [("int", 1, "%%|%d|%%"), ("int", 1, "%"), ("int", 1, "a%5"), ("int", 1, "é%y"), ("int", 1, "%é"), ("int", 1, "%5%"), ("int", 1, "%(a"), ("int", 1, "%(a)d"), ("int", 1, "%d%d"), ("int", 1, "none"), ("int", 1, "%.d"), ("int", 1, "%ld %%"), ("int", 1, "%lld"), ("int", 1, "%99999999999999999999d"), ("int", 1, "%.9999999999d"), ("int", 1, "%.9999999999f"), ("int", 65, "%5c|"), ("int", 0x110000, "%c"), ("int", -1, "%c"), ("int", 8364, "%-3c|"), ("str", "é", "%.0c"), ("int", 10**25, "%c"), ("int", 3, "%\x01")]:
    case(kind, value, template)
while len(lines) < 900:
    kind, values, codes = random.choices([("int", INTS, "dioxXu"), ("float", FLOATS, "eEfFgG"), ("str", STRINGS, "s")], [4, 4, 1])[0]
    flags = "".join(random.sample("-+ #0", random.choice([0, 0, 1, 1, 2, 3])))
    width = random.choice(["", "", "1", "5", "8", "20"])
    precision = random.choice(["", "", ".", ".0", ".1", ".3", ".10", ".25"])
    case(kind, random.choice(values), "<%" + flags + width + precision + random.choice(["", "", "", "l"]) + random.choice(codes) + ">")

with open(os.path.join(os.path.dirname(__file__), "..", "data", "percent.txt"), "w", encoding="utf-8") as out:
    out.write("# CPython " + sys.version.split()[0] + ", by tests/tables/percent.py\n")
    out.write("\n".join(dict.fromkeys(lines)) + "\n")
