import math

M64 = 0xFFFFFFFFFFFFFFFF


class Stop(Exception):
    pass


class Retry(Stop):
    pass


class Guard:
    def __init__(self, swallow):
        self.swallow = swallow
        self.entered = 0

    def __enter__(self):
        self.entered += 1
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None and issubclass(kind, self.swallow):
            self.entered += 1000
            return True
        return False


def clamp(v):
    if isinstance(v, float):
        return v if -1e12 < v < 1e12 else 0.5
    if isinstance(v, int):
        return v if -(1 << 66) < v < (1 << 66) else v % 1000003
    return v


def digest(d, v):
    if v is None:
        k = 7
    elif isinstance(v, int):
        k = v & 0xFFFFF
    elif isinstance(v, float):
        k = int(v * 16) & 0xFFFF if -1e15 < v < 1e15 else 3
    elif isinstance(v, str):
        k = len(v) * 5 + (ord(v[-1]) if v else 0)
    elif isinstance(v, (list, tuple, dict, set)):
        k = len(v)
    else:
        k = v.n & 0xFFFF
    return (d * 31 + k) & 0xFFFFFFFF


def accumulator(total):
    while True:
        x = yield total
        total = clamp(total + x)


def show(v, depth=0):
    if depth > 3:
        return "..."
    if isinstance(v, (list, tuple)):
        return type(v).__name__ + "[" + ", ".join([show(x, depth + 1) for x in v]) + "]"
    if isinstance(v, set):
        return "set[" + ", ".join([show(x, depth + 1) for x in v]) + "]"
    if isinstance(v, dict):
        return "dict[" + ", ".join([show(k, depth + 1) + ": " + show(x, depth + 1) for k, x in v.items()]) + "]"
    if v is None or isinstance(v, (int, float, str)):
        return repr(v)
    return type(v).__name__ + "(" + show([v.n, v.w, v.link], depth + 1) + ")"


def run(f, *args):
    try:
        print(f.__name__, show(f(*args)))
    except Exception as error:
        lines = []
        trace = error.__traceback__
        while trace is not None:
            lines.append(trace.tb_lineno)
            trace = trace.tb_next
        context = error.__context__
        print(f.__name__, "raised", type(error).__name__, error, lines, type(context).__name__)
