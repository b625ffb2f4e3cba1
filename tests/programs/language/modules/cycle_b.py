from . import cycle_a


def name_of_a():
    return cycle_a.name
