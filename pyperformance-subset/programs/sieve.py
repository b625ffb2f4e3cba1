"""Ints and lists: primes by sieving, then what can be counted about them.

A sieve of smallest prime factors over a list of ints, from which the primes,
the number of divisors of every number, and Goldbach partitions are taken.
"""

import sys

BENCH = 100000
DEFAULT = 3000000


def smallest_factors(limit):
    factors = list(range(limit))
    number = 2
    while number * number < limit:
        if factors[number] == number:
            for multiple in range(number * number, limit, number):
                if factors[multiple] == multiple:
                    factors[multiple] = number
        number += 1
    return factors


def divisor_counts(factors):
    counts = [0, 1]
    for number in range(2, len(factors)):
        factor = factors[number]
        rest = number // factor
        power = 1
        while rest % factor == 0:
            rest //= factor
            power += 1
        counts.append(counts[rest] * (power + 1))
    return counts


def goldbach_partitions(even, primes, factors):
    found = 0
    for prime in primes:
        if prime > even // 2:
            break
        other = even - prime
        if factors[other] == other:
            found += 1
    return found


def run(limit):
    factors = smallest_factors(limit)
    primes = [number for number in range(2, limit) if factors[number] == number]
    twins = 0
    for index in range(1, len(primes)):
        if primes[index] - primes[index - 1] == 2:
            twins += 1
    counts = divisor_counts(factors)
    richest = counts.index(max(counts))
    even = (limit - 1) // 2 * 2
    partitions = 0
    for step in range(100):
        partitions += goldbach_partitions(even - 2 * step, primes, factors)
    return "%d primes, %d twins, %d has %d divisors, %d divisors in all, %d partitions" % (
        len(primes), twins, richest, counts[richest], sum(counts), partitions)


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
