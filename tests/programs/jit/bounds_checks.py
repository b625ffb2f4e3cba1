# List indexing in hot loops: hoisted checks that fail, shrinking lists, negative indices.


def sum_until(a, limit, n):
    s = 0
    for i in range(n):
        if i == limit:
            break
        s += a[i]
    return s


a = list(range(1000))
# The bound of the range is beyond the list: a hoisted check always fails, the loop never does.
print(sum(sum_until(a, 1000, 5000) for _ in range(5)))
try:
    sum_until(a, -1, 5000)
except IndexError as error:
    print(error)


def shrink(a):
    s = 0
    try:
        for i in range(len(a)):
            s += a[i]
            if i % 10 == 9:
                a.pop()
    except IndexError as error:
        return s, i, str(error)
    return s, i, None


print(shrink(list(range(3000))))


def negative(a, n):
    s = 0
    for i in range(n):
        s += a[-(i % len(a)) - 1] - a[i % len(a) - len(a)]
    return s


print(negative(list(range(0, 300, 3)), 4000))


def write(a, n):
    for i in range(n):
        a[i % len(a)] += i
        a[-1] = a[0]
    return sum(a), a[:5]


print(write([0] * 10, 3000), write([0.5] * 7, 3000), write([1 << 61] * 3, 1000))


def swap_sort(a):
    n = len(a)
    for i in range(n):
        for j in range(n - 1 - i):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = a[j + 1], a[j]
    return a


x = 5
data = []
for _ in range(100):
    x = x * 75 % 65537
    data.append(x)
print(swap_sort(data[:]) == sorted(data), swap_sort(data)[:6])


def bool_index(n):
    pair = ["no", "yes"]
    s = 0
    for i in range(n):
        s += len(pair[i % 3 == 0])
    return s


print(bool_index(3000))


def wrong_types(n):
    seen = []
    lists = [[1, 2], (3, 4), "56", {0: 7, 1: 8}, b"\x09\x0a", range(11, 13)]
    for i in range(n):
        seen.append(lists[i % 6][i // 6 % 2])
    return seen[-12:], len(seen)


print(wrong_types(3000))


def grows(n):
    a = [1]
    for i in range(n):
        a.append(a[i] + i % 3)
        if len(a) > 500:
            a[:] = a[-(i + 2) :] if len(a) < i + 2 else a
    return sum(a), len(a)


print(grows(2000))
