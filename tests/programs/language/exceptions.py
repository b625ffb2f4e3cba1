# try, except, else, finally: every way through them.
out = []


def path(action):
    out.clear()
    try:
        out.append("try")
        result = action()
    except ValueError as error:
        out.append(f"value {error}")
        result = "caught"
    except (KeyError, IndexError) as error:
        out.append(type(error).__name__)
        result = "lookup"
    else:
        out.append("else")
    finally:
        out.append("finally")
    return result, list(out)


def fail(error):
    raise error


print(path(lambda: 1))
print(path(lambda: int("x")))
print(path(lambda: {}["k"]))
print(path(lambda: [][1]))
try:
    path(lambda: 1 / 0)
except ZeroDivisionError as error:
    print("outside", error, out)


def finally_overrides():
    try:
        return "try"
    finally:
        out.append("cleanup")


print(finally_overrides(), out[-1])


def loop_finally():
    seen = []
    for i in range(5):
        try:
            if i == 1:
                continue
            if i == 3:
                break
            seen.append(i)
        finally:
            seen.append(-i)
    return seen


print(loop_finally())


def nested():
    try:
        try:
            raise KeyError("inner")
        finally:
            out.append("inner finally")
    except KeyError as error:
        out.append(str(error))
        try:
            raise
        except KeyError as again:
            return again is error


out.clear()
print(nested(), out)


class Custom(Exception):
    def __init__(self, code, text):
        super().__init__(code, text)
        self.code = code

    def __str__(self):
        return f"[{self.code}]"


class Derived(Custom):
    pass


try:
    raise Derived(5, "five")
except Custom as error:
    print(error, repr(error), error.args, error.code)

for thing in (ValueError, ValueError(), ValueError("a", 1)):
    try:
        raise thing
    except ValueError as error:
        print(repr(error), str(error), error.args)

for bad in (1, "text", object):
    try:
        raise bad
    except TypeError as error:
        print(error)
try:
    try:
        raise ValueError
    except "not a class":
        pass
except TypeError as error:
    print(error)
try:
    raise
except RuntimeError as error:
    print(error)


def reraise():
    try:
        1 / 0
    except ZeroDivisionError:
        try:
            {}["x"]
        except KeyError:
            pass
        raise


try:
    reraise()
except ZeroDivisionError as error:
    print("reraised", error, error.__context__)


def dynamic(kinds):
    try:
        raise LookupError("dynamic")
    except kinds:
        return "caught"


print(dynamic(LookupError), dynamic((OSError, Exception)))
try:
    assert 1 == 2, "message"
except AssertionError as error:
    print(repr(error))
try:
    assert not [1]
except AssertionError as error:
    print(repr(error))
error = ValueError("noted")
error.add_note("one")
error.add_note("two")
print(error.__notes__)
print(ValueError("x").with_traceback(None))
