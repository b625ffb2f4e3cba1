# A SyntaxError of the script itself: nothing of it runs.
print("never printed")


def f(x):
    return x +


f(1)
