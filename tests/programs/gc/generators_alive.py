# difftest: gc=150
# Suspended generators keep what their frames hold.


def gen(n):
    local = [n, [n + 1]]
    data = {"n": n}
    for i in range(5):
        fresh = (i, [local[0]])
        got = yield local, fresh
        local = local + [got]
        data[i] = got
    yield data


running = [gen(i) for i in range(60)]
for g in running:
    next(g)
for step in range(4):
    for i, g in enumerate(running):
        junk = [object() for _ in range(10)]
        g.send([step, i])
results = [g.send(["last"]) for g in running]
print(results[0], results[59])
print(sum(len(str(r)) for r in results))


def nested(depth):
    held = [depth] * 3
    if depth:
        yield from nested(depth - 1)
    yield held


out = []
for h in nested(20):
    out.append(h)
    junk = [[i] for i in range(30)]
print(len(out), out[0], out[-1])


def closures(n):
    made = []
    for i in range(n):
        cell = [i]

        def f(x, cell=cell):
            cell.append(x)
            return cell

        made.append(f)
    return made


fs = closures(200)
for i, f in enumerate(fs):
    f(i * 2)
print(fs[7](0), fs[199]("z"), sum(f(1)[1] for f in fs))
exceptions = []
for i in range(100):
    try:
        local = [i]
        raise ValueError([i], local)
    except ValueError as error:
        exceptions.append(error)
print(exceptions[50].args, exceptions[99].__traceback__.tb_frame.f_locals is not None)
bound = [[i].append for i in range(100)]
for b in bound:
    b("x")
print(bound[5].__self__)
its = [iter([i, [i]]) for i in range(100)] + [enumerate([[i]]) for i in range(5)] + [zip([[1]], [[2]]), map(lambda x: [x], [[3]])]
junk = [[i] for i in range(1000)]
print([next(i) for i in its][::20], next(its[-1], None))
