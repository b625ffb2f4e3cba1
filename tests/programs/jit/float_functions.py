# Functions and powers of floats, mixed comparisons and conversions, at the edges of what compiled code does itself.
import math
def t(xs, n):
    out = []
    for k in range(n):
        for x in xs:
            r = []
            for f in (math.sin, math.cos, math.exp, math.atan, math.log1p, math.acos):
                try: r.append(f(x))
                except (ValueError, OverflowError) as e: r.append(str(e))
            for y in (2, 0.5, -3, 2.0, 400.0):
                try: r.append(x ** y)
                except (ZeroDivisionError, OverflowError) as e: r.append(str(e))
            r.append((x < 3, x <= 0, 1 > x, x == 2, 2**60 > x, x != 10**30))
            try: r += [int(x), float(x)]
            except (ValueError, OverflowError) as e: r.append(str(e))
            out.append(r)
    return out[-len(xs):]
for r in t([0.5, -0.5, 2.0, 3, 0.0, -0.0, 1e300, -1e17, float('inf'), float('-inf'), 2**70, 7.99, -7.99], 40): print(r)
def u(n):
    s = 0.0
    for i in range(n):
        s += math.sin(i) * math.cos(i * 0.5) + (i + 0.5) ** 1.5 + (i - 50.5) ** 2 + int(i * 0.37) + float(i)
    return s
print(u(2000))
def nan(n):
    x = float('nan'); c = 0
    for i in range(n): c += (x < i) + (i <= x) + (x != i)
    return c
print(nan(200))
