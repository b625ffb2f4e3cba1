# Carets under a call with arguments.
def check(a, b=2):
    return a - b


print(check(1, b=check("x")))
