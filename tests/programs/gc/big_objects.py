# difftest: gc=400
# Large objects: growth in place, copies, and shrinking.
a = []
for i in range(200000):
    a.append(i)
print(len(a), sum(a))
while len(a) > 10:
    del a[len(a) // 2 :]
print(a)
b = [0] * 100000
for i in range(0, 100000, 1000):
    b[i] = [i]
print(sum(x[0] for x in b if x), len(b))
s = "x" * 1000000
t = s + "y"
print(len(t), t[-1], t.count("x"), len(s.replace("x", "ab")))
d = {i: str(i) for i in range(30000)}
for i in range(0, 30000, 2):
    del d[i]
print(len(d), d[29999], sum(map(len, d.values())))
e = set(range(50000))
e -= set(range(0, 50000, 3))
print(len(e), sum(e))
ba = bytearray(1 << 20)
for i in range(0, 1 << 20, 4096):
    ba[i] = 1
print(sum(ba), len(ba))
ba.extend(ba)
print(len(ba), ba.count(1))
big = 1 << 100000
print(big.bit_length(), (big * big).bit_length(), (big - 1) % 1000003, hash(big))
lists = []
for n in range(60):
    lists.append([n] * (n * 300))
    if n % 3 == 0:
        lists.pop(0)
print(len(lists), sum(len(l) for l in lists))
m = [[j * k for k in range(200)] for j in range(200)]
m = [list(row) for row in zip(*m)]
print(m[3][7], sum(map(sum, m)))
words = " ".join(str(i) for i in range(20000)).split()
print(len(words), words[777], len("".join(words)))
