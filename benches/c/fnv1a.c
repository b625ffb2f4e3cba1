// The twin of fnv1a.py: `& MASK` is what an unsigned 64-bit multiplication does.
#include "twin.h"

#define LENGTH 2000

static void run(int64_t size, char *result) {
    static unsigned char data[LENGTH];
    for (int index = 0; index < LENGTH; index++) data[index] = (unsigned char)(index * 131 + 7);
    uint64_t h = 0xCBF29CE484222325u;
    for (int64_t round = 0; round < size; round++)
        for (int index = 0; index < LENGTH; index++) h = (h ^ data[index]) * 0x100000001B3u;
    snprintf(result, RESULT_BYTES, "%llu", (unsigned long long)h);
}
