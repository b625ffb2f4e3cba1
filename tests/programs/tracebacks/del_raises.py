# An exception inside __del__ is reported and ignored.
class Bad:
    def __del__(self):
        raise ValueError("in del")


import gc


def make():
    Bad()


make()
gc.collect()
print("goes on")
