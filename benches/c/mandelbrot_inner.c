// The twin of mandelbrot_inner.py.
#include "twin.h"

#define LIMIT 10000

static void run(int64_t size, char *result) {
    int64_t total = 0;
    for (int64_t point = 0; point < size; point++) {
        double c_real = -1.25 + (double)point * 1.6 / (double)size;
        double c_imaginary = 0.05;
        double real = 0.0;
        double imaginary = 0.0;
        int64_t count = 0;
        while (count < LIMIT) {
            double real_square = real * real;
            double imaginary_square = imaginary * imaginary;
            if (real_square + imaginary_square > 4.0) break;
            imaginary = 2.0 * real * imaginary + c_imaginary;
            real = real_square - imaginary_square + c_real;
            count = add(count, 1);
        }
        total = add(total, count);
    }
    snprintf(result, RESULT_BYTES, "%lld", (long long)total);
}
