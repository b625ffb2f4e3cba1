import traceback, sys
class AppError(Exception):
    code = 1
    def __init__(self, msg, **ctx):
        super().__init__(msg); self.ctx = ctx
    def __str__(self):
        base = super().__str__()
        return base + "".join(f" [{k}={v!r}]" for k, v in sorted(self.ctx.items()))
class NotFound(AppError, LookupError): code = 2
class Denied(AppError, PermissionError): code = 3
class Fatal(BaseException): pass
def level3(i):
    if i % 5 == 0: raise NotFound("missing", key=i)
    if i % 7 == 0: raise Denied("no", who="x" * (i % 3))
    if i % 11 == 0: return [][i]
    if i % 13 == 0: return {}[i]
    if i % 17 == 0: return i / 0
    if i % 19 == 0: return int("z%d" % i)
    if i % 23 == 0: assert i < 0, f"i={i}"
    return i
def level2(i):
    try:
        return level3(i)
    except NotFound as e:
        e.add_note(f"note {i}")
        raise
    except IndexError as e:
        raise AppError("wrapped", i=i) from e
    except KeyError:
        raise AppError("hidden") from None
    except ZeroDivisionError:
        raise AppError("during")
    finally:
        counts["finally"] = counts.get("finally", 0) + 1
counts = {}
total = 0
last = {}
for i in range(1, 4000):
    try:
        total += level2(i)
    except LookupError as e:
        key = "Lookup", type(e).__name__
    except AppError as e:
        key = "App", type(e).__name__, type(e.__cause__).__name__, type(e.__context__).__name__, e.__suppress_context__
    except (ValueError, AssertionError) as e:
        key = type(e).__name__, str(e)[:9]
    else:
        key = "ok"
    finally:
        counts[key] = counts.get(key, 0) + 1
print(total)
for k, v in sorted(counts.items(), key=str): print(k, v)
for i in (5, 11, 13, 17, 19, 23, 7):
    try:
        level2(i)
    except Exception:
        print(traceback.format_exc().replace(__file__, "F"))
def nest(n):
    try:
        if n == 0: raise KeyError("deep")
        nest(n - 1)
    except KeyError as e:
        if n % 2: raise ValueError(n) from e
        raise
try: nest(3)
except Exception as e:
    c = e; chain = []
    while c: chain.append(repr(c)); c = c.__cause__ or c.__context__
    print(chain)
def group():
    errs = []
    for i in range(12):
        try: level3(i)
        except Exception as e: errs.append(e)
    raise ExceptionGroup("many", errs + [ExceptionGroup("inner", [OSError(2, "nope", "f.txt"), TypeError("t")])])
try:
    try: group()
    except* LookupError as eg: print("lookup", len(eg.exceptions), eg.message)
    except* OSError as eg: print("os", eg, [str(x) for x in eg.exceptions])
except ExceptionGroup as e:
    print("rest", [type(x).__name__ for x in e.exceptions])
def loop_finally():
    out = []
    for i in range(3000):
        try:
            if i % 3 == 0: continue
            if i == 2999: break
            out.append(i)
        finally:
            out.append(-1) if i % 1000 == 0 else None
    else: out.append("else")
    return len(out), sum(out)
print(loop_finally())
def ret_finally():
    for i in range(10):
        try: return i
        finally: counts["rf"] = counts.get("rf", 0) + i + 1
print(sum(ret_finally() for _ in range(2000)), counts["rf"])
class CM:
    def __enter__(self): return self
    def __exit__(self, t, v, tb): counts["exit", t and t.__name__] = counts.get(("exit", t and t.__name__), 0) + 1; return t is ValueError
for i in range(2000):
    with CM():
        if i % 10 == 0: raise ValueError
print(counts["exit", "ValueError"], counts["exit", None])
try: level3(object())
except TypeError as e: print(e)
try: raise Fatal("x") from Denied("y", a=1)
except Fatal as e: print(repr(e), repr(e.__cause__))
for i in range(1, 3000):
    if i == 2990:
        try: level2(22)
        except AppError as err:
            err.add_note("extra\nlines"); raise RuntimeError("final",
                i) from err
