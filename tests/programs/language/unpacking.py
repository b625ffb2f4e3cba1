# Assignment targets of every kind.
a, b = 1, 2
a, b = b, a
print(a, b)
(a, (b, [c, d])), e = (1, (2, [3, 4])), 5
print(a, b, c, d, e)
first, *rest = [1, 2, 3]
*init, last = "abc"
head, *middle, tail = range(5)
print(first, rest, init, last, head, middle, tail)
x, *empty = [1]
print(x, empty)
[p, q] = {"k": 1, "l": 2}
print(p, q)
i = j = k = [0]
j.append(1)
print(i, k)
values = [0, 1, 2, 3]
values[0], values[1] = values[1], values[0]
values[1:3] = "xyz"
print(values)


class Box:
    pass


box = Box()
box.a, box.b = 1, [2]
box.a, values[0] = values[0], box.a
print(box.a, values[0])
for n, (m, *o) in [(1, "ab"), (2, "cde")]:
    print(n, m, o)
n, values[n] = 1, "order"
print(values)
print((*range(3), *"ab"), [*range(2), 9], {*"aab"} == {"a", "b"}, {**{"x": 1}, "y": 2, **{"x": 3}})


def attempt(text):
    try:
        exec(text)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)


attempt("a, b = 1, 2, 3")
attempt("a, b = [1]")
attempt("a, b = 'abc'")
attempt("a, *b, c = [1]")
attempt("a, b = 5")
attempt("a, b, *c = None")
attempt("(a, b), c = 1, 2")
attempt("a, b = iter([1, 2, 3, 4])")
attempt("a, b = {1: 1, 2: 2, 3: 3}")
attempt("[*5]")
attempt("print(*5)")
attempt("{**5}")


class Infinite:
    def __iter__(self):
        while True:
            yield 1


attempt("a, b = Infinite()")
text = "a=1;b=2"
pairs = dict(item.split("=") for item in text.split(";"))
print(pairs)


def swap(a, b, c):
    a, b, c = c, a, b
    return a, b, c


print(swap(1, 2, 3))


def augmented():
    data = {"n": 1, "l": [1]}
    data["n"] += 5
    data["l"] += [2]
    data["l"] *= 2
    t = (1, [2])
    try:
        t[1] += [3]
    except TypeError as error:
        print(error, t)
    return data


print(augmented())
