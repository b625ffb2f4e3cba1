t = 1, 2, 3
a, b, c = t
a, b = b, a
print(t, a, b, c, t[0], len(t), t + (4,), (1,), ())
x, *y = range(4)
print(x, y)
for i, (p, q) in enumerate([(1, 2), (3, 4)]):
    print(i, p, q)
