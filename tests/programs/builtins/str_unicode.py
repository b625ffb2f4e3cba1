# str beyond ASCII: indexing, slicing, length, searching, case, surrogates, escapes, hashing.
s = "aé☃🐍z"
print(len(s), list(s), s[1], s[3], s[-2], s[1:4], s[::-1], s[::2], s.find("🐍"), s.index("z"), s.count("☃"), [ord(c) for c in s])
print(s.encode("utf-8"), s.encode("utf-16-be"), s.encode("utf-32-le")[:8], s.encode("utf-8").decode() == s)
print(ascii(s), repr(s), repr("\x00\x1f\x7f\x80\xa0\xad\u2028\ue000"), repr("it's"), repr('say "x"'), repr("both ' and \""), repr("\\ \n\t\r"))
long = "ab🐍" * 100
print(len(long), long[2], long[299], long[150:156], long.rfind("🐍"), long.replace("🐍", "x")[:6], long.split("🐍")[1:3], long[5::50])
print("é" == "e\u0301", len("e\u0301"), "\N{SNOWMAN}", "\u00e9\x41\101\N{LATIN SMALL LETTER A}", "caf\u00e9".upper(), "ΑΣ".lower(), "ŉ".upper(), "ﬁ".upper(), "ﬁ".title(), "ǆ".title())
lone = "\ud800x\udfff"
print(len(lone), ascii(lone), lone[0] == "\ud800", ascii(lone[::-1]), ascii("\ud83d" + "\udc0d"), len("\ud83d" + "\udc0d"))
for action in ("lone.encode()", "b'\\xff'.decode()", "b'\\xc3'.decode()", "b'a\\x80'.decode('ascii')", "b'\\xed\\xa0\\x80'.decode()", "b'\\xf0\\x9f\\x90'.decode()",
               "'☃'.encode('latin-1')", "b'\\x00\\xd8'.decode('utf-16-le')", "b'a'.decode('utf-16')", "print(lone)"):
    try:
        print(action, ascii(eval(action)))
    except UnicodeError as error:
        print(action, "->", type(error).__name__, error, getattr(error, "start", None), getattr(error, "end", None))
print(lone.encode("utf-8", "surrogatepass"), b"\xff\xfe".decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape"), ascii(b"\xffa\xc3".decode("utf-8", "replace")), b"\xffa".decode("utf-8", "ignore"), b"\xffa".decode("utf-8", "backslashreplace"))
print(sorted("zaéÀ🐍Z☃"), min(s), max(s), "é" in s, "éx" in s, s < "b", "🐍" > "☃", "\uffff" < "\U00010000")
print([hash("") == 0, hash("a"), hash("abc"), hash("é"), hash("🐍"), hash("abc" * 10), hash(b"abc"), hash((1, "a"))])
print("a\u0300".isalpha(), "١".isdigit(), int("١٢"), "Ⅷ".isnumeric(), "一".isalpha(), "\u200b".isspace(), "\u2003".isspace(), "ª".islower(), "𝐀".isupper())
print("%s %r %a" % (s, s, s), f"{s:>8}|{s:_^9}|{s:.2}", "{:é<7}".format("x"))
t = ""
for i in range(0x100, 0x180):
    t += chr(i)
print(t.upper() == t, t.swapcase()[:10], len(t.title()), t[100], sum(map(ord, t)))
print("aé" * 3, "é".join(["a", "b"]), "xéx".strip("x"), "éa".partition("a"), "é,a".split(","), s.startswith("aé"), s.endswith("🐍z"), "é".zfill(3), "é".center(5, "☃"), s.translate({0xE9: "e", 0x1F40D: None}))
été, ñ = 1, 2
print(été + ñ, "ﬁ".isidentifier(), ﬁ := 3, fi)
