# global, nonlocal, class scopes and comprehensions.
x = "global"


def read_global():
    return x


def write_global():
    global x, fresh
    x = "written"
    fresh = "made here"


print(read_global())
write_global()
print(x, fresh)


def local_shadow():
    x = "local"

    def inner():
        return x

    def with_global():
        global x
        return x

    return inner(), with_global()


print(local_shadow())


class Scope:
    x = "class"
    seen = x
    items = [x for _ in range(2)]
    first = [y for y in (x, "b")]

    def method(self):
        return x


print(Scope.seen, Scope.items, Scope.first, Scope().method())


def use_before():
    try:
        print(y)
    except UnboundLocalError as error:
        print(error)
    y = 1
    return y


print(use_before())
try:
    undefined_name
except NameError as error:
    print(error, error.name)

n = 10
print([n for n in range(3)], n)
print({k: v for k, v in zip("ab", range(2))}, "k" in globals())


def delete_local():
    z = 1
    del z
    try:
        z
    except UnboundLocalError as error:
        print(error)


delete_local()
del fresh
try:
    fresh
except NameError as error:
    print(error)


def shadow_builtin():
    len = lambda _: "mine"
    return len([1])


print(shadow_builtin(), len([1]))
print = print
print("still prints")


def loops_leave_names():
    for i in range(3):
        pass
    return i


print(loops_leave_names())
try:
    raise ValueError("gone")
except ValueError as caught:
    pass
try:
    caught
except NameError as error:
    print(error)
