# SystemExit with a text goes to stderr with code 1.
def leave():
    raise SystemExit("goodbye", )


leave()
