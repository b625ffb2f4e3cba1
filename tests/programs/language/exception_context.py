# __context__, __cause__, __suppress_context__, and sys.exc_info.
import sys


def show(error, depth=0):
    print("  " * depth + repr(error), "cause", repr(error.__cause__), "suppress", error.__suppress_context__)
    if error.__context__ is not None and depth < 5:
        show(error.__context__, depth + 1)


try:
    try:
        1 / 0
    except ZeroDivisionError:
        {}["missing"]
except KeyError as error:
    show(error)

try:
    try:
        1 / 0
    except ZeroDivisionError as first:
        raise ValueError("second") from first
except ValueError as error:
    show(error)
    print(error.__cause__ is error.__context__)

try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("hidden") from None
except ValueError as error:
    show(error)

try:
    raise ValueError("from class") from KeyError
except ValueError as error:
    show(error)

try:
    raise ValueError from 5
except TypeError as error:
    print(error)


def in_finally():
    try:
        raise KeyError("a")
    finally:
        raise IndexError("b")


try:
    in_finally()
except IndexError as error:
    show(error)


def three():
    try:
        raise KeyError(1)
    except KeyError:
        try:
            raise IndexError(2)
        except IndexError:
            raise ValueError(3)


try:
    three()
except ValueError as error:
    show(error)

print(sys.exc_info())
try:
    raise ValueError("live")
except ValueError:
    kind, value, trace = sys.exc_info()
    print(kind, value, trace is not None, sys.exception() is value)

    def callee():
        return sys.exception()

    print(callee() is value)
    try:
        raise KeyError("nested")
    except KeyError:
        print(repr(sys.exception()))
    print(repr(sys.exception()))
print(sys.exception())


def generator():
    try:
        yield 1
    except ValueError as error:
        yield repr(sys.exception())
    yield sys.exception()


g = generator()
next(g)
try:
    raise OSError("outer")
except OSError:
    print(g.throw(ValueError("thrown")))
    print(repr(next(g)))

first = ValueError("cycle")
try:
    try:
        raise first
    except ValueError:
        try:
            raise KeyError("k")
        except KeyError:
            raise first
except ValueError as error:
    print(error is first, repr(error.__context__))


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *info):
        raise RuntimeError("exit failed")


try:
    with Manager():
        raise ValueError("body")
except RuntimeError as error:
    show(error)
