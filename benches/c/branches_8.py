"""Control flow: a loop body with eight independent two-way branches on data."""

import sys

BENCH = 200000
DEFAULT = 3000000


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
        if v & 16:
            d -= v
        else:
            c += 5
        if v & 32:
            a ^= i
        else:
            b -= v
        if v & 64:
            c += a & 15
        else:
            d ^= 7
        if v & 128:
            b += d & 31
        else:
            a += i & 3
    return "%d %d %d %d" % (a, b, c, d)


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
