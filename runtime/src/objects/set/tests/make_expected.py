"""Writes expected.rs: checksums of random set operations in CPython 3.14.

Run with PYTHONHASHSEED=0; prints nothing, writes beside itself. The operations are those of ../tests.rs.
"""
import os
import sys

MASK = (1 << 64) - 1


class Random:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        x = self.state
        x ^= x << 13 & MASK
        x ^= x >> 7
        x ^= x << 17 & MASK
        self.state = x
        return x

    def below(self, n):
        return (self.next() >> 20) % n


def signed(x):
    x &= MASK
    return x - (1 << 64) if x >> 63 else x


def key(i):
    kind = i % 6
    if kind == 0:
        return i * 37 % 101 - 50
    if kind == 1:
        return (signed(i * 0x1E3779B97F4A7C15) >> 2) * (1 if i % 4 == 1 else -1)
    if kind == 2:
        return i * 0.25 - 3.0
    if kind == 3:
        return (i % 7, (i % 5, -i))
    if kind == 4:
        return f"k{i}"
    s = [i % 4, i]
    return frozenset(s)


def run(seed, steps, universe):
    keys = [key(i) for i in range(universe)]
    sets = [set(), set(), set()]
    random = Random(seed)
    total = 0xCBF29CE484222325
    for _ in range(steps):
        which = random.below(3)
        a = sets[which]
        b = sets[random.below(3)]
        k = keys[random.below(universe)]
        result = a
        op = random.below(20)
        if op < 6:
            a.add(k)
        elif op < 9:
            a.discard(k)
        elif op == 9:
            if a:
                a.pop()
        elif op == 10:
            a.update([keys[random.below(universe)] for _ in range(random.below(40))])
        elif op == 11:
            a.update(b)
        elif op == 12:
            result = a.intersection(b)
        elif op == 13:
            result = a.difference(b)
        elif op == 14:
            result = a.symmetric_difference(b)
        elif op == 15:
            result = a.union(b)
        elif op == 16:
            result = a.copy()
        elif op == 17:
            a.difference_update(b)
        elif op == 18:
            a.symmetric_difference_update(b)
        elif random.below(8) == 0:
            a.clear()
        sets[which] = result
        for byte in repr(result).encode():
            total = (total ^ byte) * 0x100000001B3 & MASK
    return total


if __name__ == "__main__":
    assert os.environ.get("PYTHONHASHSEED") == "0" and sys.version_info[:2] == (3, 14)
    cases = [(seed, steps, universe) for seed in range(1, 13) for steps, universe in ((60, 30), (300, 200), (150, 3000))]
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "expected.rs"), "w") as out:
        out.write("/// (seed, steps, number of keys, checksum), made by make_expected.py on CPython %d.%d.%d.\n" % sys.version_info[:3])
        out.write("const EXPECTED: &[(u64, usize, u64, u64)] = &[\n")
        for case in cases:
            out.write("    (%d, %d, %d, %#x),\n" % (*case, run(*case)))
        out.write("];\n")
