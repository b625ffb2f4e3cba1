"""Prints expressions for sampled.txt: python3.14 sample.py SEED COUNT > sampled.txt, then run expressions.py on it."""
import random
import sys

random.seed(int(sys.argv[1]))

INTS = [0, 1, -1, 2, 3, -3, 7, 10, -10, 63, 64, 255, 2**31, -2**31, 2**53, 2**53 + 1, 2**60, 2**61 - 1, 2**61, -2**61,
        -2**61 - 1, 2**62, 2**63 - 1, 2**63, -2**63, 2**64, -2**64, 2**64 - 1, 10**19, -10**19, 10**30, -3**100, 2**200]
FLOATS = ["0.0", "-0.0", "1.0", "-1.5", "0.1", "1e16", "1e22", "1e300", "-1e300", "1e-5", "123456.789", "2.5", "3.5",
          "5e-324", "1.7976931348623157e+308", "0.5", "2.675", "float('inf')", "float('-inf')"]
TEXTS = ["''", "'a'", "'abc'", "'hello world'", "'  spaced  out '", r"'\t a\nb\r\nc\x0bd'", "'a,b,,c'", r"'\xe9t\xe9'",
         r"'\u20acuro \u0100'", r"'\U0001f600 smile'", "'abcabcabc'", r"'A\u0130\u03a3 \u03a3'", r"'stra\xdfe'",
         r"'\ufb01x'", "'Title Case'", "'123'", r"'\u0661\u0662'", r"'\xb2'", r"'\xbd'", "'a_b'", r"'\u01c5'", r"'\ud800'",
         r"'x\u2028y\x85z'", r"'\xa0nbsp\u3000'", r"'\u1f80'", r"'\u0345'", r"'\u10d0\u1c90'", r"'\u0149'"]
PARTS = ["''", "'a'", "'b'", "'ab'", "' '", "','", r"'\xe9'", r"'\u20ac'", "'x'", r"'\n'"]
BYTES = ["b''", "b'abc'", "b' a b '", "b'AbC'", r"b'\x00\xff\n'", "b'aXbXc'", "bytearray(b'hello world')"]
CODECS = ["utf-8", "ascii", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "unicode_escape",
          "raw_unicode_escape", "utf-8-sig"]
HANDLERS = ["strict", "ignore", "replace", "backslashreplace", "surrogateescape", "surrogatepass"]
SIMPLE = ("upper lower title capitalize swapcase casefold isalpha isalnum isdigit isdecimal isnumeric isspace islower "
          "isupper istitle isidentifier isprintable isascii strip lstrip rstrip split rsplit splitlines expandtabs").split()
BYTES_METHODS = ("upper() lower() title() capitalize() swapcase() isalpha() split() rsplit() splitlines() strip() hex() "
                 "hex(':') hex('-',2) find(b'b') find(98) count(b'') replace(b'X',b'--') replace(b'',b'.') split(b'X') "
                 "rsplit(b'X',1) partition(b'X') rpartition(b',') center(9) ljust(9,b'.') zfill(7) "
                 "translate(None,b'aX') join([b'1',b'2']) decode('latin-1') startswith((b'a',b'x')) strip(b'ab') "
                 "__getitem__(slice(None,None,-1)) __mul__(2) __add__(b'z')").split()
BAD_BYTES = [0x41, 0x80, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xed, 0xa0, 0xf0, 0x9f, 0x98, 0xff, 0xfe, 0, 0xd8, 0xdc, 0x5c, 0x75, 0x78]

pick = random.choice


def integer():
    return f"({pick(INTS)})"


def number():
    return pick([integer(), integer(), f"({pick(FLOATS)})"])


def index():
    return pick(["0", "1", "2", "3", "-1", "-2", "-5", "5", "100", "None"])


def arithmetic():
    if random.random() < 0.5:
        return f"{integer()}{pick(['+', '-', '*', '//', '%', '/', '&', '|', '^', '==', '<'])}{integer()}"
    return f"{number()}{pick(['+', '-', '*', '//', '%', '/', '==', '<', '<=', '!='])}{number()}"


def numeric():
    count, places = pick([0, 1, 5, 61, 62, 64, 100]), pick([0, 1, 2, -1, -2, -20, 20])
    return pick([f"{integer()}<<{count}", f"{integer()}>>{count}", f"{number()}**{pick([0, 2, 3, 11, -1, -2, 0.5])}",
                 f"pow({integer()},{abs(pick(INTS))},{integer()})", f"divmod({integer()},{integer()})",
                 f"hash({number()})", f"~{integer()}", f"abs({number()})", f"float({integer()})", f"repr({number()})",
                 f"round({number()},{places})", f"round({number()})", f"int(({pick(FLOATS)}))", f"({pick(FLOATS)}).hex()",
                 f"({pick(FLOATS)}).as_integer_ratio()", f"{integer()}.bit_length()",
                 f"{integer()}.to_bytes({count},'{pick(['big', 'little'])}',signed={pick([True, False])})"])


def search():
    return (f"{pick(TEXTS)}.{pick(['find', 'rfind', 'count', 'index', 'startswith', 'endswith'])}"
            f"({pick(PARTS)},{index()},{index()})")


def taken_apart():
    text, part, limit = pick(TEXTS), pick(PARTS), pick([0, 1, 2, -1])
    return pick([f"{text}[{index()}:{index()}:{pick([1, 2, -1, -2, 3, -100])}]", f"{text}[{pick([0, 1, -1, -3])}]",
                 f"{text}.replace({part},{pick(PARTS)},{limit})", f"{text}.split({part},{limit})",
                 f"{text}.rsplit({part},{limit})", f"{text}.split(None,{limit})", f"{text}.rsplit(None,{limit})",
                 f"{text}.partition({part})", f"{text}.rpartition({part})", f"{text}.strip({part})",
                 f"{part}.join([{text},{pick(TEXTS)}])", f"{text}.removeprefix({part})", f"{text}.center(12,'*')",
                 f"{text}.rjust(9,'\\u20ac')", f"{text}.zfill(8)", f"{text}.splitlines(True)", f"hash({text})",
                 f"{text}.translate({{97:'xy',98:None,233:101,99:8364}})", f"repr({text})", f"{text}<{pick(TEXTS)}"])


def coded():
    if random.random() < 0.5:
        return f"{pick(TEXTS)}.encode('{pick(CODECS)}','{pick(HANDLERS + ['xmlcharrefreplace', 'namereplace'])}')"
    raw = "".join(f"\\x{pick(BAD_BYTES):02x}" for _ in range(random.randrange(9)))
    return f"b'{raw}'.decode('{pick(CODECS)}','{pick(HANDLERS)}')"


def formatted():
    value = pick([number(), number(), pick(TEXTS)])
    spec = (pick(["", "<", ">", "^", "=", "*>", "0"]) + pick(["", "+", "-", " "]) + pick(["", "#"])
            + pick(["", "10", "25", "3"]) + pick(["", ",", "_"]) + pick(["", ".0", ".2", ".10"])
            + pick(["", *"dxXobeEfgGncs%"]))
    if random.random() < 0.5:
        return f"format({value},'{spec}')"
    percent = pick(["", "-", "+", " ", "0", "#", "0+"]) + pick(["", "5", "12"]) + pick(["", ".0", ".3"]) + pick("diuoxXeEfFgGcrsa")
    return f"{pick(['', '', 'b'])}'%{percent}' % {value}"


MAKERS = [arithmetic, numeric, lambda: f"{pick(TEXTS)}.{pick(SIMPLE)}()", search, taken_apart, coded, formatted,
          lambda: f"{pick(BYTES)}.{pick(BYTES_METHODS)}"]
expressions = {}
while len(expressions) < int(sys.argv[2]):
    expressions[pick(MAKERS)()] = None
print("\n".join(expressions))
