# SyntaxWarnings that a filter turns into errors: text and position.
import warnings

warnings.simplefilter("error")
sources = [
    "x is 3", "() is x", "x is not 'a'", "x is 'a' is y", "[1](3)", "(1, 2)()", "None[1]", "[1]['a']", "{1}[3]",
    "(lambda: 1)[1]", "assert (1, 'a')", "1if x else 2", "0x1for x in y", "x = 1_0if x else 3", "'\\x41\\q'", "'''a\nb\n\\p'''",
    "def f():\n  for i in x:\n    try: pass\n    finally: break", "def f():\n  try: pass\n  finally:\n    while 1:\n      return 3",
    "def f():\n  try: pass\n  finally:\n    def g(): return 3\n    while 1: break", "x = '\\d' 5",
]
for source in sources:
    try:
        compile(source, "<s>", "exec")
        print(repr(source), "compiles")
    except SyntaxError as error:
        print(repr(source), error.args)

warnings.simplefilter("always")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    compile("def f(x):\n  try: pass\n  finally: return x is 3\n'\\d'\nassert (x, 1)", "<s>", "exec")
for w in caught:
    print(w.category.__name__, w.lineno, w.message)
