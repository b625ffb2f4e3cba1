def run(n):
    s = 0
    for i in range(n):
        if i % 3 == 0:
            s += i
        else:
            s -= 1
    return s


print(run(10), run(5000), run(100000))
x = 0.0
i = 0
while i < 20000:
    x += i * 0.5
    i += 1
print(x)
