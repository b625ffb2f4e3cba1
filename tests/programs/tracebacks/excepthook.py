# sys.excepthook replaced, and the original called.
import sys


def hook(kind, value, trace):
    print("hook", kind.__name__, value, trace.tb_lineno)
    sys.__excepthook__(kind, value, trace)


sys.excepthook = hook
print("start")
1 / 0
