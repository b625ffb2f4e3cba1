# difftest: gc=2000
# Allocation of every kind of container, with survivors spread among the garbage.
survivors = []
for i in range(2000):
    t = (i, str(i), [i] * (i % 5), {i: i}, {i, -i}, frozenset([i]), float(i) / 3, bytes([i % 256] * 3), bytearray(3), i << 70, f"{i}-{i}", range(i), slice(i), lambda: i, object())
    if i % 97 == 0:
        survivors.append(t[:12])
for s in survivors[:4] + survivors[-2:]:
    print(s)
print(len(survivors))
text = ""
parts = []
for i in range(3000):
    text += chr(97 + i % 26)
    if i % 100 == 0:
        parts.append(text)
        text = text[-10:]
print(len(parts), parts[-1], sum(map(len, parts)))
big = [list(range(i % 50)) for i in range(500)]
for i in range(0, 500, 3):
    big[i] = None
print(sum(sum(b) for b in big if b), len(big))
nested = None
for i in range(20000):
    nested = [nested, i]
depth = 0
while nested:
    nested, value = nested[0], nested[1]
    depth += 1
print(depth, value)
d = {}
for i in range(5000):
    d[i * 7919 % 1009] = [i, d.get((i - 1) * 7919 % 1009)and i]
print(len(d), d[5], sum(v[0] for v in d.values()))
matrix = [[0] * 100 for _ in range(100)]
for k in range(100):
    for row in matrix:
        row[k] = k * 1.5
print(sum(map(sum, matrix)))
