import heapq, collections, itertools
from typing import NamedTuple
class Edge(NamedTuple):
    to: int
    cost: int
    name: str = ""
def lcg(s):
    while True:
        s = (6364136223846793005 * s + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        yield s >> 33
g = lcg(42)
N = 300
graph = collections.defaultdict(list)
for u in range(N):
    for _ in range(5):
        v, c = next(g) % N, next(g) % 100 + 1
        graph[u].append(Edge(v, c, f"{u}>{v}"))
def dijkstra(src):
    dist = {src: 0}; prev = {}; heap = [(0, src)]; done = set()
    while heap:
        d, u = heapq.heappop(heap)
        if u in done:
            continue
        done.add(u)
        for to, cost, _ in graph[u]:
            nd = d + cost
            if nd < dist.get(to, float("inf")):
                dist[to] = nd; prev[to] = u
                heapq.heappush(heap, (nd, to))
    return dist, prev
dist, prev = dijkstra(0)
far = max(dist, key=lambda k: (dist[k], k))
path = [far]
while path[-1] in prev:
    path.append(prev[path[-1]])
print(len(dist), far, dist[far], path[::-1], sum(dist.values()))
def tarjan():
    index = {}; low = {}; on = set(); stack = []; out = []; counter = 0
    def visit(v):
        nonlocal counter
        index[v] = low[v] = counter
        counter += 1
        stack.append(v); on.add(v)
        for e in graph[v][:1]:
            w = e.to
            if w not in index:
                visit(w); low[v] = min(low[v], low[w])
            elif w in on:
                low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            comp = []
            while True:
                w = stack.pop(); on.discard(w); comp.append(w)
                if w == v:
                    break
            out.append(comp)
    for v in range(N):
        if v not in index:
            visit(v)
    return out, counter
scc, n = tarjan()
print(len(scc), n, sorted(map(len, scc))[-5:], max(scc, key=len))
class DSU:
    __slots__ = ("p", "size", "sets")
    def __init__(self, n):
        self.p = list(range(n)); self.size = [1] * n; self.sets = n
    def find(self, x):
        while self.p[x] != x:
            self.p[x] = x = self.p[self.p[x]]
        return x
    def union(self, a, b):
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        if self.size[a] < self.size[b]:
            a, b = b, a
        self.p[b] = a; self.size[a] += self.size[b]; self.sets -= 1
        return True
d = DSU(N)
mst = sum(c for c, u, v in sorted((e.cost, u, e.to) for u in graph for e in graph[u]) if d.union(u, v))
print(mst, d.sets, d.size[d.find(0)])
def bfs_grid(w, h):
    walls = {(next(g) % w, next(g) % h) for _ in range(w * h // 3)} - {(0, 0)}
    q = collections.deque([(0, 0)]); seen = {(0, 0): 0}
    while q:
        x, y = q.popleft()
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            p = nx, ny = x + dx, y + dy
            if 0 <= nx < w and 0 <= ny < h and p not in walls and p not in seen:
                seen[p] = seen[x, y] + 1
                q.append(p)
    return len(seen), max(seen.values())
print([bfs_grid(30, 30) for _ in range(5)])
fw = [[0 if i == j else min((e.cost for e in graph[i] if e.to == j), default=10**9) for j in range(40)] for i in range(40)]
for k in range(40):
    for i in range(40):
        for j in range(40):
            if (t := fw[i][k] + fw[k][j]) < fw[i][j]:
                fw[i][j] = t
print(sum(x for r in fw for x in r if x < 10**9), fw[3][:8])
indeg = collections.Counter(e.to for u in graph for e in graph[u] if e.to > u)
order = []; ready = [v for v in range(N) if not indeg[v]]; heapq.heapify(ready)
while ready:
    u = heapq.heappop(ready); order.append(u)
    for e in graph[u]:
        if e.to > u:
            indeg[e.to] -= 1
            if not indeg[e.to]:
                heapq.heappush(ready, e.to)
print(len(order), order[:12], heapq.nlargest(3, order), heapq.nsmallest(3, graph[7], key=lambda e: -e.cost))
print(list(heapq.merge([1, 4], [2, 3], reverse=False)), Edge(1, 2)._replace(name="q"), Edge(1, 2)._asdict())
