print("hello")
print(1, "a", 2.5, None, True)
print()
print("a", "b", sep="-", end="!\n")
