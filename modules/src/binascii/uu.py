class Error(ValueError):
    pass


class Incomplete(Exception):
    pass


Error.__module__ = Incomplete.__module__ = "binascii"


def b2a_uu(data, /, *, backtick=False):
    data = bytes(memoryview(data))
    if len(data) > 45:
        raise Error("At most 45 bytes at once")
    zero = 0x60 if backtick else 0x20
    out = bytearray([0x20 + len(data) if data else zero])
    for i in range(0, len(data), 3):
        group = int.from_bytes(data[i : i + 3].ljust(3, b"\0"), "big")
        for shift in (18, 12, 6, 0):
            digit = group >> shift & 63
            out.append(0x20 + digit if digit else zero)
    return bytes(out) + b"\n"


def a2b_uu(data, /):
    text = data.encode("ascii") if isinstance(data, str) else bytes(memoryview(data))
    if not text:
        return b""
    length = (text[0] - 32) & 63
    out = bytearray()
    bits = count = 0
    at = 1
    while len(out) < length:
        c = text[at] if at < len(text) else 0x20
        at += 1
        if c in b"\r\n":
            digit = 0
            at -= 1
        else:
            if not 0x20 <= c <= 0x60:
                raise Error("Illegal char")
            digit = (c - 32) & 63
        bits = bits << 6 | digit
        count += 6
        if count >= 8:
            count -= 8
            out.append(bits >> count & 255)
    for c in text[at:]:
        if c not in b" `\r\n":
            raise Error("Trailing garbage")
    return bytes(out)
