"""A random number generator in 64 bits: xorshift, masked after left shifts."""

import sys

BENCH = 300000
DEFAULT = 5000000
MASK = 0xFFFFFFFFFFFFFFFF


def run(size):
    x = 0x2545F4914F6CDD1D
    for _ in range(size):
        x ^= (x << 13) & MASK
        x ^= x >> 7
        x ^= (x << 17) & MASK
    return "%d" % x


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
