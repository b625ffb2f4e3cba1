# Unknown encodings and error handlers, which are looked for in the library.
def attempt(label, action):
    try:
        print(label, repr(action()))
    except Exception as e:
        print(label, type(e).__name__, e)


attempt("decode", lambda: b"abc".decode("x"))
attempt("encode", lambda: "a".encode("x"))
attempt("str", lambda: str(b"a", "x"))
attempt("encode handler", lambda: "\xe9".encode("ascii", "foo"))
attempt("decode handler", lambda: b"\xff".decode("ascii", "foo"))
