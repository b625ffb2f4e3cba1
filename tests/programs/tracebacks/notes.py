# add_note lines below the message.
def run():
    try:
        int("zz")
    except ValueError as error:
        error.add_note("while parsing line 3")
        error.add_note("second\nnote")
        raise


run()
