# int to text and back: every base, separators, signs, whitespace, errors, limits.
for n in (0, 1, -1, 255, -255, 1 << 62, -(1 << 63), 1 << 64, 10**30, -(10**25) + 1, 3**100):
    print(str(n), repr(n), hex(n), oct(n), bin(n), f"{n:,}", f"{n:_x}", f"{n:+#b}"[:40])
    assert int(str(n)) == n and int(hex(n), 16) == n and int(oct(n), 0) == n and int(bin(n), 2) == n
for args in (("12",), (" 12 ",), ("+7",), ("-7",), ("1_000",), ("0x1f", 16), ("0x1f", 0), ("0b101", 0), ("0o17", 0), ("z", 36),
             ("1f", 16), ("101", 2), (b"12",), (bytearray(b"34"),), ("\t\n5\n",), ("٣",), (12.9,), (-12.9,), (True,), (1e20,),
             ("",), ("abc",), ("1.5",), ("1__0",), ("_1",), ("1_",), ("0x",), ("12", 1), ("12", 37), ("9", 8), (5, 10), (None,),
             ("1 2",), ("- 1",), (float("nan"),), (float("inf"),), ([],), ("0777", 0), ("08", 0), (b"\xff",), ("1" * 30 + "x",)):
    try:
        print(args, int(*args))
    except Exception as error:
        print(args, "->", type(error).__name__, error)
print(0xFF, 0o17, 0b11, 1_000_000, 0x_F)
try:
    print(len(str(10**4300)))
except ValueError as error:
    print(error)
try:
    int("9" * 4301)
except ValueError as error:
    print(error)
print(len(str(10**4299)), int("9" * 4300) % 1000)
print(len(hex(1 << 20000)), int("f" * 5000, 16).bit_length())
print(int(), int("0"), int("-0"), int("000123"), "%d %i %x %X %o %5d|%-5d|%05d|%+d" % (1, 2, 255, 255, 8, 42, 42, 42, 42))


class Index:
    def __index__(self):
        return 9


class Trunc:
    def __int__(self):
        return 8


print(int(Index()), int(Trunc()), int("11", Index()), hex(Index()))
for spec in ("d", "5", "<8", "^8", ">8", "08", "+", " ", "x", "#x", "#010x", "b", "o", "c", ",", "_", "e", ".2f", "%", "g", "n", "*^9", "=+7"):
    print(spec, format(65, spec), end=" | ")
print()
for spec in (".3d", "s", "#c", "+c", ",x", "_n", "q", "1.5x"):
    try:
        print(format(65, spec))
    except ValueError as error:
        print(spec, error)
print(chr(1234), ord("A"), chr(0x10FFFF) == "\U0010ffff", int.__name__, int.__doc__[:20])
for bad in (-1, 0x110000, "a", 1 << 70):
    try:
        chr(bad)
    except (ValueError, TypeError, OverflowError) as error:
        print(type(error).__name__, error)
