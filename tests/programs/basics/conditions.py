for x in (-1, 0, 1, 2):
    if x < 0:
        print(x, "negative")
    elif x == 0:
        print(x, "zero")
    else:
        print(x, "positive")
print(1 < 2, 1 <= 1, 2 > 3, 2 >= 2, 1 == 1.0, 1 != 2, not True, True and False, 0 or "x")
print(1 < 2 < 3, 3 > 2 > 2, "a" if 1 else "b", None is None, 1 in [1, 2])
