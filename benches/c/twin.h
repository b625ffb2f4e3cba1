// The `main` of every C twin: the same timing, and the same lines on standard
// output, as pyperformance-subset/standin/pyperf.py, so that the runner treats
// a twin as one more implementation of its program.
//
//     TWIN NAME --size N [--seconds S] [--first-only]
//     TWIN N                   prints the result, as the Python twin does
//
// A twin defines `run`, which gets the size and writes the result as text.
#ifndef TWIN_H
#define TWIN_H

#include "checked.h"
#include <string.h>
#include <time.h>

#define RESULT_BYTES 128

static void run(int64_t size, char *result);

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

// `noipa`: were the loop's size or its unused result known here, gcc could run
// the loop once for many calls.
static __attribute__((noipa)) double timed(int64_t loops, int64_t size, char *result) {
    double start = now();
    for (int64_t loop = 0; loop < loops; loop++) run(size, result);
    return now() - start;
}

static int64_t next_loops(int64_t loops, double duration) {
    if (duration < 0.05) return loops * 2;
    if (duration > 0.2 && loops > 1) return loops / 2;
    return loops;
}

int main(int count, char **words) {
    char result[RESULT_BYTES] = "";
    int64_t size = 0;
    double seconds = 4.0;
    int first_only = 0;
    if (count == 2) {
        timed(1, strtoll(words[1], NULL, 10), result);
        puts(result);
        return 0;
    }
    for (int index = 2; index < count; index++) {
        if (strcmp(words[index], "--first-only") == 0) first_only = 1;
        else if (index + 1 == count) fail("an option without its value");
        else if (strcmp(words[index], "--size") == 0) size = strtoll(words[++index], NULL, 10);
        else if (strcmp(words[index], "--seconds") == 0) seconds = strtod(words[++index], NULL);
        else fail("unknown option");
    }
    if (count < 2 || size <= 0) fail("usage: TWIN NAME --size N [--seconds S] [--first-only]");
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("@bench begin %s\n", words[1]);
    double duration = timed(1, size, result);
    printf("@bench result '%s'\n", result);
    printf("@bench first %.9f\n", duration);
    double elapsed = duration;
    int64_t loops = next_loops(1, duration);
    for (int values = 1; !first_only && (elapsed < seconds || values < 5); values++) {
        duration = timed(loops, size, result);
        printf("@bench value %.9f %lld\n", duration, (long long)loops);
        elapsed += duration;
        loops = next_loops(loops, duration);
    }
    printf("@bench end %s\n", words[1]);
    return 0;
}

#endif
