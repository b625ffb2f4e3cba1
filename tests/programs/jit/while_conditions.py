# Conditions of every kind in hot loops: and, or, not, chains, in, is, truth of objects.


class Truthy:
    def __init__(self, n):
        self.n = n

    def __bool__(self):
        return self.n % 2 == 0


class Sized:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n % 3


def run(n):
    c = [0] * 12
    i = 0
    while not (i >= n):
        c[0] += i % 2 == 0 and i % 3 == 0
        c[1] += i % 2 == 0 or i % 3 == 0
        c[2] += 10 < i % 50 < 20 != i % 7
        c[3] += i % 5 in (1, 2)
        c[4] += not i % 4
        c[5] += 1 if Truthy(i) else 2
        c[6] += 1 if Sized(i) else 2
        c[7] += len([i] if i % 2 else [])
        c[8] += (i % 3 or 5) + (i % 2 and 7)
        c[9] += i % 3 is not None
        c[10] += (i % 10 if i % 4 == 1 else -1)
        c[11] += bool(i % 6) ^ (i % 2 > 0)
        i += 1
    return c


print(run(3000))


def short_circuit(n):
    calls = [0, 0]

    def left(i):
        calls[0] += 1
        return i % 3 == 0

    def right(i):
        calls[1] += 1
        return i % 2 == 0

    both = either = 0
    for i in range(n):
        if left(i) and right(i):
            both += 1
        if left(i) or right(i):
            either += 1
    return both, either, calls


print(short_circuit(3000))


def ternaries(n):
    s = 0
    for i in range(n):
        s += (i if i & 1 else -i) if i & 2 else (0.5 if i & 4 else 1)
    return s


print(ternaries(4000))


def compare_types(n):
    hits = 0
    values = [1, 1.0, "1", None, (1,), [1], True, 2**64, b"1"]
    for i in range(n):
        a, b = values[i % 9], values[i // 9 % 9]
        hits += a == b
        hits += (a != b) * 2
        hits += (a is b) * 4
    return hits


print(compare_types(3000))


def int_float_compare(n):
    c = [0] * 4
    big = 2**53
    for i in range(n):
        c[0] += big + i == float(big + i)
        c[1] += i < i + 0.5
        c[2] += i >= float(i)
        c[3] += big + 1 > float(big)
    return c


print(int_float_compare(2000))


def loop_else(n):
    total = 0
    for i in range(n):
        j = i % 7
        while j:
            j -= 2
            if j < 0:
                break
        else:
            total += 1
    return total


print(loop_else(3000))
