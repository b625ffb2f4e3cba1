"""Calls alone: Fibonacci's numbers by double recursion."""

import sys

BENCH = 35
DEFAULT = 35


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def run(size):
    return "%d" % fib(size)


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
