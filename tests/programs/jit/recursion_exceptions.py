# Exceptions out of recursion: raised at the bottom, caught at several depths, with their tracebacks.
import sys
import traceback


def down(n):
    if n == 0:
        raise ValueError("bottom")
    return down(n - 1) + 1


def caught(n):
    if n == 0:
        return [1, 2, 3][n + 5]
    try:
        return caught(n - 1) + 1
    except IndexError as e:
        if n % 3:
            raise
        return n * 100
    except ZeroDivisionError:
        return -1


def divide(n, d):
    if n == 0:
        return 10 // d
    return divide(n - 1, d) + 1


def final(n, log):
    if n == 0:
        raise KeyError(len(log))
    try:
        return final(n - 1, log)
    finally:
        log.append(n)


def context(n):
    if n == 0:
        return 1 // 0
    try:
        return context(n - 1)
    except Exception as e:
        if n == 3:
            raise RuntimeError("at three")
        raise


for _ in range(150):
    try:
        down(5)
    except ValueError:
        pass
    caught(7)
    divide(6, 3)
try:
    down(6)
except ValueError:
    traceback.print_exc(file=sys.stdout)
print([caught(n) for n in range(1, 10) if n >= 3])
try:
    caught(2)
except IndexError:
    traceback.print_exc(file=sys.stdout)
for d in (1, 2, 0):
    try:
        print(divide(4, d))
    except ZeroDivisionError:
        traceback.print_exc(file=sys.stdout)
log = []
for _ in range(50):
    try:
        final(6, log)
    except KeyError as e:
        last = e
print(last, log[:8], len(log))
traceback.print_tb(last.__traceback__, file=sys.stdout)
for _ in range(40):
    try:
        context(5)
    except RuntimeError as e:
        last = e
traceback.print_exception(last, file=sys.stdout)


def locals_at(n, word):
    inner = n * 2
    if n == 0:
        raise LookupError(word)
    return locals_at(n - 1, word + "x")


for _ in range(60):
    try:
        locals_at(4, "a")
    except LookupError as e:
        tb = e.__traceback__
while tb:
    print(tb.tb_lineno, tb.tb_frame.f_code.co_name, {k: v for k, v in tb.tb_frame.f_locals.items() if k in ("n", "word", "inner")})
    tb = tb.tb_next
