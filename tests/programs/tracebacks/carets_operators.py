# Which part of an expression the carets mark: run each line on its own and show the traceback.
import sys
import traceback

a, b, none, zero = 1, "text", None, 0
data = {"k": [1, 2]}
lines = """
x = a + b
x = (a + a) * (a / zero)
x = data["k"][5]
x = data["missing"]["k"]
x = none.attribute.other
x = data["k"].missing
x = a() + 1
x = len(a)
x = a < b
x = -b
x = [i / zero for i in range(3)]
x = f"{a / zero}"
x = not none.x
x = undefined + a
x = a if none.x else b
x = data["k"] + a + 5
x = (lambda q: q / zero)(1)
x = b[none]
x = {**a}
x = [*none]
x, y = data["k"] + [3]
x, y = a
x = a % zero
x = a .real.missing
del data["nope"]
assert a == zero, "assert message"
import missing_module
from os import missing_name
raise ValueError(a, b)
raise a
for x in a: pass
with a: pass
x = ~b ; y = 1
y = 1 ; x = ~b
data["k"]["x"] = a / a
a.x = 5
x = a / a + a / zero + a
x = data . get ( "k" ) . foo
x = print(a, b, sep=zero)
x = sorted(data["k"], key=zero)
x = a @ b
x = a[0][1]
x = (a)(b)
x = b * b
x =   a   +   b
""".strip().splitlines()
with open(__file__) as f:
    source = f.read()
for line in lines:
    try:
        exec(compile(line, "<line>", "exec"))
    except Exception:
        kind, value, trace = sys.exc_info()
        entry = traceback.extract_tb(trace)[-1]
        print(f"{line:45} {entry.lineno}:{entry.colno}-{entry.end_lineno}:{entry.end_colno} {kind.__name__}")
