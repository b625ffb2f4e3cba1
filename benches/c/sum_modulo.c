// The twin of sum_modulo.py.
#include "twin.h"

static void run(int64_t size, char *result) {
    int64_t s = 0;
    for (int64_t i = 0; i < size; i++) s = add(s, modulo(multiply(i, i), 7));
    snprintf(result, RESULT_BYTES, "%lld", (long long)s);
}
