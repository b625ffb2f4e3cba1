from . import cycle_b

name = "a"


def result():
    return cycle_b.name_of_a()
