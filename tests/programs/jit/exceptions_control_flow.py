# Exceptions as control flow in hot loops, with __context__ checked.
import sys


class Stop(Exception):
    def __init__(self, value):
        self.value = value


def find(items, wanted):
    for i, x in enumerate(items):
        if x == wanted:
            raise Stop(i)
    raise KeyError(wanted)


def run(n):
    items = list(range(20))
    found = missing = 0
    for i in range(n):
        try:
            find(items, i % 25)
        except Stop as stop:
            found += stop.value
        except KeyError as error:
            missing += error.args[0]
    return found, missing


print(run(2000))


def contexts(n):
    kinds = {}
    for i in range(n):
        try:
            try:
                if i % 3 == 0:
                    [][i]
                elif i % 3 == 1:
                    {}[i]
                else:
                    int("x")
            except LookupError as error:
                raise ValueError(i) if i % 2 else RuntimeError(i) from error
            finally:
                kinds["finally"] = kinds.get("finally", 0) + 1
        except Exception as error:
            key = type(error).__name__, type(error.__context__).__name__, type(error.__cause__).__name__
            kinds[key] = kinds.get(key, 0) + 1
        assert sys.exception() is None
    return kinds


for key, value in contexts(3000).items():
    print(key, value)


def nested_handlers(n):
    log = 0
    for i in range(n):
        try:
            1 // (i % 4)
        except ZeroDivisionError:
            try:
                None.x
            except AttributeError as inner:
                log += isinstance(inner.__context__, ZeroDivisionError)
            log += isinstance(sys.exception(), ZeroDivisionError)
        else:
            log += 10
        finally:
            log += sys.exception() is None
    return log


print(nested_handlers(3000))


def finally_paths(n):
    s = 0
    for i in range(n):
        try:
            if i % 5 == 0:
                continue
            if i == n - 3:
                break
            s += 1
        finally:
            s += 2
    return s


print(finally_paths(3000))


def returns(i):
    try:
        if i % 2:
            return "try"
        raise ValueError
    except ValueError:
        return "except"
    finally:
        counts[i % 2] += 1


counts = [0, 0]
print(sum(len(returns(i)) for i in range(3000)), counts)


def retry(n):
    attempts = 0
    for i in range(n):
        k = 0
        while True:
            attempts += 1
            try:
                if k < i % 3:
                    raise OSError(k)
                break
            except OSError as error:
                k = error.args[0] + 1
    return attempts


print(retry(2000))


class Guard:
    def __init__(self):
        self.exits = self.errors = 0

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.exits += 1
        self.errors += kind is not None
        return kind is KeyError


def with_loop(n):
    g = Guard()
    outside = 0
    for i in range(n):
        try:
            with g as same:
                if i % 7 == 0:
                    raise KeyError
                if i % 11 == 0:
                    raise IndexError
        except IndexError:
            outside += 1
    return g.exits, g.errors, outside, same is g


print(with_loop(3000))


def deep(n, d):
    if d == 0:
        return 10 // (n % 3)
    return deep(n, d - 1) + 1


def catch_deep(n):
    s = 0
    for i in range(n):
        try:
            s += deep(i, 4)
        except ZeroDivisionError as error:
            depth = 0
            trace = error.__traceback__
            while trace:
                depth += 1
                trace = trace.tb_next
            s -= depth
    return s


print(catch_deep(2000))
