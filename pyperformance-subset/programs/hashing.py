"""64-bit words in Python's ints: generators and hashes under masks.

A linear congruential generator makes blocks of data, an xorshift generator
scrambles them, and FNV-1a hashes them byte by byte, the way people write it in
Python: `& MASK` after every step that can grow.
"""

import sys

BENCH = 10
DEFAULT = 300
WORDS = 4000
MASK = 0xFFFFFFFFFFFFFFFF


def congruential(state):
    return (state * 6364136223846793005 + 1442695040888963407) & MASK


def xorshift(state):
    state ^= (state << 13) & MASK
    state ^= state >> 7
    state ^= (state << 17) & MASK
    return state


def fnv1a(digest, words):
    for word in words:
        for shift in range(0, 64, 8):
            digest = ((digest ^ ((word >> shift) & 0xFF)) * 0x100000001B3) & MASK
    return digest


def rotate_left(word, count):
    return ((word << count) | (word >> (64 - count))) & MASK


def run(blocks):
    state = 20141014
    other = 0x2545F4914F6CDD1D
    digest = 0xCBF29CE484222325
    folded = 0
    for _ in range(blocks):
        words = []
        for _ in range(WORDS):
            state = congruential(state)
            other = xorshift(other)
            words.append(state ^ other)
        for index, word in enumerate(words):
            folded = rotate_left(folded, 5) ^ (word + index & MASK)
        digest = fnv1a(digest, words)
    return "%016x %016x" % (digest, folded)


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
