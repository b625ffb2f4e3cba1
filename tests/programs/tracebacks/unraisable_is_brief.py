# What cannot be raised is reported without context, notes, groups, suggestions and marks.
import gc


class Retry(Exception):
    pass


def stubborn():
    try:
        yield 1
    finally:
        raise Retry("from finally")


def collect():
    gc.collect()
    gc.collect()


def suspend():
    next(stubborn())


def harmless():
    yield 1


suspend()
# Overwrites what the conservatively scanned stack and registers still hold.
for _ in range(5):
    next(harmless())
collect()


class Noted:
    def __del__(self):
        try:
            1 / 0
        except ZeroDivisionError as e:
            error = ValueError("x")
            error.add_note("a note")
            raise error from e


class Grouped:
    def __del__(self):
        raise ExceptionGroup("group", [ValueError(1)])


class Misspelt:
    def _right(self):
        pass

    def __del__(self):
        self._rihgt


class Silent:
    def __del__(self):
        raise KeyError


def drop(kind):
    kind()


class Plain:
    pass


for kind in (Noted, Grouped, Misspelt, Silent):
    drop(kind)
    # Overwrites what the conservatively scanned stack still holds.
    for _ in range(5):
        drop(Plain)
    collect()
