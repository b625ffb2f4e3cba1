# Exceptions with a module, __str__, no arguments, and a failing __str__.
class Quiet(Exception):
    pass


class Loud(Exception):
    def __str__(self):
        return "line one\nline two"


class Broken(Exception):
    def __str__(self):
        raise ValueError("str failed")


import sys
import traceback

for error in (Quiet(), Loud(1), Broken(), Quiet(""), Quiet(None), Quiet("a", "b"), KeyError("k"), KeyError("a", "b"), OSError(2, "No such", "file.txt"), StopIteration(), SystemExit(1), ExceptionGroup("g", [ValueError(1)])):
    print("".join(traceback.format_exception_only(error)), end="")


class Outer:
    class Inner(Exception):
        pass


raise Outer.Inner("qualified name")
