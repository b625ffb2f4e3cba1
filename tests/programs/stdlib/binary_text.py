# binascii, base64: hexadecimal, base 64, checksums, uuencoding.
import array, base64, binascii

for data in (b"", b"a", b"ab", b"abc", bytes(range(256)), bytearray(b"x y"), memoryview(b"view"), array.array("b", [1, 2])):
    text = base64.b64encode(data)
    print(text, base64.b64decode(text) == bytes(data), binascii.hexlify(data), binascii.crc32(data), binascii.crc_hqx(data, 7))
print(base64.b64decode("YW Jj\n"), base64.urlsafe_b64encode(b"\xfb\xff"), base64.b32encode(b"hello"), base64.b16encode(b"hi"), base64.b85encode(b"hello"), base64.a85encode(b"hello"))
print(base64.b32decode("NBSWY3DP"), base64.b16decode("6869"), base64.b85decode(b"Xk~0{Zv"), base64.encodebytes(b"x" * 80), base64.b64encode(b"??", altchars=b"-_"))
print(binascii.hexlify(b"abcdef", "-", 2), binascii.unhexlify("6162"), binascii.a2b_hex(b"FfAa"), binascii.b2a_base64(b"x", newline=False), binascii.crc32(b"b", binascii.crc32(b"a")) == binascii.crc32(b"ab"))
line = binascii.b2a_uu(b"The quick brown fox")
print(line, binascii.a2b_uu(line), binascii.b2a_uu(b"\0\0", backtick=True))
for bad in (lambda: binascii.unhexlify("abc"), lambda: binascii.unhexlify("zz"), lambda: binascii.a2b_base64("a"), lambda: binascii.a2b_base64("abc"), lambda: binascii.a2b_base64("\xe9"), lambda: binascii.a2b_base64("ab=c", strict_mode=True), lambda: binascii.a2b_base64("=abc", strict_mode=True), lambda: binascii.a2b_base64("ab!c", strict_mode=True), lambda: binascii.a2b_base64("YQ==x", strict_mode=True), lambda: base64.b64decode("a!", validate=True), lambda: base64.b32decode("1"), lambda: base64.b16decode("6g"), lambda: binascii.hexlify("x"), lambda: binascii.crc32("x"), lambda: base64.b64encode("x"), lambda: binascii.b2a_uu(b"x" * 46)):
    try:
        print(bad())
    except Exception as error:
        print(type(error).__name__, error)
print(issubclass(binascii.Error, ValueError), binascii.Error.__module__, binascii.Incomplete)
