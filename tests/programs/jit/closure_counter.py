# Cells written in hot loops: closures, nonlocal, comprehension cells.


def counter():
    n = 0

    def up(by):
        nonlocal n
        n += by
        return n

    def get():
        return n

    return up, get


def run(k):
    up, get = counter()
    for i in range(k):
        up(i)
        if i % 1000 == 999:
            up(0.5)
    return get()


print(run(3500))


def local_cell(n):
    total = 0

    def add(x):
        nonlocal total
        total += x

    for i in range(n):
        add(i)
        total -= 1
    return total


print(local_cell(3000))


def make_many(n):
    functions = []
    for i in range(n):
        def f(x, i=i):
            return x + i + n

        functions.append(f)
    return sum(f(1) for f in functions)


print(make_many(1500))


def late_binding(n):
    functions = []
    for i in range(n):
        functions.append(lambda: i)
    return functions[0]() + functions[-1]()


print(late_binding(2000))


def compose(f, g):
    return lambda x: f(g(x))


def hot_compose(n):
    h = compose(lambda x: x + 1, compose(lambda x: x * 2, lambda x: x - 3))
    s = 0
    for i in range(n):
        s += h(i)
    return s


print(hot_compose(3000))


def type_changing_cell(n):
    state = None

    def step(i):
        nonlocal state
        if state is None:
            state = i
        elif isinstance(state, int):
            state = state / 2
        elif state > 100:
            state = None
        else:
            state += i

    for i in range(n):
        step(i)
    return state


print(type_changing_cell(3001))


def unbound_cell(n):
    seen = 0

    def read():
        return late

    for i in range(n):
        try:
            read()
            seen += 1
        except NameError:
            seen -= 1
        if i == n // 2:
            late = i
    return seen


print(unbound_cell(3001))


def accumulate(n):
    def outer(a):
        def middle(b):
            def inner(c):
                nonlocal a
                a = (a + b * c) % 10007
                return a

            return inner

        return middle

    f = outer(1)(3)
    s = 0
    for i in range(n):
        s += f(i)
    return s


print(accumulate(3000))
