# A class rewritten in the middle of a hot loop; assumptions broken while their code runs.


class A:
    factor = 2

    def __init__(self):
        self.n = 0

    def step(self, x):
        return x * self.factor

    def bump(self):
        self.n += 1


class B(A):
    pass


def run(obj, n):
    s = 0
    for i in range(n):
        s += obj.step(i % 5)
        obj.bump()
        if i == n // 4:
            type(obj).factor = 3
        elif i == n // 2:
            type(obj).step = lambda self, x: x + 100
        elif i == 3 * n // 4:
            A.bump = lambda self: None
        elif i == n - 10:
            obj.step = lambda x: -1000
    return s, obj.n


print(run(A(), 4000))
A.factor, A.step = 2, lambda self, x: x * self.factor
A.bump = lambda self: setattr(self, "n", self.n + 1)
print(run(B(), 4000), B.__dict__.get("factor"), A.factor)


class P:
    def get(self):
        return self.value

    value = 1


def property_arrives(n):
    p = P()
    s = 0
    for i in range(n):
        s += p.get()
        if i == n // 3:
            P.value = property(lambda self: 10)
        if i == 2 * n // 3:
            del P.value
            P.__getattr__ = lambda self, name: 100
    return s


print(property_arrives(3000))


def class_changes(n):
    a = A()
    counts = {}
    for i in range(n):
        if i == n // 2:
            a.__class__ = B
        name = type(a).__name__
        counts[name] = counts.get(name, 0) + 1
    return counts


print(class_changes(3000))


def len_rewritten(n):
    s = 0
    for i in range(n):
        s += len("abc")
        if i == n // 2:
            globals()["len"] = lambda x: 1000
        elif i == n // 2 + 5:
            del globals()["len"]
    return s


print(len_rewritten(3000))


def helper(x):
    return x + 1


def function_rewritten(n):
    global helper
    s = 0
    for i in range(n):
        s += helper(i)
        if i == n // 2:
            def helper(x):
                return -x
    return s


print(function_rewritten(3000))


def code_swapped(n):
    def f(x):
        return x

    s = 0
    for i in range(n):
        s += f(i)
        if i == n // 2:
            f.__code__ = (lambda x: 0).__code__
    return s


print(code_swapped(3000))


class Base1:
    def who(self):
        return 1


class Base2:
    def who(self):
        return 1000


class Derived(Base1):
    pass


def bases_change(n):
    d = Derived()
    s = 0
    for i in range(n):
        s += d.who()
        if i == n // 2:
            Derived.__bases__ = (Base2,)
    return s


print(bases_change(3000))
