def counter(start=0, step=1):
    n = start
    def inc(by=None):
        nonlocal n
        n += step if by is None else by
        return n
    def reset():
        nonlocal n
        old, n = n, start
        return old
    return inc, reset
inc, reset = counter(5, 3)
for i in range(5000):
    inc()
    if i % 1000 == 999: print(reset(), end=" ")
    if i == 4500: inc(0.5)
    if i == 4600: inc(10**20)
print(inc())
def outer():
    total = 0; seen = []
    def mid(k):
        nonlocal total
        local = k * 2
        def inner():
            nonlocal total, local
            local += 1; total += local
            seen.append(lambda: (local, total)) if local % 997 == 0 else None
            return local
        return inner
    for i in range(3000):
        f = mid(i); f(); f()
    return total, [s() for s in seen]
print(outer())
def unbound(flag):
    def g(): return x
    if flag: x = 1
    for i in range(10):
        if i == 5 and flag == 2: del x
    return g()
for f in (1, 0, 2):
    try: print(unbound(f))
    except NameError as e: print(type(e).__name__, e)
G = 0; H = {}
def bump(k):
    global G
    G = (G * 31 + k) % 1000003
    H[k & 7] = H.get(k & 7, 0) + G
for i in range(5000):
    bump(i)
    if i == 2500:
        def bump(k, _old=bump): global G; G ^= k; _old(k)
    if i == 4000: len = lambda x: -1
    if i == 4500: del len
    G += len(str(i))
print(G, sorted(H.items()))
fs = [lambda x, i=i: x * i for i in range(5)]; late = [lambda: i for i in range(3)]
print([f(10) for f in fs], [f() for f in late], (lambda *a, k=2, **kw: (a, k, kw))(1, *[2, 3], z=4))
def defaults(a, b=[], /, c=3, *d, e, f=6, **g): b.append(a); return a, len(b), c, d, e, f, g
for i in range(1000): r = defaults(i, e=i)
print(r, defaults(1, [2], 3, 4, 5, e=0, z=1))
for call in ("defaults()", "defaults(1)", "defaults(a=1, e=2)", "defaults(1, e=1, e2=3, b=9)", "defaults(1, [], 3, c=4, e=1)", "counter(1, 2, 3)", "counter(stop=1)", "inc(1, by=2)", "(lambda: 0)(1)", "counter(**{1: 2})", "counter(*3)", "defaults(1, **{'e': 2}, **{'e': 3})"):
    try: print(call, eval(call))
    except TypeError as e: print(call, e)
def classify(x):
    match x:
        case bool(): return "bool"
        case 0 | 1: return "small"
        case int(n) if n < 0: return f"neg{-n}"
        case int() | float(): return "num"
        case "": return "empty"
        case str(s) if (n := len(s)) > 3: return f"str{n}"
        case [] | (): return "nil"
        case [x]: return f"one {classify(x)}"
        case [first, *_, last] if first == last: return "ring"
        case [a, [b, c], *rest]: return f"tree {a}{b}{c}{len(rest)}"
        case {"type": "pt", "x": x, "y": y, **rest}: return f"pt {x},{y} {rest}"
        case {"k": [1, v] | {"z": v}}: return f"kv {v}"
        case None: return "none"
        case complex(real=r, imag=0.0): return f"c{r}"
        case _: return "?" + type(x).__name__
samples = [True, 0, -4, 2.5, "", "abcd", "ab", [], [7], [1, 2, 1], (1, (2, 3), 4), {"type": "pt", "x": 1, "y": 2, "q": 3}, {"k": [1, 5]}, {"k": {"z": 8}}, None, 3 + 0j, 3j, {1}, [[["x"]]], b"ab", range(3)]
tally = {}
for i in range(3000): r = classify(samples[i % 21]); tally[r] = tally.get(r, 0) + 1
print(tally)
s = list(range(100)); acc = 0
for i in range(3000):
    acc += sum(s[i % 50:i % 97:1 + i % 5]) - sum(s[-(i % 30) - 1::-(i % 7) - 1]); s[i % 90:i % 90 + 3] = [i % 13] * (3 if i % 2 else 3)
s[::7] = range(0, -15, -1); del s[3:60:4]; s[2:2] = "ab"; print(acc, s[:30], s[-3:], s[None:3])
for e in ("s[::0]", "s[1:2:'a']", "s['a']", "s[1000]", "(1,2)[5]", "'abc'[10]", "range(3)[9]", "b'a'[4]"):
    try: eval(e)
    except Exception as x: print(e, type(x).__name__, x)
if any((hit := n) % 91 == 0 and n > 200 for n in range(1, 1000)): print("hit", hit)
while (chunk := s[:8]): s = s[8:]; print(chunk)
recs = [(i * 37 % 101, chr(97 + i % 26), -i) for i in range(500)]
recs.sort(key=lambda r: (r[1], -r[0])); print(recs[:4]); recs.sort(key=lambda r: r[2] % 10, reverse=True); print(recs[:4], sorted("bAcB", key=str.swapcase), min(recs, key=lambda r: r[::-1]))
print(sorted([3, 1.5, True, 10**30, float("-inf")]), sorted({"b": 1, "a": 2}.items(), key=lambda kv: kv[1]))
try: sorted([1, "a", None])
except TypeError as e: print(e)
def f(n): return n if n == 0 else 1 + f(n - 1)
print(sum(f(i % 60) for i in range(500)))
def g(x): return h(x) + 1
def h(x): return [1, 2, 3][x]
for i in range(4000): g(i if i > 3990 else 1)
