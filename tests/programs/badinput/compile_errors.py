# compile, eval and exec with bad sources.
sources = ["", "   ", "\n", "1 +", "(", "x = ", "\0", "a\0b", "\x01", "'\ud800'", "(" * 300, "(" * 100 + ")" * 100, "[" * 199 + "]" * 199, "-" * 500 + "1", "1" + "+1" * 500, "a" * 5000, "'" + "x" * 10000, "if 1:\n" * 3, "if 1:\n  x\n y", "\tx\n  y", "x\n  y", "é = 1; print(é)", "“quote”", "1_000_", "0b2", "1e", "@", "lambda", "f'{'", "f'{a'", "f'{a!}'", "return", "yield", "await x", "nonlocal x", "*x", "x = *y", "def f(:", "class", "import", "from", "print 1", "exec 'x'", "1 = 2", "pass = 1", "# only a comment", "\\", "x \\", "x = 1 \\\n", "\ufeffx = 1", "'''", '"""a', "b'é'", "\N{SNOWMAN}", "x\xa0= 1", "0777", "5j5", "a..b", "a.1", "1.a", "1..real", "1 .real", "()()", "[](1)", "x:y", "x:int=5", "async def f(): pass", "match 1:\n case 1: pass", "type X = int", "try: pass\nexcept* A: pass"]
for source in sources:
    for mode in ("exec", "eval"):
        try:
            compile(source, "f", mode)
            result = "ok"
        except SyntaxError as error:
            result = f"{type(error).__name__} {error.msg} {error.lineno} {error.offset}"
        except Exception as error:
            result = f"{type(error).__name__} {error}"
        print(ascii(source[:24]), mode, result.encode("ascii", "backslashreplace").decode())
for bad in (5, None, ["x"], b"\xff", b"x = 1\n# coding: klingon", b"# coding: klingon\nx = 1", b"# coding: latin-1\nx = '\xe9'", bytearray(b"1"), memoryview(b"1")):
    try:
        compile(bad, "f", "exec")
        print("ok", bad)
    except Exception as error:
        print(type(error).__name__, error)
for arguments in (("1", "f", "other"), ("1", "f"), ("1", 5, "eval"), ("1", "a\0b", "eval")):
    try:
        compile(*arguments)
        print("ok")
    except Exception as error:
        print(type(error).__name__, error)
