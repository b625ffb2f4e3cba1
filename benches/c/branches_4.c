// The twin of branches_4.py.
#include "branches.h"

static void run(int64_t size, char *result) {
    const List *data = noise();
    int64_t a = 0, b = 0, c = 0, d = 0;
    for (int64_t i = 0; i < size; i++) {
        int64_t v = item(data, i & 4095);
        if (v & 1) a = add(a, v);
        else b = add(b, 1);
        if (v & 2) c = add(c, i);
        else c = subtract(c, v);
        if (v & 4) d ^= v;
        else d = add(d, 3);
        if (v & 8) b = add(b, v);
        else a = subtract(a, 2);
    }
    snprintf(result, RESULT_BYTES, "%lld %lld %lld %lld", (long long)a, (long long)b,
             (long long)c, (long long)d);
}
