# Constants beyond 62 bits in hot arithmetic: masks, products, remainders.
G0 = 288230376151711744


def product():
    return [(G0 * 6364136223846793005 + 0) & 0xFFFFFFFFFFFFFFFF for _ in range(4)]


def remainder(data):
    return [9223372036854775808 % len(data) for _ in range(4)]


def mix(h, n):
    for i in range(n):
        h = ((h ^ (i & 255)) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return h


for _ in range(30):
    r = product(), remainder([0, 0, -1]), mix(0xCBF29CE484222325, 50)
print(r)
