# for and while with else, break, continue, nesting, and changing what is iterated.
for i in range(3):
    if i == 5:
        break
else:
    print("no break", i)
for i in range(3):
    if i == 1:
        break
else:
    print("never")
n = 3
while n:
    n -= 1
    if n == 1:
        continue
    print(n)
else:
    print("while else")
found = []
for a in range(2, 30):
    for b in range(2, a):
        if a % b == 0:
            break
    else:
        found.append(a)
print(found)
for i in []:
    pass
else:
    print("empty else", i)
items = [1, 2, 3]
for x in items:
    if x < 10:
        items.append(x * 10)
print(items)
for x in items:
    items.remove(x)
print(items)
d = {1: 1}
try:
    for k in d:
        d[k + 1] = 1
except RuntimeError as error:
    print(error)
s = {1}
try:
    for k in s:
        s.add(k + 1)
except RuntimeError as error:
    print(error)
for k in list({1: 2, 3: 4}):
    print(k, end=" ")
print()


class Old:
    def __getitem__(self, i):
        if i > 3:
            raise IndexError
        return i * i


print(list(Old()), 4 in Old(), [*Old()])


class Iterable:
    def __init__(self):
        self.n = 3

    def __iter__(self):
        return self

    def __next__(self):
        self.n -= 1
        if self.n < 0:
            raise StopIteration
        return self.n


print(list(Iterable()), sum(Iterable()))
for bad in (5, None, object()):
    try:
        for _ in bad:
            pass
    except TypeError as error:
        print(str(error)[:30])


class BadIter:
    def __iter__(self):
        return 5


try:
    for _ in BadIter():
        pass
except TypeError as error:
    print(error)
it = iter(range(5))
for x in it:
    print(x, next(it, "end"), end=" ")
print()
for i, (a, b) in enumerate(zip("abc", range(3)), start=1):
    print(i, a, b, end=";")
print()
for x in range(10, 0, -3):
    print(x, end=" ")
print()
calls = iter([1, 2, 0, 3])
print(list(iter(lambda: next(calls), 0)))
for global_name in "ab":
    pass
print(global_name)
total = 0
for i in range(100):
    if i % 2:
        continue
    if i > 50:
        break
    total += i
print(total, i)
for box in [[], [1]]:
    for box in box:
        print("inner", box)
print(box)
