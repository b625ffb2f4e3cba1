# Globals and class attributes written by the loop itself.
counter = 0
limit = 3000
mode = "a"


class Config:
    total = 0
    scale = 1


def run():
    global counter, mode
    s = 0
    while counter < limit:
        counter += 1
        Config.total += counter
        s += Config.scale
        if counter == 1500:
            mode = "b"
            Config.scale = 0.5
        if mode == "b":
            s += 2
    return s


print(run(), counter, Config.total, mode)
value = 0
for i in range(4000):
    value += i
    if i == 2000:
        value = float(value)
print(value, i)
items = []
x = 10
while x < 4000:
    x += 1
    items.append(x)
    if len(items) > 100:
        items = []
print(x, len(items))


def reads(n):
    s = 0
    for _ in range(n):
        s += value
    return s


print(reads(1000))
value = "text"
try:
    reads(1000)
except TypeError as error:
    print(error)
value = 7
print(reads(1000))
del value
try:
    reads(1000)
except NameError as error:
    print(error)


def via_dict(n):
    g = globals()
    g["dynamic"] = 0
    for i in range(n):
        g["dynamic"] += 1
        if dynamic != i + 1:
            return "stale", i
    return dynamic


print(via_dict(3000))
flag = True


def setter(i):
    global flag
    if i == 2500:
        flag = False


def until_flag():
    i = 0
    while flag:
        i += 1
        setter(i)
        if i > 10000:
            return "missed"
    return i


print(until_flag())
total = 0
for a in range(60):
    for b in range(60):
        if (a ^ b) & 1:
            total += a
        else:
            total -= b
print(total, a, b)


def class_counter(n):
    class Local:
        count = 0

        def __init__(self):
            Local.count += 1
            self.id = Local.count

    s = 0
    for _ in range(n):
        s += Local().id
    return s, Local.count


print(class_counter(3000))
