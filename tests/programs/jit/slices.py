# Slices without slice objects: of lists, tuples, strs; assigned; with members of every kind.


class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


def flips(perm):
    count = 0
    k = perm[0]
    while k:
        perm[: k + 1] = perm[k::-1]
        count += 1
        k = perm[0]
    return count


def windows(seq, n):
    return [seq[i : i + n] for i in range(len(seq))]


def steps(seq):
    out = []
    for step in (1, 2, 3, -1, -2, -5, 100, -100):
        for start in (None, 0, 2, -2, 50, -50):
            out.append(seq[start:None:step])
            out.append(seq[start:3:step])
    return out


def zero(seq):
    try:
        return seq[::0]
    except ValueError as e:
        return str(e)


def odd_members(seq):
    big = 1 << 70
    return seq[-big:big], seq[Index(1) : Index(3)], seq[True:], seq[big:], seq[::big], seq[::-big]


def assign():
    a = list(range(10))
    for i in range(8):
        a[i : i + 2] = [i] * (i % 4)
        a[:0] = a[-1:]
        a[2:1] = [99]
    a[1:3] = a
    a[5:] = (x for x in "xyz")
    a[::2] = [0] * len(a[::2])
    try:
        a[::2] = [1]
    except ValueError as e:
        print(e)
    try:
        a[1:2] = 5
    except TypeError as e:
        print(e)
    return a


for _ in range(8):
    print(flips([3, 1, 4, 2, 0]), flips([2, 0, 1]))
    for seq in (list(range(7)), tuple(range(7)), "séventh", "", [], ()):
        print(windows(seq, 3), hash(str(steps(seq))) == hash(str(steps(seq))), str(steps(seq))[:300], zero(seq), odd_members(seq))
    print(assign())
