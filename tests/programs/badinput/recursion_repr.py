# Endless recursion through repr, str and deep containers.


class A:
    def __repr__(self):
        return repr(self)


class B:
    def __str__(self):
        return str(self)


class C:
    def __repr__(self):
        return "%r" % [self]


class D:
    def __repr__(self):
        return f"{self!r}"


class E:
    def __init__(self):
        self.items = {1: (self,)}

    def __repr__(self):
        return str(self.items)


for value in (A(), B(), C(), D(), [A()], {1: C()}, (D(),), {A()}):
    for f in (repr, str, "{}".format, lambda v: f"{v}", lambda v: "%s" % v):
        try:
            f(value)
            result = "passed"
        except RecursionError:
            result = "RecursionError"
        print(type(value).__name__, result, end=" ")
    print()
print(str(E())[:20])
try:
    print(A())
except RecursionError as error:
    print(type(error).__name__)


class F(Exception):
    def __str__(self):
        return str(self)


try:
    str(F())
except RecursionError:
    print("exception str")
