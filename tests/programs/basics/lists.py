a = [3, 1, 2]
a.append(4)
a[0] = 30
print(a, len(a), a[-1], a[1:3], 2 in a, sum(a), min(a), max(a), sorted(a))
a.sort()
a.reverse()
print(a, a.pop(), a.index(30), [x * 2 for x in a if x > 1], a + [9], a * 2)
