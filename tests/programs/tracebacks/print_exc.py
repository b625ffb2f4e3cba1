# The traceback module's own output for a caught exception.
import sys
import traceback


def f(n):
    return 1 / n


try:
    f(0)
except ZeroDivisionError:
    traceback.print_exc(file=sys.stdout)
    print(traceback.format_exc().splitlines()[-1])
try:
    try:
        f(0)
    except ZeroDivisionError as error:
        raise ValueError("outer") from error
except ValueError as error:
    print("".join(traceback.format_exception(error)))


def stack():
    return [(e.name, e.lineno) for e in traceback.extract_stack()]


print(stack())
