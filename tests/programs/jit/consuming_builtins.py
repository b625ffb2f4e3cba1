# sum, any, all, min, max, sorted, list, tuple, set, join over generators: results, errors, tracebacks, compensation.
import traceback


def sums(n):
    return (
        sum(x * x for x in range(n)),
        sum(x / 7 for x in range(n)),
        sum(x if x % 3 else x / 3 for x in range(n)),
        sum(x > 2 for x in range(n)),
        sum(1e16 if x % 2 else 1.0 for x in range(n)),
        sum(2**62 + x for x in range(n)),
        sum(1e308 * 10 if x == 3 else -1.0 for x in range(n)),
        sum(complex(x, 1) for x in range(n)),
        sum(x if x < 5 else 1 << 70 if x < 8 else 0.25 for x in range(n)),
    )


for n in (0, 1, 2, 10, 300):
    print(sums(n))


def others(n):
    out = [
        any(x > 5 for x in range(n)),
        all(x < 5 for x in range(n)),
        list(x ^ 1 for x in range(n))[:4],
        tuple(x for x in range(n))[-3:],
        sorted(-x for x in range(n))[:3],
        set(x % 5 for x in range(n)),
        ",".join(str(x) for x in range(n))[-9:],
    ]
    for f in (min, max):
        try:
            out.append(f((x * 37 % 101, x) for x in range(n)))
        except ValueError as e:
            out.append(str(e))
    return out


for n in (0, 1, 9, 250):
    print(others(n))


class Odd:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        return Odd(self.n + (other.n if isinstance(other, Odd) else other))

    __radd__ = __add__

    def __lt__(self, other):
        return self.n % 10 < other.n % 10

    def __bool__(self):
        return self.n % 2 == 1

    def __repr__(self):
        return f"Odd({self.n})"

    def __hash__(self):
        return 1

    def __eq__(self, other):
        return self.n == other.n


def odd(n):
    items = [Odd(k * 7) for k in range(n)]
    return sum(x for x in items), min(x for x in items), any(x for x in items), all(x for x in items), sorted(x for x in items)[:2], len(set(x for x in items))


for _ in range(30):
    r = odd(12)
print(r)


def errors():
    for f in (sum, sorted, "".join, set, any, list):
        try:
            f(bad() for _ in range(3))
        except ZeroDivisionError:
            traceback.print_exc()
        try:
            print(f([] if k else 1 for k in range(3)))
        except TypeError as e:
            print(e)


def bad():
    return 1 // 0


for _ in range(3):
    errors()
