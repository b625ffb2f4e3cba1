"""Int arithmetic alone: the loop `s += i*i % 7`."""

import sys

BENCH = 700000
DEFAULT = 10000000


def run(size):
    s = 0
    for i in range(size):
        s += i*i % 7
    return "%d" % s


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
