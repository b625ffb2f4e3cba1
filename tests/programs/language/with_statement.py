# Context managers.


class Manager:
    def __init__(self, name, swallow=False, fail=None):
        self.name, self.swallow, self.fail = name, swallow, fail

    def __enter__(self):
        print("enter", self.name)
        if self.fail == "enter":
            raise RuntimeError("enter failed")
        return self.name.upper()

    def __exit__(self, kind, value, trace):
        print("exit", self.name, kind.__name__ if kind else None, value, trace is not None)
        if self.fail == "exit":
            raise RuntimeError("exit failed")
        return self.swallow


with Manager("a") as a:
    print("body", a)
with Manager("b", swallow=True):
    raise ValueError("swallowed")
print("after")
try:
    with Manager("c"):
        raise ValueError("passes")
except ValueError as error:
    print("outside", error)
with Manager("d") as d, Manager("e", swallow=True) as e:
    print(d, e)
    raise KeyError("k")
with (
    Manager("f") as f,
    Manager("g"),
):
    print("parenthesised", f)
try:
    with Manager("h"), Manager("i", fail="enter"):
        print("never")
except RuntimeError as error:
    print(error)
try:
    with Manager("j", swallow=True), Manager("k", fail="exit"):
        pass
    print("swallowed the exit's error")
except RuntimeError as error:
    print("not reached", error)


def returns():
    with Manager("l"):
        return "from body"


print(returns())
for i in range(3):
    with Manager(f"m{i}"):
        if i == 0:
            continue
        break


def generator():
    with Manager("n"):
        yield 1
        yield 2


g = generator()
print(next(g))
g.close()
with Manager("o") as (x, *y):
    print(x, y)


class NoExit:
    def __enter__(self):
        pass


class NoEnter:
    def __exit__(self, *args):
        pass


for bad in (NoExit, NoEnter, int):
    try:
        with bad():
            pass
    except TypeError as error:
        print(error)
box = {}
with Manager("p") as box["key"]:
    print(box)
