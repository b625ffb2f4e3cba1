"""A hash in 64 bits: FNV-1a over bytes, masked after each multiplication."""

import sys

BENCH = 400
DEFAULT = 6000
MASK = 0xFFFFFFFFFFFFFFFF
DATA = bytes([(index * 131 + 7) & 255 for index in range(2000)])


def run(size):
    h = 0xCBF29CE484222325
    for _ in range(size):
        for b in DATA:
            h = ((h ^ b) * 0x100000001B3) & MASK
    return "%d" % h


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
