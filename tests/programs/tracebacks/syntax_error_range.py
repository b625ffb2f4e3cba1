# Carets under a range.
def f(a, b):
    return a


value = f(a=1, b=2, 3)
