def divide(a, b):
    try:
        return a / b
    except ZeroDivisionError as error:
        print("caught", error)
    finally:
        print("finally")


print(divide(1, 2), divide(1, 0))
try:
    raise ValueError("bad")
except (KeyError, ValueError) as error:
    print(type(error).__name__, error)
else:
    print("never")
try:
    [][1]
except IndexError as error:
    print(error)
