def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


print(list(count(3)), sum(count(5)))
for x in count(2):
    print(x)
g = count(2)
print(next(g), next(g), next(g, "end"), sum(x * x for x in count(4)))
