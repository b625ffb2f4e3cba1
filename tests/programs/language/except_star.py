# Exception groups.


def show(error, depth=0):
    pad = "  " * depth
    if isinstance(error, BaseExceptionGroup):
        print(f"{pad}{type(error).__name__} {error.message!r}")
        for inner in error.exceptions:
            show(inner, depth + 1)
    else:
        print(f"{pad}{error!r}")


group = ExceptionGroup("top", [ValueError(1), TypeError("t"), ExceptionGroup("inner", [KeyError("k"), ValueError(2)])])
show(group)
print(str(group), repr(ExceptionGroup("m", [ValueError()])))
try:
    raise group
except* ValueError as values:
    show(values)
except* (TypeError, KeyError) as others:
    show(others)
else:
    print("never")
finally:
    print("finally")
try:
    try:
        raise group
    except* KeyError:
        print("key handled")
except ExceptionGroup as rest:
    show(rest)
try:
    raise ValueError("naked")
except* ValueError as wrapped:
    show(wrapped)
try:
    try:
        raise ExceptionGroup("g", [ValueError("a")])
    except* ValueError:
        raise KeyError("from handler")
except ExceptionGroup as error:
    show(error)
    print(repr(error.exceptions[0].__context__) if error.exceptions else None)
except KeyError as error:
    print("plain", repr(error))
try:
    pass
except* ValueError:
    print("never")
else:
    print("else runs")
match, rest = group.split(ValueError)
show(match)
show(rest)
print(group.subgroup(OSError))
for bad in (lambda: ExceptionGroup("x", []), lambda: ExceptionGroup("x", [1]), lambda: ExceptionGroup(1, [ValueError()]),
            lambda: ExceptionGroup("x", [KeyboardInterrupt()])):
    try:
        bad()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
print(type(BaseExceptionGroup("x", [ValueError()])).__name__, type(BaseExceptionGroup("x", [SystemExit()])).__name__)
