"""Control flow: a loop body with four independent two-way branches on data."""

import sys

BENCH = 400000
DEFAULT = 6000000


def noise(length):
    state = 1
    data = []
    for _ in range(length):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        data.append(state >> 16 & 255)
    return data


DATA = noise(4096)


def run(size):
    data = DATA
    a = b = c = d = 0
    for i in range(size):
        v = data[i & 4095]
        if v & 1:
            a += v
        else:
            b += 1
        if v & 2:
            c += i
        else:
            c -= v
        if v & 4:
            d ^= v
        else:
            d += 3
        if v & 8:
            b += v
        else:
            a -= 2
    return "%d %d %d %d" % (a, b, c, d)


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
