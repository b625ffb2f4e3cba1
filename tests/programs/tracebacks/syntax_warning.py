# difftest: warnings=default
# Warnings of the compiler go to stderr and the program runs.
x = 5
print(x is 5, x is not "a")
print("\d", b"\w")
assert (x, "always true")
print((1, 2) is ())


def f():
    try:
        return 1
    finally:
        return 2


print(f(), [1]["x"] if x == 6 else "fine")
