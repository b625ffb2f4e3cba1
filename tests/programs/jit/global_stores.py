# Globals that programs assign to in loops: at module level, by `global`, through the module, in two modules' functions.
import sys

this = sys.modules[__name__]
total = 0
for i in range(20000):
    total += i * i % 7
print(total, i)

count = 0


def bump(k):
    global count
    count += k
    return count


for i in range(5000):
    bump(i & 3)
print(count)


def read():
    return count


seen = []
for i in range(3000):
    bump(1)
    if i % 500 == 0:
        seen.append((read(), this.count, globals()["count"]))
print(seen)

# The type changes while loops run.
for i in range(4000):
    count = count + 1 if i < 2000 else count + 0.5
print(count)

# Assigned behind the loop's back.
log = []
mode = "a"
for i in range(6000):
    if i % 1000 == 999:
        this.mode = mode + "b"
    elif i % 1500 == 1499:
        globals()["mode"] = "c"
    if len(mode) > 3:
        mode = "a"
    if i % 700 == 0:
        log.append(mode)
print(log)

# Deleted and made again, in and out of functions.
fresh = 0
for i in range(3000):
    fresh = i
    if i % 1000 == 500:
        del fresh
        try:
            fresh += 1
        except NameError as e:
            print(i, e)
        fresh = -1
print(fresh)


def vanish(n):
    global ghost
    done = 0
    for i in range(n):
        ghost = i
        done += ghost
        if i == n - 2:
            del ghost
    try:
        return done, ghost
    finally:
        del ghost


for _ in range(4):
    print(vanish(2000))
    try:
        print(ghost)
    except NameError as e:
        print(e)

# A builtin's name becomes a global.
lengths = 0
for i in range(4000):
    lengths += len("abc")
    if i == 2500:
        len = lambda s: 100
    if i == 3500:
        del len
print(lengths)

# An exit in the middle of a loop sees what was stored so far.
progress = 0


def work(items):
    global progress
    for item in items:
        progress += 1
        10 // item


for _ in range(5):
    try:
        work([3] * 2000 + [0])
    except ZeroDivisionError:
        print(progress)

# Many names, so that the namespace grows while loops run.
value = 0
for i in range(3000):
    if i % 100 == 0:
        globals()["name%d" % i] = i
    value += globals().get("name%d" % (i - i % 100), 0) - value // 2
print(value)


class Holder:
    # A class body's names are the class's.
    total = 0
    for i in range(3000):
        total += i


print(Holder.total, total)
space, local = {"n": 0}, {"n": 100}
code = compile("for i in range(3000): n += i", "loop", "exec")
exec(code, space)
exec(code, space, local)
exec(code, space)
print(space["n"], local["n"])
