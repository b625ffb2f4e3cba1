// What a compiled Python loop may not leave out, for the C twins: overflow
// checks on int arithmetic, floor division's remainder, bounds checks. A twin
// that fails a check stops; the programs are written so that none fails.
#ifndef CHECKED_H
#define CHECKED_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// `length` sits beside the items, as in a Python list, and is read at each access.
typedef struct {
    int64_t length;
    int64_t *items;
} List;

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static inline int64_t add(int64_t left, int64_t right) {
    int64_t result;
    if (__builtin_add_overflow(left, right, &result)) fail("overflow in +");
    return result;
}

static inline int64_t subtract(int64_t left, int64_t right) {
    int64_t result;
    if (__builtin_sub_overflow(left, right, &result)) fail("overflow in -");
    return result;
}

static inline int64_t multiply(int64_t left, int64_t right) {
    int64_t result;
    if (__builtin_mul_overflow(left, right, &result)) fail("overflow in *");
    return result;
}

// Python's `%`: the result has the divisor's sign.
static inline int64_t modulo(int64_t left, int64_t right) {
    if (right == 0) fail("modulo by zero");
    int64_t rest = left % right;
    return rest != 0 && (rest ^ right) < 0 ? rest + right : rest;
}

static inline int64_t item(const List *list, int64_t index) {
    if ((uint64_t)index >= (uint64_t)list->length) fail("index out of range");
    return list->items[index];
}

static inline List new_list(int64_t length) {
    List list = {length, malloc((size_t)length * sizeof(int64_t))};
    if (list.items == NULL) fail("out of memory");
    return list;
}

#endif
