# A loop that absorbs an inner loop relies on the globals that the inner one relied on.
K = 1


def inner_first(n):
    total = 0
    for i in range(n):
        total += K
    return total


def both(rows, n):
    total = 0
    for _ in range(rows):
        i = 0
        while i < n:
            total += K
            i += 1
    return total


print(both(1, 30000), both(3000, 4), both(3000, 4))
K = 5
print(both(3000, 4), both(2, 30000), inner_first(5000))
K = 2.5
print(both(3000, 4), inner_first(5000))
del K
try:
    both(3000, 4)
except NameError as e:
    print(e)
