# A SyntaxError in an imported module.
def load():
    import modules.bad_syntax


load()
