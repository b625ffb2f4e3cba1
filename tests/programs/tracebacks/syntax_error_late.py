# A SyntaxError that only the compiler finds, with its carets.
def outer():
    x = 1

    def inner():
        nonlocal missing_variable
        missing_variable = 2

    return inner
