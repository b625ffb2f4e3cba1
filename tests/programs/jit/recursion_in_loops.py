# Native calls from a loop that was absorbed, with exits below them; as random programs found it.
import sys
LOG=[]
G=1
class Odd(Exception): pass
class B:
    k = 3
    def __init__(self, v, n=0):
        self.v = v
        self.kid = B(v + 1, n - 1) if n > 0 else None
    def total(self, m):
        if self.kid is None: return self.v
        return self.v * m + self.kid.total(m)
    @property
    def deep(self):
        return 1 if self.kid is None else 1 + self.kid.deep
def f0(n, x=1, y=3):
    z = 0
    if n <= 0: return n
    for i in range(2):
        z = f1(n - 2, x + 1, ((G - x) - G))
        z = [x, y, n][n % 3]
        for i in range(3):
            y = n
            if x is None: return abs(int(x))
            z = n
    try:
        y = n
        y = float(((-5 & y) - abs(x)))
        try:
            y = n
            if abs(n) < (B.k if isinstance(x, int) else (1 << 61)): return (float(abs(-4)) + ((n if type(x) is float else -1) if n % 4 == 0 else abs(B.k)))
            z = (y if type(x) is float else abs(int((1 << 61))))
        except Odd as e:
            LOG.append((type(e).__name__, n))
            z = ((B.k + ((1 << 61) - 6)) + ((y * 6) - (y - B.k)))
    except (TypeError, ZeroDivisionError) as e:
        LOG.append((type(e).__name__, n))
        z = int(n)
    z = n
    return x + z
def f1(n, x=0.5, y=None):
    z = 0
    if n <= 0: return y
    z = f0(n - 1)
    z = B(x, n & 3).deep
    y = 7
    return z + f0(n - 1, y, x)
def show(v):
    r = repr(v)
    return r if len(r) < 60 else r[:20] + str(len(r))
def main():
    for k in range(40):
        try:
            v = f0(k % 9, k)
        except Exception as e:
            v = []
            tb = e.__traceback__
            while tb: v.append(tb.tb_lineno); tb = tb.tb_next
            v = type(e).__name__, sum(v), len(v)
        if k < 12 or k % 7 == 0: print(k, show(v), len(LOG), sum(hash(q) for q in LOG) % 1000007 if all(isinstance(q, int) for q in LOG) else 0)
main()