# NaN is found by identity: two of them are two keys.
nan=float("nan"); n2=float("nan")
print(nan in {nan}, n2 in {nan}, {nan:1}.get(nan), {nan:1}.get(n2), len({nan,n2}), nan in [nan], n2 in [nan], [nan]==[nan], [nan]==[n2], nan is nan, nan is n2, (nan,)==(nan,), {nan}=={nan}, id(nan)==id(nan), hash(nan)==hash(nan), hash(nan)==hash(n2))
import math
print(math.nan is math.nan, [math.nan].index(math.nan), [n2].count(nan), [nan].count(nan))
inf=math.inf
d={}
for x in [nan,n2,nan,n2]: d[x]=d.get(x,0)+1
print(list(d.values()))
import copy
print(copy.copy(nan) is nan, copy.deepcopy([nan])==[nan], nan+0 is nan, +nan is nan, -nan is nan, float(nan) is nan, nan!=nan, nan==nan)
print(min([nan,1]), max([1,nan]), sorted([3,nan,1,2]), (nan,)<(nan,), [nan]<=[nan])
print(complex(nan,0)==complex(nan,0), len({complex(nan,0), complex(nan,0)}))
