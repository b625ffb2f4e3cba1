# An invalid assignment target.
x = 5
if x == 5 and (y = 3):
    print(x)
