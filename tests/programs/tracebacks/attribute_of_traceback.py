# Walking __traceback__, tb_lineno, tb_next, with_traceback, and raising the same object twice.
def f():
    raise ValueError("x")


def g():
    f()


try:
    g()
except ValueError as error:
    kept = error
    t = error.__traceback__
    while t:
        print(t.tb_lineno, t.tb_frame.f_code.co_name, t.tb_lasti >= 0)
        t = t.tb_next


def again():
    raise kept


try:
    again()
except ValueError as error:
    t = error.__traceback__
    names = []
    while t:
        names.append(t.tb_frame.f_code.co_name)
        t = t.tb_next
    print(names, error is kept)
raise kept.with_traceback(None)
