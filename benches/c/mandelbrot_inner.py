"""Float arithmetic alone: mandelbrot's inner loop, for points that stay long."""

import sys

BENCH = 60
DEFAULT = 150
LIMIT = 10000


def run(size):
    total = 0
    for point in range(size):
        # From the middle of the set to just outside it on the real axis.
        c_real = -1.25 + point * 1.6 / size
        c_imaginary = 0.05
        real = 0.0
        imaginary = 0.0
        count = 0
        while count < LIMIT:
            real_square = real * real
            imaginary_square = imaginary * imaginary
            if real_square + imaginary_square > 4.0:
                break
            imaginary = 2.0 * real * imaginary + c_imaginary
            real = real_square - imaginary_square + c_real
            count += 1
        total += count
    return "%d" % total


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
