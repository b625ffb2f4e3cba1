# A comparison decided by the overflow exit of an addition, which goes when only the low bits of the sum are used.
import math
M64 = 0xFFFFFFFFFFFFFFFF
def clamp(v):
    if v:
        return v if -1e12 < v < 1e12 else 0.5
def digest(d, v):
    if v is None:
        pass
    else:
        k = v.n & 0xFFFF
    return (d * 1 + k) & 0xFFFFFFFF
def run(f, *args):
    try:
        print(f(*args))
    except Exception as error:
        pass
class Base:
    def __init__(self, n):
        self.n = n
    def fold(self, k=1):
        self.n = (((round(clamp(1)) + min((k + self.n), k)) + 9223372036854775808 & M64) - 9223372036854775808)
        return max(0, math.ceil(0))
class K1(Base):
    pass
class K2(K1):
    def fold(self, k=1):
        if (k := 1) & 1:
            pass
        k = 9223372036854775808
        return super().fold(k)
def main1(p0, p1):
    dig = 0
    o4 = K2(0)
    for i11 in range(67):
        if o4.fold(dig):
            pass
        dig = digest(dig, o4)
    return [dig]
run(main1, 1, None)
