# bisect and array.
import bisect
from array import array

a = [1, 3, 3, 5]
print([bisect.bisect_left(a, x) for x in range(7)], [bisect.bisect(a, x) for x in range(7)], bisect.bisect_right(a, 3, 2), bisect.bisect_left(a, 3, 0, 1), bisect.bisect([], 1), bisect.bisect_left(["a", "bb", "ccc"], 2, key=len))
bisect.insort(a, 4)
bisect.insort_left(a, 3)
bisect.insort(a, 0, key=lambda x: -x) if False else None
print(a)
for action in ("bisect.bisect([1], 'a')", "bisect.bisect_left([1], 1, -1)", "bisect.bisect(5, 1)", "bisect.insort((1,), 2)"):
    try:
        print(eval(action))
    except Exception as error:
        print(action, "->", type(error).__name__, error)
b = array("d", [1.5, 2])
c = array("i", range(5))
print(b, c, c[1], c[-1], c[1:3], len(c), c.typecode, c.itemsize, list(b), c.tolist(), sum(c), 3 in c, c.index(3), c.count(2), array("b", b"ab"), array("u" if False else "w", "hé"))
c.append(9)
c.extend([7, 8])
c.insert(0, -1)
c[2] = 100
del c[1]
c[0:2] = array("i", [5, 6, 7])
print(c, c.pop(), c.pop(0), c.tobytes()[:8], c + array("i", [1]), c * 2, c == array("i", c), c < array("i", [0]), array("d", [1]) == array("i", [1]))
c.reverse()
c.remove(100) if 100 in c else None
print(c, array("Q", [2**64 - 1]), array("q", [-(2**63)]), array("f", [0.1])[0], array("B", [255]), array("H", bytes([1, 2])) , array("d").tolist(), c.buffer_info()[1], bytes(array("h", [1, -1])))
for action in ("array('z')", "array('i', ['a'])", "array('i', [1.5])", "array('b', [128])", "array('B', [-1])", "array('i')[0]", "array('i', [1]).append('x')", "array('i', [1]) + [1]", "array('i').pop()", "array('i', [1]).remove(2)", "array('d', ['x'])", "array('i', [1 << 40])", "hash(array('i'))", "array()", "array('i', 5)", "array('i', [1]) + array('d')"):
    try:
        print(action, "=", eval(action))
    except Exception as error:
        print(action, "->", type(error).__name__, error)


def sieve(n):
    flags = array("b", [1]) * n
    for i in range(2, n):
        if flags[i]:
            for j in range(i * i, n, i):
                flags[j] = 0
    return sum(flags) - 2


def convolve(n):
    x = array("d", [i * 0.5 for i in range(n)])
    y = array("d", bytes(8 * n))
    for i in range(1, n - 1):
        y[i] = x[i - 1] * 0.25 + x[i] * 0.5 + x[i + 1] * 0.25
    return sum(y)


def overflow(n):
    a = array("i", [0])
    try:
        for i in range(n):
            a[0] += 1 << 20
    except OverflowError as error:
        return str(error), i, a[0]


print(sieve(5000), convolve(2000), overflow(5000))
