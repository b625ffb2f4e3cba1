# Lines shown when an exception passes finally blocks and is raised again.
def work():
    try:
        risky()
    finally:
        print("cleanup")


def risky():
    try:
        1 / 0
    except ZeroDivisionError:
        print("seen")
        raise


work()
