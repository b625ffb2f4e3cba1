from collections import OrderedDict
from typing import Generic, TypeVar, Protocol, runtime_checkable, Callable, Iterator, overload
import random, operator
K = TypeVar("K"); V = TypeVar("V")
class LRU(Generic[K, V]):
    class _Node:
        __slots__ = "key", "value", "prev", "next"
    def __init__(self, cap: int) -> None:
        self.cap = cap; self.map: dict[K, LRU._Node] = {}
        self.head = n = LRU._Node(); n.prev = n.next = n; n.key = n.value = None
        self.hits = self.misses = 0
    def _unlink(self, n): n.prev.next = n.next; n.next.prev = n.prev
    def _front(self, n):
        h = self.head; n.next = h.next; n.prev = h; h.next.prev = n; h.next = n
    def get(self, key: K, make: Callable[[K], V]) -> V:
        n = self.map.get(key)
        if n is not None:
            self.hits += 1; self._unlink(n)
        else:
            self.misses += 1
            if len(self.map) >= self.cap:
                last = self.head.prev; self._unlink(last); del self.map[last.key]
            n = LRU._Node(); n.key = key; n.value = make(key); self.map[key] = n
        self._front(n)
        return n.value
    def __iter__(self) -> Iterator[K]:
        n = self.head.next
        while n is not self.head: yield n.key; n = n.next
rng = random.Random(2024)
lru: LRU[int, str] = LRU(50); od = OrderedDict(); odh = 0
for i in range(6000):
    k = int(rng.expovariate(0.03))
    v = lru.get(k, lambda k: f"v{k}")
    if k in od: od.move_to_end(k); odh += 1
    else:
        od[k] = v
        if len(od) > 50: od.popitem(last=False)
print(lru.hits, lru.misses, odh, list(lru) == list(reversed(od)), list(lru)[:8])
print([rng.choice("abcdef") for _ in range(5)], rng.sample(range(100), 5), rng.gauss(0, 1), rng.betavariate(2, 3), rng.choices([1, 2, 3], [1, 1, 9], k=6), rng.getrandbits(70), rng.randrange(10**20), rng.triangular(), rng.vonmisesvariate(0, 1))
l = list(range(12)); rng.shuffle(l); print(l, rng.randbytes(5), random.Random("seed").random(), random.Random(b"x").randint(1, 6), rng.binomialvariate(20, .3))
class Matrix:
    def __init__(self, rows): self.rows = [list(r) for r in rows]
    @classmethod
    def identity(cls, n): return cls([[int(i == j) for j in range(n)] for i in range(n)])
    def __matmul__(self, o):
        cols = list(zip(*o.rows))
        return Matrix([[sum(map(operator.mul, r, c)) for c in cols] for r in self.rows])
    def __pow__(self, n, mod=None):
        r, b = Matrix.identity(len(self.rows)), self
        while n:
            if n & 1: r = r @ b
            b = b @ b; n >>= 1
            if mod: r = r % mod; b = b % mod
        return r
    def __mod__(self, m): return Matrix([[x % m for x in r] for r in self.rows])
    def __getitem__(self, ij): i, j = ij; return self.rows[i][j]
    def __setitem__(self, ij, v): self.rows[ij[0]][ij[1]] = v
    def T(self): return Matrix(zip(*self.rows))
    def __repr__(self): return "Matrix(" + repr(self.rows) + ")"
print(pow(Matrix([[1, 1], [1, 0]]), 10**18, 10**9 + 7), (Matrix([[1, 1], [1, 0]]) ** 200)[0, 1])
def det(m):
    m = [r[:] for r in m]; n = len(m); sign = 1; prev = 1
    for k in range(n - 1):
        if m[k][k] == 0:
            for i in range(k + 1, n):
                if m[i][k]: m[k], m[i] = m[i], m[k]; sign = -sign; break
            else: return 0
        for i in range(k + 1, n):
            for j in range(k + 1, n):
                m[i][j] = (m[i][j] * m[k][k] - m[i][k] * m[k][j]) // prev
        prev = m[k][k]
    return sign * m[-1][-1]
big = [[rng.randrange(-99, 100) for _ in range(14)] for _ in range(14)]
print(det(big), det([[0, 1], [1, 0]]), det([[0, 2], [0, 3]]))
def gauss(a, b):
    n = len(a); a = [list(map(float, r)) + [float(x)] for r, x in zip(a, b)]
    for c in range(n):
        p = max(range(c, n), key=lambda r: abs(a[r][c])); a[c], a[p] = a[p], a[c]
        for r in range(c + 1, n):
            f = a[r][c] / a[c][c]
            for k in range(c, n + 1): a[r][k] -= f * a[c][k]
    x = [0.0] * n
    for r in reversed(range(n)):
        x[r] = (a[r][n] - sum(a[r][k] * x[k] for k in range(r + 1, n))) / a[r][r]
    return x
print([f"{v:.9f}" for v in gauss(big, range(14))])
life = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2), (10, 10), (10, 11), (10, 12)}
for gen in range(60):
    n = {}
    for x, y in life:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy: n[x + dx, y + dy] = n.get((x + dx, y + dy), 0) + 1
    life = {c for c, k in n.items() if k == 3 or k == 2 and c in life}
print(sorted(life))
@runtime_checkable
class Sized(Protocol):
    def __len__(self) -> int: ...
print(isinstance([], Sized), isinstance(3, Sized), LRU[int, str], LRU.__parameters__, LRU.get.__annotations__)
spiral = []
g = [[r * 40 + c for c in range(40)] for r in range(40)]
while g: spiral += g.pop(0); g = [list(r) for r in zip(*g)][::-1]
print(spiral[-5:], sum(i * v for i, v in enumerate(spiral)))
