"""Control flow: a loop body with one two-way branch on data."""

import sys

BENCH = 900000
DEFAULT = 13500000


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
    return "%d %d %d %d" % (a, b, c, d)


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
