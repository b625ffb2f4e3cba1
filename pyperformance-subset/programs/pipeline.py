"""Generators feeding generators: a stream of readings, cleaned and summed up.

Each stage is a generator over the stage before; one splits its items by
`yield from`, one is driven by `send`, and the last ones are generator
expressions, so that a reading is resumed through seven frames on its way.
"""

import sys

BENCH = 50000
DEFAULT = 1500000


def readings(count):
    state = 12345
    for _ in range(count):
        state = (state * 69069 + 1) % 4294967296
        yield state >> 12


def without_outliers(stream, low, high):
    for value in stream:
        if low <= value < high:
            yield value


def differences(stream):
    previous = next(stream)
    for value in stream:
        yield value - previous
        previous = value


def pieces(value):
    """The digits of a number to base 64, lowest first."""
    while value >= 64:
        yield value & 63
        value >>= 6
    yield value


def flattened(stream):
    for value in stream:
        if value < 0:
            yield -1
            value = -value
        yield from pieces(value)


def windows(stream, width):
    window = []
    for value in stream:
        window.append(value)
        if len(window) == width:
            yield tuple(window)
            del window[0]


def running_maximum():
    """Told numbers by `send`, it answers with the largest so far that was even."""
    best = 0
    while True:
        value = yield best
        if value is not None and value > best and value % 2 == 0:
            best = value


def run(count):
    stream = differences(without_outliers(readings(count), 50000, 1000000))
    sums = (first + 3 * second - third for first, second, third in windows(flattened(stream), 3))
    folded = (value * value % 1009 for value in sums if value % 5 != 0)
    maximum = running_maximum()
    next(maximum)
    digest = 0
    produced = 0
    for value in folded:
        digest = (digest * 31 + value + maximum.send(value)) % 1000003
        produced += 1
    return "%d values, digest %d" % (produced, digest)


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
