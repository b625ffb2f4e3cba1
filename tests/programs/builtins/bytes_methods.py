# bytes and bytearray.
b = b"Hello, World"
print(b, b[0], b[-1], b[1:4], b[::-1], len(b), list(b[:3]), b.upper(), b.lower(), b.title(), b.swapcase(), b"abc".capitalize())
print(b.find(b"o"), b.find(111), b.rfind(b"l"), b.index(b"W"), b.count(b"l"), b.count(108), b.startswith(b"He"), b.endswith((b"x", b"ld")), b"l" in b, 108 in b, 0 in b)
print(b.split(b", "), b"a b  c".split(), b"a,b,c".rsplit(b",", 1), b"k=v".partition(b"="), b"x".join([b"1", bytearray(b"2")]), b"a\nb\r\n".splitlines(), b"  x ".strip(), b"xax".strip(b"x"), b"abc".removeprefix(b"a"))
print(b.replace(b"l", b"LL"), b"ab".center(6, b"*"), b"7".zfill(3), b"a\tb".expandtabs(4), b"abc".isalpha(), b"12".isdigit(), b" ".isspace(), b"Ab".istitle(), b"abc".translate(bytes(range(255, -1, -1)))[:2], b"abc".translate(None, b"b"))
print(bytes(), bytes(3), bytes([1, 2, 255]), bytes("é", "utf-8"), bytes(range(5)), bytes(bytearray(b"x")), bytes.fromhex("00 ff 1A"), b"\x00\xff".hex(), b"\x00\xff\x10".hex(":"), b"abcd".hex("-", 2))
print(b"a" + b"b", b"ab" * 3, b"a" < b"b", b"a" == bytearray(b"a"), b"a" == "a", hash(b"a") == hash(bytes([97])), repr(b"'\"\\\n\x00\x7f\x80"), b"%d %s %x %r" % (1, b"x", 255, "q"), str(b"x"), str(b"x", "ascii"), b"caf\xc3\xa9".decode())
a = bytearray(b"hello")
a[0] = 72
a[1:3] = b"EY"
a.append(33)
a.extend([1, 2])
a += b"!"
a.insert(0, 64)
print(a, a.pop(), a.pop(0), len(a), a)
a.remove(33)
del a[-1]
a.reverse()
print(a, a.copy() == a, a is not a.copy(), bytearray(3), a * 2, a + b"x", type(b"x" + a).__name__, type(a + b"x").__name__)
a[::2] = b"..."[: len(a[::2])]
print(a)
a.clear()
print(a, bool(a), bytearray("é", "latin-1"), bytearray([1]) == b"\x01", bytearray(b"a") < b"b")
for action in ("b'abc'[5]", "b'a' + 'b'", "bytes([256])", "bytes([-1])", "bytes('a')", "bytes(-1)", "b'a'['x']", "bytearray(b'a')[0:1] + 1", "b'é'", "bytes.fromhex('0')",
               "bytes.fromhex('zz')", "b'abc'.index(b'z')", "bytearray(b'a').append(256)", "bytearray(b'a').append('a')", "bytearray().pop()", "bytearray(b'a').remove(1)",
               "b'a'.join(['x'])", "b'a'.split('x')", "300 in b'a'", "'a' in b'a'", "b'a' < 'a'", "hash(bytearray())", "bytes([1.5])", "bytes(1.5)", "b'a' % 1", "b'%d' % 'a'", "b'a'[0] = 1", "bytes(None)", "b'a'.foo"):
    try:
        exec(f"r = {action}" if " = " not in action else action)
        print(action, "=", r)
    except (Exception, SyntaxError) as error:
        print(action, "->", type(error).__name__, str(error).split(" (<")[0])
m = memoryview(bytearray(b"abcdef"))
m[0] = 122
print(m[0], bytes(m[1:3]), len(m), m.tolist(), m.readonly, bytes(m[::-1]), m.obj)
print(max(b"abc"), sorted(b"cab"), sum(b"ab"), bytes(reversed(b"abc")), list(map(chr, b"hi")), {b"a": 1}[b"a"], bytes(map(int, "123")), int.from_bytes(b"ab", "big"))
