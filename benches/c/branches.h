// The data that the twins branches_1 to branches_8 branch on.
#ifndef BRANCHES_H
#define BRANCHES_H

#include "twin.h"

static __attribute__((noipa)) const List *noise(void) {
    static List data;
    if (data.items == NULL) {
        data = new_list(4096);
        int64_t state = 1;
        for (int64_t index = 0; index < data.length; index++) {
            state = (state * 1103515245 + 12345) & 0x7FFFFFFF;
            data.items[index] = state >> 16 & 255;
        }
    }
    return &data;
}

#endif
