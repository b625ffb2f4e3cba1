# Uncaught while decorating; the decorator line is in the traceback.
def decorate(f):
    raise TypeError("cannot decorate " + f.__name__)


@decorate
def function(a,
             b):
    return a


function(1, 2)
