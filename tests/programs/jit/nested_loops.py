# Loops three deep with breaks, an inner trip count of three, else clauses.


def triple(n):
    s = 0
    hits = 0
    for i in range(n):
        for j in range(3):
            for k in range(3):
                s += i * j - k
                if (i + j * k) % 17 == 0:
                    hits += 1
                    break
                if s % 1013 == 5:
                    s += 3
                    continue
                s ^= 1
            else:
                s += 2
            if s % 91 == 0:
                break
        else:
            s -= 1
        if i == n - 2:
            break
    return s, hits, i, j, k


print(triple(1500))


def variable_trips(n):
    s = 0
    for i in range(n):
        j = 0
        while j < i % 5:
            s += j
            j += 1
            for k in range(i % 3):
                s += k * j
    return s


print(variable_trips(3000))


def matmul(n):
    a = [[i * j % 7 for j in range(n)] for i in range(n)]
    b = [[i + j for j in range(n)] for i in range(n)]
    c = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            t = 0
            for k in range(n):
                t += a[i][k] * b[k][j]
            c[i][j] = t
    return sum(map(sum, c)), c[n - 1][:5]


print(matmul(24))


def early_return(n):
    for a in range(1, n):
        for b in range(a, n):
            c = int((a * a + b * b) ** 0.5)
            if c * c == a * a + b * b and a + b + c == 1000:
                return a, b, c
    return None


print(early_return(500))


def primes(limit):
    sieve = bytearray([1]) * limit
    for i in range(2, limit):
        if sieve[i]:
            for j in range(i * i, limit, i):
                sieve[j] = 0
    return sum(sieve) - 2


print(primes(10000))


def collatz(limit):
    best = (0, 0)
    for n in range(1, limit):
        x, steps = n, 0
        while x != 1:
            x = x // 2 if x % 2 == 0 else 3 * x + 1
            steps += 1
        if steps > best[0]:
            best = steps, n
    return best


print(collatz(1500))
