# Multiple inheritance, the C3 order, cooperative super.


class A:
    def who(self):
        return "A"

    def chain(self):
        return ["A"]


class B(A):
    def who(self):
        return "B" + super().who()

    def chain(self):
        return ["B"] + super().chain()


class C(A):
    def who(self):
        return "C" + super().who()

    def chain(self):
        return ["C"] + super().chain()


class D(B, C):
    def who(self):
        return "D" + super().who()

    def chain(self):
        return ["D"] + super(D, self).chain()


class E(D):
    pass


print(D().who(), D().chain(), E().chain())
print([k.__name__ for k in D.__mro__])
print([k.__name__ for k in E.mro()])
print(B().chain(), C().chain())

try:
    class Bad(A, B):
        pass
except TypeError as error:
    print(error)

try:
    class Twice(A, A):
        pass
except TypeError as error:
    print(error)


class Base:
    def __init__(self, **kwargs):
        print("Base", sorted(kwargs))


class Left(Base):
    def __init__(self, left=None, **kwargs):
        super().__init__(**kwargs)
        print("Left", left)


class Right(Base):
    def __init__(self, right=None, **kwargs):
        super().__init__(**kwargs)
        print("Right", right)


class Both(Left, Right):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        print("Both")


Both(left=1, right=2)


class Meta(type):
    def describe(cls):
        return "class " + cls.__name__


class WithMeta(metaclass=Meta):
    pass


class Sub(WithMeta):
    pass


print(WithMeta.describe(), Sub.describe(), type(Sub).__name__)
try:
    Sub().describe()
except AttributeError as error:
    print(error)

s = super(B, D())
print(s.who())


class ClassSuper(A):
    @classmethod
    def make(cls):
        return [cls.__name__]


class ClassSub(ClassSuper):
    @classmethod
    def make(cls):
        return super().make() + ["sub"]


print(ClassSub.make())
A.who = lambda self: "a"
print(D().who())
B.__bases__ = (C,)
print([k.__name__ for k in B.__mro__], B().chain())
