# A traceback through exec has no source lines.
code = """
def f(x):
    return x.missing

f(5)
"""
exec(code)
