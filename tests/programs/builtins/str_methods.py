# str methods.
s = "Hello, World"
print(s.upper(), s.lower(), s.swapcase(), s.title(), "hello world".capitalize(), "ß".upper(), "ǅ".lower(), "İ".lower(), s.casefold(), "Straße".casefold())
print(s.find("o"), s.find("o", 5), s.rfind("o"), s.find("z"), s.index("W"), s.rindex("l"), s.count("l"), s.count(""), "aaaa".count("aa"), s.find("", 12), s.find("", 13))
print(s.startswith("He"), s.startswith(("x", "H")), s.endswith("ld"), s.startswith("W", 7), s.startswith("", 12), s.endswith("", 0, 0), s.startswith("", 13))
print("a,b,,c".split(","), "a b  c ".split(), " ".split(), "".split(), "".split(","), "a,b,c".split(",", 1), "a,b,c".rsplit(",", 1), "  a  b ".split(None, 1), "a  b  ".rsplit(None, 1))
print("a\nb\r\nc\rd\x0be\x1cf\u2028g".splitlines(), "a\n\nb\n".splitlines(True), "".splitlines(), "key=v=w".partition("="), "key".partition("="), "a.b.c".rpartition("."))
print("-".join("abc"), "".join([]), ", ".join(["x"]), "ab".join(("1", "2", "3")))
print("  x ".strip(), "xxaxx".strip("x"), "xyaxy".lstrip("xy"), "xyaxy".rstrip("yx"), "\t\n a\u3000".strip(), "abc".removeprefix("ab"), "abc".removesuffix("bc"), "abc".removeprefix("x"))
print("aXbXc".replace("X", "--"), "aaa".replace("a", "b", 2), "abc".replace("", "-"), "abc".replace("", "-", 2), "".replace("", "x"), "aaa".replace("aa", "b"))
print("x".center(5, "*"), "ab".center(5), "x".ljust(4) + "|", "x".rjust(4, "0"), "42".zfill(5), "-42".zfill(6), "+1".zfill(4), "abc".zfill(2), "".zfill(3))
print("abc".isalpha(), "ab1".isalpha(), "123".isdigit(), "²".isdigit(), "²".isdecimal(), "½".isnumeric(), "a1".isalnum(), " \t".isspace(), "".isspace(), "Abc".istitle(), "abc".islower(), "ABC1".isupper(), "a_1".isidentifier(), "1a".isidentifier(), "a\n".isprintable(), "é".isascii())
print("a\tb\tcd".expandtabs(), "a\tb".expandtabs(4), "{} {}".format(1, 2), "{1} {0} {1}".format("a", "b"), "{x}-{y:>4}".format(x=1, y=2), "{0[1]} {0.real}".format([1, 2]) if False else "{0[1]}".format([1, 2]), "{!r:>6}".format("a"), "{{}}".format())
print("abc".translate({97: "x", 98: None, ord("c"): 0x1F40D}), "abc".translate(str.maketrans("ab", "xy", "c")), str.maketrans({"a": 1, 98: "z"}))
print("héllo".encode(), "héllo".encode("latin-1"), "h".encode("utf-16-le"), "é☃".encode("ascii", "replace"), "é".encode("ascii", "backslashreplace"), "é☃".encode("ascii", "xmlcharrefreplace"), "aé".encode("ascii", "ignore"))
print("abc" < "abd", "a" < "B", "Z" < "a", "abc" < "abcd", "é" > "z", "" < "a", "a" * 3, 3 * "ab", "a" * -1, "abc" + "def", "b" in "abc", "" in "", "abc"[1], "abc"[-1])
for action in ("'abc'.index('z')", "'a'.join([1])", "'a' + 1", "'a' * 1.5", "'abc'.split('')", "'abc'['a']", "'abc'.foo", "'{}'.format()",
               "'{a}'.format()", "'{'.format()", "'}'.format()", "'{0} {}'.format(1)", "'%d' % 'a'", "'%d %d' % (1,)", "'%z' % 1", "'%s' % (1, 2)",
               "'é'.encode('ascii')", "'a'.encode('nope')", "1 in 'abc'", "'abc'.center(5, 'ab')", "'a'.replace('a')", "str(b'a', 'nope')",
               "'abc'.startswith(1)", "'a'.join('b', 'c')", "'ab'.partition('')", "ord('ab')", "ord('')", "str.maketrans('a', 'bc')", "'%(a)s' % 1", "'%c' % 'ab'", "'%*d' % ('a', 1)", "'a' < 1"):
    try:
        print(action, "=", eval(action))
    except Exception as error:
        print(action, "->", type(error).__name__, error)
