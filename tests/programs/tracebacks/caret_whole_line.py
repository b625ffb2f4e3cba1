# No carets where the whole line is the expression.
def fail():
    raise RuntimeError


fail()
