# n independent two-way branches on data: the graph must not explode, the sums must be right.


def branches1(n):
    a = 0
    x = 12345
    for i in range(n):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
        if x & 1:
            a += 1
        else:
            a -= 2
    return a


def branches4(n):
    a = b = c = d = 0
    x = 12345
    for i in range(n):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
        if x & 16:
            a += 1
        else:
            a -= 2
        if x & 256:
            b += a
        else:
            b ^= i
        if x & 1024:
            c += 3
        else:
            c += b & 7
        if x & 65536:
            d -= c
        else:
            d += a
    return a, b, c, d


def branches8(n):
    r = [0] * 8
    x = 99
    for i in range(n):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
        if x & 0x100:
            r[0] += 1
        else:
            r[0] -= 1
        if x & 0x200:
            r[1] += i
        if x & 0x400:
            r[2] += r[0]
        else:
            r[2] += 1
        if x & 0x800:
            r[3] ^= x
        if x & 0x1000:
            r[4] += 2
        else:
            r[4] -= 1
        if x & 0x2000:
            r[5] += r[4] & 3
        if x & 0x4000:
            r[6] -= 5
        else:
            r[6] += 4
        if x & 0x8000:
            r[7] += r[6] ^ r[5]
    return r


def skewed(n):
    counts = [0] * 20
    x = 7
    for i in range(n):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
        y = x >> 8
        for k in range(20):
            if y % (k + 2) == 0:
                counts[k] += 1
    return counts


print(branches1(6000), branches4(6000), branches8(6000))
print(skewed(1500))


def elif_chain(n):
    out = [0] * 7
    for i in range(n):
        k = i * i % 11
        if k == 0:
            out[0] += i
        elif k == 1:
            out[1] += 1
        elif k == 3:
            out[2] -= i
        elif k == 4:
            out[3] += 2
        elif k == 5:
            out[4] ^= i
        elif k > 8:
            out[5] += k
        else:
            out[6] += 1
    return out


print(elif_chain(5000))
