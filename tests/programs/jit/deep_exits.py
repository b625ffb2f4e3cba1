# An exit in every inlined frame at depth five, with locals and traceback compared.
import sys


class Pair:
    def __init__(self, a, b):
        self.a = a
        self.b = b


def describe(frame):
    rows = []
    while frame and frame.f_code.co_name != "<module>":
        values = {}
        for name, value in frame.f_locals.items():
            values[name] = (value.a, value.b) if isinstance(value, Pair) else value
        rows.append((frame.f_code.co_name, frame.f_lineno, values))
        frame = frame.f_back
    return rows


def one(x, trap):
    p1 = Pair(x, x + 1)
    if trap == 1:
        1 // 0
    return two(p1.a + p1.b, trap) + p1.a


def two(x, trap):
    t2 = (x, x * 2)
    r = three(t2[1], trap) + t2[0]
    if trap == 2:
        1 // 0
    return r


def three(x, trap):
    p3 = Pair(Pair(x, 1).a, [x])
    if trap == 3:
        1 // 0
    return four(p3, trap) - len(p3.b)


def four(p, trap):
    f4 = p.a * 0.5
    if trap == 4:
        1 // 0
    return five(f4, p, trap)


def five(y, p, trap):
    q = Pair(p.b, y)
    if trap == 5:
        1 // 0
    return q.b + q.a[0]


def run(n, trap, at):
    s = 0
    for i in range(n):
        s += one(i, trap if i == at else 0)
    return s


print(run(2000, 0, -1))
for trap in range(1, 6):
    try:
        run(1500, trap, 1400)
    except ZeroDivisionError as error:
        trace = error.__traceback__
        while trace.tb_next:
            print(trace.tb_frame.f_code.co_name, trace.tb_lineno, end=" > ")
            trace = trace.tb_next
        print()
        for row in describe(trace.tb_frame)[:-1]:
            print("  ", row)


def catch_inside(n):
    log = []
    for i in range(n):
        try:
            one(i, i // 300 % 6 if i % 300 == 299 else 0)
        except ZeroDivisionError as error:
            last = error.__traceback__
            while last.tb_next:
                last = last.tb_next
            log.append((i, last.tb_frame.f_code.co_name))
    return log


print(catch_inside(2000))
