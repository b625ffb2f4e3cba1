# The plainest hot loop: an int sum with a remainder.


def run(n):
    s = 0
    i = 0
    while i < n:
        s += i * i % 7
        i += 1
    return s


print(run(0), run(1), run(5000), run(20000))
s = 0
for i in range(20000):
    s += i * i % 7
print(s)
print(run(2.5), run(-1))


def down(n):
    s = 0
    for i in range(n, -n, -3):
        s += i % -5
        s -= i // 4
    return s


print(down(3000), down(3001))
