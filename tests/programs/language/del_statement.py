# del of names, attributes, items, slices, tuples of targets.
a = b = c = 1
del a, (b, [c])
print([n for n in "abc" if n in globals()])
data = {"x": 1, "y": [1, 2, 3], "z": 0}
del data["x"], data["y"][1], data["z"]
print(data)


class Box:
    def __init__(self):
        self.value = 1

    def __delitem__(self, key):
        print("delitem", key)

    def __delattr__(self, name):
        print("delattr", name)
        object.__delattr__(self, name)


box = Box()
del box["k"], box[1:2], box.value
print(vars(box))
for statement in ("del data['gone']", "del gone", "del box.gone", "del data[[]]", "del (1).real", "del 'abc'[0]",
                  "del (1, 2)[0]", "del len.x"):
    try:
        exec(statement)
    except Exception as error:
        print(statement, "->", type(error).__name__, error)


def local():
    x = 1
    del x
    x = 2
    return x


print(local())


def conditional(flag):
    y = 1
    if flag:
        del y
    try:
        return y
    except UnboundLocalError as error:
        return str(error)


print(conditional(False), conditional(True))


def loop():
    for i in range(3):
        del i
    try:
        i
    except UnboundLocalError as error:
        return str(error)


print(loop())


def cell():
    z = 1

    def get():
        return z

    del z
    try:
        get()
    except NameError as error:
        print(error)
    z = 5
    return get()


print(cell())
values = list(range(10))
del values[1::2]
print(values)
del values[:]
print(values)
