"""The codec registry, error handlers, and the codecs that need no table.

The conversions themselves are str.encode and bytes.decode, which know these encodings and the standard
error handlers natively; what is left to this file is the registry, handlers that a program registers,
and input that ends in the middle of a character.
"""

_search_functions = []
_cache = {}
_error_handlers = {}
_loaded = False


def register(search_function, /):
    if not callable(search_function):
        raise TypeError("argument must be callable")
    _search_functions.append(search_function)


def unregister(search_function, /):
    if search_function in _search_functions:
        _search_functions.remove(search_function)
        _cache.clear()


def _normalized(encoding):
    out = []
    gap = False
    for c in encoding:
        if c.isalnum() and c.isascii() or c == ".":
            if gap and out:
                out.append("_")
            gap = False
            out.append(c.lower())
        else:
            gap = True
    return "".join(out)


def lookup(encoding, /):
    global _loaded
    if not isinstance(encoding, str):
        raise TypeError(f"lookup() argument must be str, not {type(encoding).__name__}")
    if "\0" in encoding:
        raise ValueError("embedded null character")
    name = _normalized(encoding)
    try:
        return _cache[name]
    except KeyError:
        pass
    if not _loaded:
        _loaded = True
        import encodings  # registers its search function
    for search in _search_functions:
        found = search(name)
        if found is None:
            continue
        if not isinstance(found, tuple) or len(found) != 4:
            raise TypeError("codec search functions must return 4-tuples")
        _cache[name] = found
        return found
    raise LookupError(f"unknown encoding: {encoding}")


def _noted(error, what, encoding):
    error.add_note(f"{what} with '{encoding}' codec failed")
    return error


def _run(function, what, obj, encoding, errors):
    try:
        result = function(obj) if errors is None else function(obj, errors)
    except Exception as error:
        raise _noted(error, what, encoding)
    if not isinstance(result, tuple) or len(result) != 2:
        coder = "encoder" if what == "encoding" else "decoder"
        raise TypeError(f"{coder} must return a tuple (object, integer)")
    return result[0]


def encode(obj, encoding="utf-8", errors=None):
    return _run(lookup(encoding)[0], "encoding", obj, encoding, errors)


def decode(obj, encoding="utf-8", errors=None):
    return _run(lookup(encoding)[1], "decoding", obj, encoding, errors)


def _text_codec(encoding, alternative):
    found = lookup(encoding)
    if not getattr(found, "_is_text_encoding", True):
        raise LookupError(f"'{encoding}' is not a text encoding; use {alternative} to handle arbitrary codecs")
    return found


def _encode_text(obj, encoding, errors):
    """str.encode with an encoding or error handler that is not native."""
    result = _run(_text_codec(encoding, "codecs.encode()")[0], "encoding", obj, encoding, errors)
    if not isinstance(result, (bytes, bytearray)):
        raise TypeError(f"'{encoding}' encoder returned '{type(result).__name__}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types")
    return bytes(result)


def _decode_text(obj, encoding, errors):
    """bytes.decode, likewise."""
    result = _run(_text_codec(encoding, "codecs.decode()")[1], "decoding", obj, encoding, errors)
    if not isinstance(result, str):
        raise TypeError(f"'{encoding}' decoder returned '{type(result).__name__}' instead of 'str'; use codecs.decode() to decode to arbitrary types")
    return result


def register_error(errors, handler, /):
    if not isinstance(errors, str):
        raise TypeError(f"register_error() argument 1 must be str, not {type(errors).__name__}")
    if not callable(handler):
        raise TypeError("handler must be callable")
    _error_handlers[errors] = handler


def _unregister_error(errors, /):
    if errors in _standard_errors:
        raise ValueError(f"cannot un-register built-in error handler '{errors}'")
    return _error_handlers.pop(errors, None) is not None


def lookup_error(errors, /):
    if not isinstance(errors, str):
        raise TypeError(f"lookup_error() argument must be str, not {type(errors).__name__}")
    try:
        return _error_handlers[errors]
    except KeyError:
        raise LookupError(f"unknown error handler name '{errors}'") from None


def strict_errors(exc, /):
    """Implements the 'strict' error handling, which raises a UnicodeError on coding errors."""
    if isinstance(exc, BaseException):
        raise exc
    raise TypeError("codec must pass exception instance")


def _unhandled(exc):
    if isinstance(exc, BaseException):
        return TypeError(f"don't know how to handle {type(exc).__name__} in error callback")
    return TypeError(f"don't know how to handle {type(exc).__name__} in error callback")


def ignore_errors(exc, /):
    """Implements the 'ignore' error handling, which ignores malformed data and continues."""
    if isinstance(exc, (UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError)):
        return "", exc.end
    raise _unhandled(exc)


def replace_errors(exc, /):
    """Implements the 'replace' error handling, which replaces malformed data with a replacement marker."""
    if isinstance(exc, UnicodeEncodeError):
        return "?" * (exc.end - exc.start), exc.end
    if isinstance(exc, UnicodeDecodeError):
        return "\ufffd", exc.end
    if isinstance(exc, UnicodeTranslateError):
        return "\ufffd" * (exc.end - exc.start), exc.end
    raise _unhandled(exc)


def xmlcharrefreplace_errors(exc, /):
    """Implements the 'xmlcharrefreplace' error handling, which replaces an unencodable character with the appropriate XML character reference."""
    if isinstance(exc, UnicodeEncodeError):
        return "".join(f"&#{ord(c)};" for c in exc.object[exc.start : exc.end]), exc.end
    raise _unhandled(exc)


def _escaped(code):
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def backslashreplace_errors(exc, /):
    """Implements the 'backslashreplace' error handling, which replaces malformed data with a backslashed escape sequence."""
    if isinstance(exc, UnicodeDecodeError):
        return "".join(f"\\x{b:02x}" for b in exc.object[exc.start : exc.end]), exc.end
    if isinstance(exc, (UnicodeEncodeError, UnicodeTranslateError)):
        return "".join(_escaped(ord(c)) for c in exc.object[exc.start : exc.end]), exc.end
    raise _unhandled(exc)


def namereplace_errors(exc, /):
    """Implements the 'namereplace' error handling, which replaces an unencodable character with a \\N{...} escape sequence."""
    if isinstance(exc, UnicodeEncodeError):
        return exc.object[exc.start : exc.end].encode("ascii", "namereplace").decode("ascii"), exc.end
    raise _unhandled(exc)


def _surrogateescape(exc, /):
    if isinstance(exc, UnicodeEncodeError):
        out = bytearray()
        for c in exc.object[exc.start : exc.end]:
            if not "\udc80" <= c <= "\udcff":
                raise exc
            out.append(ord(c) - 0xDC00)
        return bytes(out), exc.end
    if isinstance(exc, UnicodeDecodeError):
        out = []
        for b in exc.object[exc.start : min(exc.end, exc.start + 4)]:
            if b < 128:
                break
            out.append(chr(0xDC00 + b))
        if not out:
            raise exc
        return "".join(out), exc.start + len(out)
    raise _unhandled(exc)


def _surrogatepass(exc, /):
    if isinstance(exc, UnicodeEncodeError):
        return exc.object[exc.start : exc.end].encode(exc.encoding, "surrogatepass"), exc.end
    if isinstance(exc, UnicodeDecodeError):
        width = {"utf-8": 3, "utf8": 3}.get(exc.encoding, 2 if "16" in exc.encoding else 4)
        piece = exc.object[exc.start : exc.start + width]
        return bytes(piece).decode(exc.encoding, "surrogatepass"), exc.start + width
    raise _unhandled(exc)


_error_handlers.update({
    "strict": strict_errors,
    "ignore": ignore_errors,
    "replace": replace_errors,
    "xmlcharrefreplace": xmlcharrefreplace_errors,
    "backslashreplace": backslashreplace_errors,
    "namereplace": namereplace_errors,
    "surrogateescape": _surrogateescape,
    "surrogatepass": _surrogatepass,
})
_standard_errors = frozenset(_error_handlers)


def _native(errors):
    return errors is None or errors in _standard_errors and _error_handlers[errors].__module__ == "_codecs"


def _position(answer, length):
    if not isinstance(answer, tuple) or len(answer) != 2 or not isinstance(answer[1], int):
        return None
    position = answer[1]
    if position < 0:
        position += length
    if not 0 <= position <= length:
        raise IndexError(f"position {answer[1]} from error handler out of bounds")
    return position


def _encode_by_handler(obj, encoding, errors):
    # The handler is looked up when there is an error, as in CPython.
    out = []
    at = 0
    while True:
        try:
            out.append(str.encode(obj[at:], encoding))
            return b"".join(out)
        except UnicodeEncodeError as error:
            problem = UnicodeEncodeError(error.encoding, obj, at + error.start, at + error.end, error.reason)
        answer = lookup_error(errors)(problem)
        position = _position(answer, len(obj))
        if position is None or not isinstance(answer[0], (str, bytes)):
            raise TypeError("encoding error handler must return (str/bytes, int) tuple")
        out.append(str.encode(obj[at : problem.start], encoding))
        if isinstance(answer[0], bytes):
            out.append(answer[0])
        else:
            try:
                out.append(str.encode(answer[0], encoding))
            except UnicodeEncodeError:
                raise problem from None
        at = position


def _decode_by_handler(data, encoding, errors):
    out = []
    at = 0
    while True:
        try:
            out.append(bytes.decode(data[at:], encoding))
            return "".join(out)
        except UnicodeDecodeError as error:
            problem = UnicodeDecodeError(error.encoding, data, at + error.start, at + error.end, error.reason)
        answer = lookup_error(errors)(problem)
        data = problem.object
        position = _position(answer, len(data))
        if position is None or not isinstance(answer[0], str):
            raise TypeError("decoding error handler must return (str, int) tuple")
        out.append(bytes.decode(data[at : problem.start], encoding))
        out.append(answer[0])
        at = position


def _encode(name, encoding, obj, errors):
    if not isinstance(obj, str):
        raise TypeError(f"{name}_encode() argument 1 must be str, not {type(obj).__name__}")
    if _native(errors):
        return str.encode(obj, encoding, errors or "strict"), len(obj)
    return _encode_by_handler(obj, encoding, errors), len(obj)


def _data(obj):
    if isinstance(obj, bytes):
        return obj
    if isinstance(obj, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    return bytes(memoryview(obj))


def _decode(encoding, data, errors):
    if _native(errors):
        return bytes.decode(data, encoding, errors or "strict")
    return _decode_by_handler(data, encoding, errors)


def utf_8_encode(str, errors=None, /):
    return _encode("utf_8", "utf-8", str, errors)


def ascii_encode(str, errors=None, /):
    return _encode("ascii", "ascii", str, errors)


def latin_1_encode(str, errors=None, /):
    return _encode("latin_1", "latin-1", str, errors)


def utf_16_encode(str, errors=None, byteorder=0, /):
    return _encode("utf_16", ("utf-16-le", "utf-16", "utf-16-be")[(byteorder > 0) - (byteorder < 0) + 1], str, errors)


def utf_16_le_encode(str, errors=None, /):
    return _encode("utf_16_le", "utf-16-le", str, errors)


def utf_16_be_encode(str, errors=None, /):
    return _encode("utf_16_be", "utf-16-be", str, errors)


def utf_32_encode(str, errors=None, byteorder=0, /):
    return _encode("utf_32", ("utf-32-le", "utf-32", "utf-32-be")[(byteorder > 0) - (byteorder < 0) + 1], str, errors)


def utf_32_le_encode(str, errors=None, /):
    return _encode("utf_32_le", "utf-32-le", str, errors)


def utf_32_be_encode(str, errors=None, /):
    return _encode("utf_32_be", "utf-32-be", str, errors)


def unicode_escape_encode(str, errors=None, /):
    return _encode("unicode_escape", "unicode-escape", str, errors)


def raw_unicode_escape_encode(str, errors=None, /):
    return _encode("raw_unicode_escape", "raw-unicode-escape", str, errors)


def ascii_decode(data, errors=None, /):
    data = _data(data)
    return _decode("ascii", data, errors), len(data)


def latin_1_decode(data, errors=None, /):
    data = _data(data)
    return _decode("latin-1", data, errors), len(data)


def _whole_utf_8(data):
    """Length of the data without an incomplete character at its end."""
    n = len(data)
    for back in range(1, min(4, n) + 1):
        b = data[n - back]
        if b >= 0xC0:
            wanted = 2 if b < 0xE0 else 3 if b < 0xF0 else 4
            if b < 0xC2 or b > 0xF4 or back >= wanted:
                return n
            if back > 1:
                second = data[n - back + 1]
                low = {0xE0: 0xA0, 0xF0: 0x90}.get(b, 0x80)
                high = {0xED: 0x9F, 0xF4: 0x8F}.get(b, 0xBF)
                if not low <= second <= high:
                    return n
            return n - back
        if b < 0x80:
            return n
    return n


def utf_8_decode(data, errors=None, final=False, /):
    data = _data(data)
    n = len(data) if final else _whole_utf_8(data)
    return _decode("utf-8", data if n == len(data) else data[:n], errors), n


def _whole_utf_16(data, big):
    n = len(data) & ~1
    if n >= 2 and 0xD8 <= data[n - 2 if big else n - 1] < 0xDC:
        n -= 2
    return n


def _utf_16(data, errors, order, final, encoding):
    n = len(data) if final else _whole_utf_16(data, order > 0)
    return _decode(encoding, data[:n], errors), n


def utf_16_le_decode(data, errors=None, final=False, /):
    return _utf_16(_data(data), errors, -1, final, "utf-16-le")


def utf_16_be_decode(data, errors=None, final=False, /):
    return _utf_16(_data(data), errors, 1, final, "utf-16-be")


def utf_16_ex_decode(data, errors=None, byteorder=0, final=False, /):
    data = _data(data)
    skip = 0
    if byteorder == 0:
        if len(data) < 2 and not final:
            return "", 0, 0
        mark = data[:2]
        if mark == b"\xff\xfe":
            byteorder, skip = -1, 2
        elif mark == b"\xfe\xff":
            byteorder, skip = 1, 2
    encoding = "utf-16-be" if byteorder > 0 else "utf-16-le"
    text, n = _utf_16(data[skip:], errors, byteorder, final, encoding)
    return text, n + skip, byteorder


def utf_16_decode(data, errors=None, final=False, /):
    return utf_16_ex_decode(data, errors, 0, final)[:2]


def _utf_32(data, errors, final, encoding):
    n = len(data) if final else len(data) & ~3
    return _decode(encoding, data[:n], errors), n


def utf_32_le_decode(data, errors=None, final=False, /):
    return _utf_32(_data(data), errors, final, "utf-32-le")


def utf_32_be_decode(data, errors=None, final=False, /):
    return _utf_32(_data(data), errors, final, "utf-32-be")


def utf_32_ex_decode(data, errors=None, byteorder=0, final=False, /):
    data = _data(data)
    skip = 0
    if byteorder == 0:
        if len(data) < 4 and not final:
            return "", 0, 0
        mark = data[:4]
        if mark == b"\xff\xfe\0\0":
            byteorder, skip = -1, 4
        elif mark == b"\0\0\xfe\xff":
            byteorder, skip = 1, 4
    text, n = _utf_32(data[skip:], errors, final, "utf-32-be" if byteorder > 0 else "utf-32-le")
    return text, n + skip, byteorder


def utf_32_decode(data, errors=None, final=False, /):
    return utf_32_ex_decode(data, errors, 0, final)[:2]


def _escape_data(data):
    return str.encode(data) if isinstance(data, str) else _data(data)


def unicode_escape_decode(data, errors=None, final=True, /):
    data = _escape_data(data)
    return _decode("unicode-escape", data, errors), len(data)


def raw_unicode_escape_decode(data, errors=None, final=True, /):
    data = _escape_data(data)
    return _decode("raw-unicode-escape", data, errors), len(data)


def readbuffer_encode(data, errors=None, /):
    data = _escape_data(data)
    return data, len(data)


_simple_escapes = {"\n": b"", "\\": b"\\", "'": b"'", '"': b'"', "b": b"\b", "f": b"\f", "t": b"\t", "n": b"\n", "r": b"\r", "v": b"\v", "a": b"\a"}


def escape_decode(data, errors=None, /):
    data = _escape_data(data)
    errors = errors or "strict"
    out = bytearray()
    i, n = 0, len(data)
    while i < n:
        if data[i] != 92:
            out.append(data[i])
            i += 1
            continue
        i += 1
        if i >= n:
            raise ValueError("Trailing \\ in string")
        c = chr(data[i])
        i += 1
        if c in _simple_escapes:
            out += _simple_escapes[c]
        elif c in "01234567":
            end = i
            while end < n and end < i + 2 and chr(data[end]) in "01234567":
                end += 1
            out.append(int(data[i - 1 : end], 8) & 0xFF)
            i = end
        elif c == "x":
            digits = data[i : i + 2]
            if len(digits) == 2 and all(chr(d) in "0123456789abcdefABCDEF" for d in digits):
                out.append(int(digits, 16))
                i += 2
                continue
            if errors == "strict":
                raise ValueError(f"invalid \\x escape at position {i - 2}")
            if errors == "replace":
                out += b"?"
            elif errors != "ignore":
                raise ValueError(f"decoding error; unknown error handling code: {errors}")
            if i < n and chr(data[i]) in "0123456789abcdefABCDEF":
                i += 1
        else:
            out += b"\\"
            out.append(ord(c))
    return bytes(out), n


def escape_encode(data, errors=None, /):
    if not isinstance(data, bytes):
        raise TypeError(f"escape_encode() argument 1 must be bytes, not {type(data).__name__}")
    out = []
    for b in data:
        c = chr(b)
        if c in "'\\":
            out.append("\\" + c)
        elif c in "\t\n\r":
            out.append({"\t": "\\t", "\n": "\\n", "\r": "\\r"}[c])
        elif 32 <= b < 127:
            out.append(c)
        else:
            out.append(f"\\x{b:02x}")
    return "".join(out).encode(), len(data)


def charmap_build(map, /):
    return {ord(c): i for i, c in enumerate(map) if c != "\ufffe"}


def _charmap_byte(mapping, code):
    try:
        found = mapping[code]
    except LookupError:
        return None
    if found is None:
        return None
    if isinstance(found, int):
        if not 0 <= found < 256:
            raise TypeError("character mapping must be in range(256)")
        return bytes((found,))
    if isinstance(found, bytes):
        return found
    raise TypeError(f"character mapping must return integer, bytes or None, not {type(found).__name__}")


def charmap_encode(str, errors=None, mapping=None, /):
    if mapping is None:
        return latin_1_encode(str, errors)
    out = []
    i, n = 0, len(str)
    while i < n:
        piece = _charmap_byte(mapping, ord(str[i]))
        if piece is not None:
            out.append(piece)
            i += 1
            continue
        end = i + 1
        while end < n and _charmap_byte(mapping, ord(str[end])) is None:
            end += 1
        problem = UnicodeEncodeError("charmap", str, i, end, "character maps to <undefined>")
        answer = lookup_error(errors or "strict")(problem)
        position = _position(answer, n)
        if position is None or not isinstance(answer[0], (bytes, type(""))):
            raise TypeError("encoding error handler must return (str/bytes, int) tuple")
        if isinstance(answer[0], bytes):
            out.append(answer[0])
        else:
            for c in answer[0]:
                piece = _charmap_byte(mapping, ord(c))
                if piece is None:
                    raise problem
                out.append(piece)
        i = position
    return b"".join(out), n


def charmap_decode(data, errors=None, mapping=None, /):
    data = _data(data)
    if mapping is None:
        return latin_1_decode(data, errors)
    out = []
    i, n = 0, len(data)
    while i < n:
        try:
            found = mapping[data[i]]
        except LookupError:
            found = None
        if isinstance(found, int):
            if not 0 <= found < 0x110000:
                raise TypeError("character mapping must be in range(0x110000)")
            found = None if found == 0xFFFE else chr(found)
        elif found is not None and not isinstance(found, str):
            raise TypeError("character mapping must return integer, None or str")
        if found is not None and found != "\ufffe":
            out.append(found)
            i += 1
            continue
        problem = UnicodeDecodeError("charmap", data, i, i + 1, "character maps to <undefined>")
        answer = lookup_error(errors or "strict")(problem)
        position = _position(answer, n)
        if position is None or not isinstance(answer[0], str):
            raise TypeError("decoding error handler must return (str, int) tuple")
        out.append(answer[0])
        i = position
    return "".join(out), n


def utf_7_encode(str, errors=None, /):
    import _pycodecs

    return _pycodecs.utf_7_encode(str, errors or "strict")


def utf_7_decode(data, errors=None, final=False, /):
    import _pycodecs

    return _pycodecs.utf_7_decode(data, errors or "strict", final)
