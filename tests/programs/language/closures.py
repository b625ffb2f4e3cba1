# Cells: shared, rebound, captured late, per iteration of nothing.


def counter(start=0):
    count = start

    def increase(by=1):
        nonlocal count
        count += by
        return count

    def read():
        return count

    return increase, read


up, read = counter(10)
print(up(), up(5), read())
other, _ = counter()
print(other(), read())

late = [lambda: i for i in range(3)]
print([f() for f in late])
early = [lambda i=i: i for i in range(3)]
print([f() for f in early])


def three_deep(a):
    def middle(b):
        def inner(c):
            nonlocal a
            a += c
            return a, b, c

        return inner

    return middle


f = three_deep(1)(2)
print(f(3), f(4))
print(f.__closure__ is not None, [c.cell_contents for c in f.__closure__])


def unbound():
    def get():
        return value

    try:
        get()
    except NameError as error:
        print(type(error).__name__, error)
    value = 1
    print(get())
    del value
    try:
        get()
    except NameError as error:
        print(error)
    try:
        value
    except UnboundLocalError as error:
        print(error)


unbound()


def accumulate():
    functions = []
    for n in range(3):
        def f(x, n=n):
            return x * n

        functions.append(f)
    return [g(10) for g in functions]


print(accumulate())


def shared_by_class():
    base = 100

    class Local:
        value = base + 1

        def get(self):
            return base

    base = 200
    return Local.value, Local().get()


print(shared_by_class())


def recursive_closure(n):
    def fact(k):
        return 1 if k < 2 else k * fact(k - 1)

    return fact(n)


print(recursive_closure(20), recursive_closure(30))


def parameter_is_cell(x, *args, **kwargs):
    def change():
        nonlocal x, args
        x += 1
        args += (x,)
        kwargs["x"] = x

    change()
    change()
    return x, args, kwargs


print(parameter_is_cell(1, 2, k=3))
