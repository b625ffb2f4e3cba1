# Assignment expressions, chained comparisons, boolean operators, conditionals.
if (n := len("hello")) > 3:
    print(n)
data = [1, 2, 3, 4]
print([y for x in data if (y := x * 2) > 4], y)
i = 0
while (i := i + 1) < 4:
    print(i, end=" ")
print()
print((a := 1) + (b := 2), a, b)


def trace(value, log=[]):
    log.append(value)
    print("eval", value, end="; ")
    return value


print(trace(1) < trace(2) < trace(3))
print(trace(3) < trace(2) < trace(1))
print(trace(1) < trace(5) > trace(2) == trace(2) != trace(0))
print(1 < 2 > 1 in [1] is not None)
print(trace(0) or trace("") or trace("last"), trace(1) and trace(0) and trace(2))
print(not trace(0), not not trace("x"))
print("a" if trace(0) else "b" if trace(1) else "c")
print(1 == 1.0 == True, None is True, [] == [] is not [], None is None)
x = 5
print(0 < x < 10, 0 < x < 3, 10 > x >= 5 > 4, x == 5 != 6)
print((1, 2) < (1, 3) < (2,), "a" < "b" < "c", [1] < [1, 0], {1} < {1, 2} <= {1, 2})
print(1 in [1, 2], 3 not in [1, 2], "b" in "abc", "" in "abc", 2 in {2: 0}, (1,) in [(1,)])


class Weird:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return self.value

    def __bool__(self):
        print("bool", self.value, end=" ")
        return self.value != 0


print(Weird(0) < 1, Weird([]) < Weird(5) < 1)
if Weird(1) and not Weird(0):
    print("both")
print([v for v in (0, 1, "", "a", [], [0], None, 0.0, -0.0, {}, {0}, b"", b"0", range(0), range(1)) if v])
for left, right in ((1, "a"), ([], ()), (None, 1), ({}, {}), (1j, 2j)):
    try:
        print(left < right)
    except TypeError as error:
        print(error)


def short(n):
    return n > 2 and n < 5 or n == 9


print([n for n in range(12) if short(n)])
x = 1
x += 1 if x else 0
x = x if x > 5 else x * 10
print(x)
f = lambda *a, k=(z := 3): (a, k)
print(f(1), z)
