"""Writes cases.txt: what CPython says about each snippet. Run with the reference CPython."""

import sys

SNIPPETS = [
    ("exec", text)
    for text in """
1 +
(
x = (1,
x = (1, 2]
f(a
)
}
x = )
'abc
"abc\\\\"
'''abc
f'{x
f'{'
f'{a b}'
f'}'
f'{}'
f'{!r}'
f'{:x}'
f'{=}'
f'{a!}'
f'{a!z}'
f'{a!r x}'
f'{a:{'
b'é'
'\\\\x1'
'\\\\u12'
'\\\\N{no such name}'
b'\\\\x1'
1_000_
1__0
0b2
0o8
0xg
0777
1e
1.a
5j5
1 if 2
(1 if 2)
x = 1 if 1 else pass
x = pass if 1 else 2
a b
(a b)
[1 2, 3]
f(a b)
print x
print "x" % y
exec "x"
1 = 2
f() = 1
a + b = c
None = 1
True = 1
(a, 1) = 2
[a, f()] = 3
x.y + 1 = 2
lambda: 1 = 2
(yield) = 1
'a' = 1
f'{a}' = 1
{} = 1
{1} = 1
[x for x in y] = 1
a < b = 1
a and b = c
a if b else c = 1
... = 1
f() += 1
(a, b) += 1
a, b += 1
1 += 1
del f()
del 1
del (a, 1)
del a + b
(a, b): int
[a]: int
f(): int
a, b: int
(f() := 1)
(a.b := 1)
(a[0] := 1)
for f() in x: pass
for 1 in x: pass
with a as f(): pass
import
import a from b
from a import
from a import b,
from a import *, b
import a as b.c
from a import b as None
from . import (a as f())
def f(a, a): pass
def f(a=1, b): pass
def f(*): pass
def f(*, **k): pass
def f(**k, a): pass
def f(**k, *a): pass
def f(*a, *b): pass
def f(a, /, b, /): pass
def f(/, a): pass
def f(*a, /): pass
def f(a=): pass
def f((a, b)): pass
def f(*a=1): pass
def f(**a=1): pass
def f(1): pass
def f: pass
def f()
def f(a b): pass
lambda a, a: 1
lambda a=1, b: 1
lambda (a, b): 1
class A
class A(: pass
class
if x
if x = 1: pass
if x.y = 1: pass
while x
while x = 1: pass
for x in y
for x y: pass
try
try: pass
else: pass
elif x: pass
with a
match x
f(a=1, b)
f(**a, b)
f(**a, *b)
f(a=1, a=2)
f(x for x in y, 1)
f(1, x for x in y)
f(a.b=1)
f(True=1)
f(a=)
f(1=2)
{1:}
{1: *a}
{1, 2: 3}
[*a for a in b]
{**a for a in b}
{**a: 1}
*a
x = *a
(*a)
return
yield
yield from x
await x
async for x in y: pass
async with x: pass
[x async for x in y]
break
continue
global x, y = 1
nonlocal x
a..b
a.1
@
x =
= 1
x y z
x ? y
x $ y
x!
“quoted”
x\u00a0= 1
€ = 1
x \\\\ y
not
a not b
+ not a
x <> y
a := 1
(x = 1)
x: int: str
assert
raise from x
pass x
del
lambda
from __future__ import braces
from __future__ import nonsense
x = 1; from __future__ import annotations
ub''
fb''
'' b''
t'' ''
def __debug__(): pass
__debug__ = 1
f(__debug__=1)
del __debug__
[x := 1 for x in y]
[1 for x in (y := z)]
[[(x := 1) for i in j] for x in y]
[i for i in range(5) if (j := 0) for j in range(5)]
[(yield x) for x in y]
class A[T, T]: pass
class A[]: pass
def f[T: (yield)](): pass
type X = (yield)
type X = (await y)
def f[T=int, U](): pass
def f(x: (yield)): pass
""".strip().replace("\\\\", "\\").replace("\\u00a0", "\u00a0").split("\n")
] + [
    ("exec", text)
    for text in [
        "if x:\n  a\n b\n",
        "if x:\n        a\n\tb\n",
        "if x:\nb\n",
        "if x:\n",
        "x\n  y",
        "  x",
        "def f():\nx = 1",
        "class A:\nx = 1",
        "for x in y:\nz",
        "while x:\nz",
        "with x:\nz",
        "try:\nz",
        "try:\n  x\nexcept A:\nz",
        "try:\n  x\nfinally:\nz",
        "try:\n  x\nexcept* A:\nz",
        "if x:\n  y\nelse:\nz",
        "if x:\n  y\nelif a:\nz",
        "match x:\ncase 1: pass",
        "match x:\n  case 1:\n  pass",
        "try:\n  x\nexcept A:\n  y\nexcept* B:\n  z",
        "try:\n  x\nexcept:\n  y\nexcept B:\n  z",
        "try:\n  x\nexcept* A:\n  break",
        "def f():\n  try:\n    x\n  except* A:\n    return",
        "def f(x):\n  global x",
        "def f():\n  x = 1\n  global x",
        "def f():\n  print(x)\n  global x",
        "def f():\n  x: int\n  global x",
        "def f():\n  global x\n  x: int",
        "def f():\n  nonlocal x",
        "def f(x):\n  def g(x):\n    nonlocal x",
        "def f():\n  x = 1\n  def g():\n    x = 1\n    nonlocal x",
        "class A:\n  return 1",
        "class A:\n  yield",
        "class A:\n  x = [(y := 1) for z in w]",
        "def f():\n  await x",
        "def f():\n  async for x in y: pass",
        "def f():\n  async with x: pass",
        "def f():\n  return [x async for x in y]",
        "def f():\n  from x import *",
        "async def f():\n  yield 1\n  return 2",
        "async def f():\n  yield from x",
        "while x:\n  def f():\n    break",
        "while x:\n  class A:\n    continue",
        "x = (\n1,\n2\ny = 3",
        "x = [1,\n2)\n",
        "x = {\n",
        "a = 1\nb = 'x\nc = 2",
        "match x:\n  case a: pass\n  case b: pass",
        "match x:\n  case _: pass\n  case b: pass",
        "match x:\n  case [a, a]: pass",
        "match x:\n  case a | 1: pass",
        "match x:\n  case [a] | [b]: pass",
        "match x:\n  case {'a': 1, 'a': 2}: pass",
        "match x:\n  case {**a, 'b': 1}: pass",
        "match x:\n  case A(b=1, b=2): pass",
        "match x:\n  case A(b=1, 2): pass",
        "match x:\n  case [*a, *b]: pass",
        "a, *b, *c = d",
        "*a, = 1\n*b = 2",
        "class A[T]:\n  nonlocal T",
    ]
] + [
    ("eval", text)
    for text in ["", "\n", "  x", "x = 1", "1 +", "(", "pass", "x;y", "lambda", "return 1", "# x", "x y", "x\ny", "f(", "yield"]
] + [("single", text) for text in ["x\ny", "x = 1; y = 2\nz = 3", "(", "1 +"]]


def main():
    lines = [f"CPython {sys.version.split()[0]}"]
    for mode, text in SNIPPETS:
        try:
            compile(text, "f", mode, 0, True)
            outcome = "ok"
        except SyntaxError as error:
            place = [error.lineno, error.offset, error.end_lineno, error.end_offset]
            place = " ".join(str(number or 0) for number in place)
            outcome = f"{type(error).__name__}|{place}|{error.msg}"
        lines.append(f"{mode}|{ascii(text)[1:-1]}")
        lines.append("    " + outcome)
    with open(sys.argv[1], "w") as file:
        file.write("\n".join(lines) + "\n")


main()
