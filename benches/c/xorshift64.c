// The twin of xorshift64.py.
#include "twin.h"

static void run(int64_t size, char *result) {
    uint64_t x = 0x2545F4914F6CDD1Du;
    for (int64_t step = 0; step < size; step++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    snprintf(result, RESULT_BYTES, "%llu", (unsigned long long)x);
}
