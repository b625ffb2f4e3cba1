// The twin of fib.py. `noinline`, and no clones for constant arguments: gcc
// would unroll the recursion several levels deep and so measure fewer calls.
#include "twin.h"

static __attribute__((noinline, noclone, optimize("no-optimize-sibling-calls", "no-inline")))
int64_t fib(int64_t n) {
    if (n < 2) return n;
    return add(fib(subtract(n, 1)), fib(subtract(n, 2)));
}

static void run(int64_t size, char *result) {
    snprintf(result, RESULT_BYTES, "%lld", (long long)fib(size));
}
