"""Float arithmetic in nested loops: points of a square that stay near the origin.

For every point c of a size x size grid, z = z*z + c is iterated until z leaves
the circle of radius 2. The result is the number of points that stay, and the
total number of iterations.
"""

import sys

BENCH = 200
DEFAULT = 1000
LIMIT = 120


def iterations(c_real, c_imaginary, limit):
    real = 0.0
    imaginary = 0.0
    for count in range(limit):
        real_square = real * real
        imaginary_square = imaginary * imaginary
        if real_square + imaginary_square > 4.0:
            return count
        imaginary = 2.0 * real * imaginary + c_imaginary
        real = real_square - imaginary_square + c_real
    return limit


def run(size):
    inside = 0
    total = 0
    step = 3.0 / size
    for row in range(size):
        c_imaginary = row * step - 1.5
        for column in range(size):
            count = iterations(column * step - 2.25, c_imaginary, LIMIT)
            if count == LIMIT:
                inside += 1
            total += count
    return "%d points stay, %d iterations" % (inside, total)


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
