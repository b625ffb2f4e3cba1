// The twin of branches_8.py.
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
        if (v & 16) d = subtract(d, v);
        else c = add(c, 5);
        if (v & 32) a ^= i;
        else b = subtract(b, v);
        if (v & 64) c = add(c, a & 15);
        else d ^= 7;
        if (v & 128) b = add(b, d & 31);
        else a = add(a, i & 3);
    }
    snprintf(result, RESULT_BYTES, "%lld %lld %lld %lld", (long long)a, (long long)b,
             (long long)c, (long long)d);
}
