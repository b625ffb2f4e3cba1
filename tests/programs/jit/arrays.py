# Arrays and bytearrays in hot loops: every kind of item that compiled code reads itself, and those it leaves.
from array import array


def fill(code, n):
    a = array(code, [0]) * n
    for i in range(n):
        a[i] = i * 3 % 100
    s = 0
    for i in range(-n, n):
        s += a[i]
    return s


for code in "bBhHiIlLqQfd":
    print(code, fill(code, 300), fill(code, 7))


def edges(code, values):
    a = array(code, [0, 0])
    out = []
    for k in range(200):
        v = values[k % len(values)]
        try:
            a[k & 1] = v
            out.append(a[k & 1])
        except (OverflowError, TypeError) as e:
            out.append(type(e).__name__)
    return out[-len(values):]


print(edges("i", [2**31 - 1, -2**31, 2**31, -2**31 - 1, 5]))
print(edges("q", [2**63 - 1, -2**63, 2**63, 2**62, -2**61 - 1]))
print(edges("B", [255, 0, 256, -1, True]))
print(edges("d", [1, 2.5, 2**70, -0.0, "x"]))


def growing(n):
    a = array("d")
    s = 0.0
    for i in range(n):
        a.append(i / 2)
        s += a[-1] + a[0] + a[i // 2]
        if i % 50 == 49:
            del a[0:10]
            a[0] = 1
    return s, len(a)


print(growing(400))


def bytes_of(n):
    b = bytearray(n)
    for i in range(n):
        b[i] = i * 7 & 255
    del b[:3]
    t = 0
    for i in range(len(b)):
        t = t * 31 + b[i] & 0xFFFFFFFF
    return t


print(bytes_of(500))


def missing(n):
    a = array("i", range(10))
    caught = 0
    for i in range(n):
        try:
            a[i % 12] += 1
        except IndexError:
            caught += 1
    return caught, a.tolist()


print(missing(240))
