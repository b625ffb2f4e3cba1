# The messages and positions of syntax errors, one program each.
tests = r'''
x = 
x = (1, 2
x = 1 +
print "hello"
if x = 1: pass
def f(x, x): pass
def f(a=1, b): pass
def f(*): pass
def f(**k, a): pass
f(a=1, 2)
f(**k, *a)
f(a=1, a=2)
return 5
yield 1
break
continue
x = y = 
1 = x
f() = 1
(a, b) += 1
a + b = c
None = 1
True = 2
del f()
del 1
for 1 in x: pass
with x as 1: pass
import a.b as
from x import
from . import *
from x import (a, b
class : pass
class A(: pass
lambda x=: 1
x = [1, 2
x = {1: 2, 3}
x = {1, 2: 3}
x = 'abc
x = """abc
x = f"{"
x = f"{}"
x = f"{a b}"
x = f"{a!x}"
x = f"}"
x = 0777
x = 1__0
x = 0x
x = 0b12
x = 1.5.5
x = 12abc
x = 'a' b'b'
x = "\N{nope}"
x = "\x1"
x = b"é"
async def f(): yield from x
await x
def f(): await x
global x; x = 1; global x
def f(): x = 1; global x
def f(x): global x
def f(): nonlocal y
nonlocal z
class A: nonlocal q
try: pass
try: x; except: pass
else: pass
elif x: pass
if x pass
if x: pass else: pass
while True print(1)
def f() pass
x = 5 if 1
x = not
x ==
a b
a, b c
x = (1 2)
x = [1 2]
x = {1 2}
f(1 2)
@
@x
assert
raise from x
x := 5
(x.y := 5)
[x for x in y := z]
[x := 1 for x in y]
match x: case 1
lambda: (yield)
*a
*a = 1
a, *b, *c = d
print(*)
x = *a
"a" = 1
f"{x}" = 1
x.1
x..y
a !
a <> b
a ++
`x`
x = $
def 1f(): pass
class = 5
import = 3
print(a for a in b, c)
except: pass
with open(x) as f pass
for x in pass
for x y: pass
x: int: str
(x): int = 5 = 6
def f(a, *, **k): pass
def f(a, /, b, /): pass
def f(*a, /): pass
def f(a, *b, *c): pass
{**a for a in b}
[*a for a in b]
x = yield = 1
from __future__ import nope
from __future__ import braces
'''
for line in tests.strip().splitlines():
    try:
        compile(line, "<test>", "exec")
        print(f"{line:32} compiles")
    except SyntaxError as error:
        print(f"{line:32} {type(error).__name__} {error.lineno}:{error.offset}-{error.end_lineno}:{error.end_offset} {error.msg}")
