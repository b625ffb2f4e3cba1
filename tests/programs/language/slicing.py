# Slices: reading, assigning, deleting, on every sequence.
s = list(range(10))
for expr in ("s[2:5]", "s[:3]", "s[7:]", "s[-3:]", "s[:-3]", "s[::2]", "s[1::3]", "s[::-1]", "s[5:2]", "s[5:2:-1]",
             "s[-1:-4:-1]", "s[100:]", "s[-100:2]", "s[:]", "s[8:100]", "s[::-3]", "s[3:3]", "s[None:None:None]"):
    print(expr, eval(expr))
text = "hello world"
print(text[1:4], text[::-1], text[-5:], text[::3], (1, 2, 3, 4)[1:3], range(10)[2:8:2], b"bytes"[1:3], bytearray(b"abc")[:2])
a = list(range(6))
a[1:3] = ["x"]
print(a)
a[1:1] = "pq"
print(a)
a[::2] = [0, 0, 0, 0][: len(a[::2])]
print(a)
a[:] = []
print(a)
b = list(range(10))
del b[2:4]
print(b)
del b[::2]
print(b)
del b[-1:]
print(b)
b[10:] = [7]
print(b)
b[::-1] = list(range(len(b)))
print(b)
for action in ("b[::2] = [1]", "b[0:1] = 5", "b['a']", "b[1.0]", "b[100]", "b[-100] = 1", "del b[100]",
               "(1, 2)[5]", "'abc'[9]", "b[::0]", "b['a':]", "range(3)[7]", "b''[0]"):
    try:
        exec(action)
    except (ValueError, TypeError, IndexError) as error:
        print(action, "->", type(error).__name__, error)
sl = slice(1, 10, 2)
print(sl, sl.start, sl.stop, sl.step, sl.indices(5), slice(None, None, -1).indices(4), slice(-2, None).indices(7))
print(slice(1, 2) == slice(1, 2), repr(slice("a", None)))


class Probe:
    def __getitem__(self, key):
        return key


p = Probe()
print(p[1:2], p[:, 1], p[::2, ...], p[1:2, 3:4], p[()])
big = 10**20
print(s[:big], s[-big:], s[::big])
c = [1, 2, 3]
c[1:2] = c
print(c)
c += c[:]
print(c)
d = [[0] * 2 for _ in range(2)]
d[0][1:] = [5, 6]
print(d)


class Index:
    def __index__(self):
        return 2


print(s[Index()], s[Index() : 5], "abc"[Index()])
