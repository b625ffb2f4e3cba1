total = 0
for i in range(5):
    total += i
print(total)
for c in "abc":
    print(c, end=" ")
print()
for x in [3, 1, 2]:
    print(x)
for i in range(10, 0, -4):
    print(i)
else:
    print("done")
