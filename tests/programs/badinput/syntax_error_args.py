# Messages, positions and lines of syntax errors as `args` has them.
import warnings

warnings.simplefilter('ignore')
sources = [
    'x = 1__0', 'x=(', 'x=(1 2', 'if x:', 'if 1:\n x\n  y', 'try: pass', 'x $', '"abc', 'x = 1if 2else 3 4',
    '\xe9 = 3 4', '\xe9 = 1__0', 'def f():\nx', 'x = {1: 2, 3}', '{1:2, 3:}', '{1:2, 3, 4:5}', '{1:2, **3, 4}',
    '{1: *a}', '{1:}', 'f(*)', 'f(**)', 'f(*, a)', 'print(*,a)', '[*]', '(*)', '{*}', 'x[*]', '@x', '@x\ny=1',
    '@x\n\n', '@', 'class A:\n @x', 'def f():\n  @x\n', '@x\n  @y\nz', 'class A:\n  @x\ny=1\n',
    'if 1:\n        x\n\ty\n', 'if 1:\n  x\n y', 'if 1:\n  x\n y = 3\n', 'x = *', 'x = [*a, *]', 'f(a, *)',
    "f'{a b}'", "f'{a b} {c}'", "f'{x!}'", '{a:b, c d}', '{a:b, c}', '{a, c:d}', '{**a, b}', '{a:b, c, d}', 'x \\',
    'x \\ y', '(a, b\n', '(a b\n)', 'foo(a b\nc', '[a\nb c\n', 'x = (1,\ny = 2', "x = 'a\n", "'''abc\n\n",
    'if x\n  y', 'else:\n pass', 'def f(:\n pass', 'class A\n pass', 'for x in y\n z', 'while 1 x', '\tx\n  y', '  x',
    'x\n  y\n', 'def f():\n    x\n  y\n', 'with a as b c: pass', 'import a, b c', 'from a import b c', 'return x y',
    'a = b c d', 'lambda x y: z', 'print(1', 'print 1, 2', 'exec a', 'a.b c', 'a[1 2]', 'a{1}', '1 2', "'a' b",
    "a 'b'", 'x = yield y z', 'async x', 'await x y', 'del x y', 'global x y', 'assert x y', 'raise x y', 'if x: y z',
    'a if b', '[a if b for c in d]', '(x for x in y z)', '[x for x y]', '{x: y for x in y z}', 'f(x for x in y, z)',
    'f(x=1, y)', 'f(x=1, **y, z)', 'f(1=2)', 'f(a.b=3)', 'f(True=3)', 'f(x, x=1, x=2)', 'def f(a, a): pass',
    'a + = b', 'a = = b', 'a != = b', 'a <> b', 'a ? b', 'a ! b', '$a', 'a\x00b', '0777', '09', '1_', '1__2', '0b',
    '0b2', '0o8', '0xg', '1e', '1e+', '1.2.3', '1a', '0_7', '1if', 'x = 5 5', 'def f(a=): pass',
    'def f(*, **k): pass', 'def f(a, *): pass', 'def f(/, a): pass', 'def f(a=1, b): pass', 'def f(**a, b): pass',
    'def f(*a, *b): pass', 'match x:\n case 1\n  pass', 'match x:\n  y', 'match x:\ncase 1: pass', 'try:\n x\ny',
    'try:\n x\nexcept A, B as c:\n y', 'try:\n x\nexcept:\n y\nexcept A:\n z', 'try:\n x\nfinally:\n y\nelse: z',
    'while x:\n', 'class A:\n', 'for x in y:', 'with x:', 'try:', 'def f():', 'if x: pass\nelif', 'if x: pass\nelse',
    'x: int: str', 'x = 1; y = ; z', 'x = 1;; y', '; x', '*a = b', '*a, *b = c', 'a, b += c', '(a) += 1', '[a] += 1',
    'x() = 1', 'x() += 1', 'f(x) := 3', '(f(x) := 3)', 'a.b := 3', '1 := 2', 'for f() in x: pass',
    'with a as f(): pass', 'del f()', 'del (a, f())', 'del a + b', 'import a.b as c.d', 'from a import *, b',
    'from a import (b, c', 'from a import b,', 'import', 'from', 'from . import', 'from .', 'from a', 'def', 'def f',
    'def f(', 'class', 'class 1', 'lambda', 'lambda:', 'lambda x', 'not', 'a not b', 'a is not', 'a in', 'a not', '~',
    '-', '**a', '*a b', 'a ** ', 'a[', 'a[]', 'a[:', 'a.', 'a.1', 'a..b', '...a', 'True = 1', 'None = 1',
    '__debug__ = 1', 'def f(None): pass', 'def f(True=1): pass', 'class None: pass', 'import None', 'x.None = 1',
    'f(None=1)', 'x = class', 'x = def', 'x = pass', 'x = return', 'x = import y', 'print(def)', '(pass)', '[return]',
    '{for}', 'x = if y', 'x = if y else z', 'x if y else', 'x if else z', 'a b c d', "'unterminated", "f'{", "f'{a",
    "f'{a!r", "f'}'", "f'{}'", "f'{a!}'", "f'{a!x}'", "f'{a!rr}'", "f'{!r}'", "f'{=}'", "f'{a=!}'",
    "f'{lambda x: 1}'", "f'{a:{b:{c}}}'", "f'{*}'", 'f\'{"a}\'', "f'{#}'", "rb'\xe9'", "b'\xe9'", "ub'a'",
    "'\\N{foo}'", "'\\x1'", "'\\u12'", "'\\U12345678'", "b'\\x1'", "'a' b'b'", "t'a' 'b'", "f'a' b'c'",
    'async def f(): [x async for x in y z]', 'type x = ', 'type = 3 4', 'type X[T = 1', 'def f[T](: pass',
    'class A[]: pass', 'def f[](): pass', 'def f[T, T](): pass', 'x = 0xfor y in z', 'a = 1,000 b', "a = 'x' 'y' z",
    'if a = b: pass', 'if a.b = c: pass', 'while a = b: pass', '(a = b)', 'f(a = b = c)', '[a = b]', '{a = b}',
    '{a: b = c}', 'x = (a = b)', 'print(a = b c)', 'if x == 1 y', 'a = b\n    c = d\n', 'if 1:\n    a\n   b\n',
    'if 1:\na = 2', '@\nx', '@a b\ndef f(): pass', '@a.b\n', 'async', 'async for x in y: pass\n z', '\u2018a\u2019',
    'a = \u201cb\u201d', 'a = b \u2013 c', '\xe9 \xe8', '\u65e5\u672c \u8a9e', 'x = 5\n\x0c  y = 6\n', 'a\\\nb c',
]
for source in sources:
    try:
        compile(source, "<s>", "exec")
        print(ascii(source), "compiles")
    except SyntaxError as error:
        print(ascii(source), type(error).__name__, ascii(error.args))
