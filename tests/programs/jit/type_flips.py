# Loop variables that flip: int to float, None to object, rarely and often.


def rare_flip(n):
    x = 0
    flips = 0
    for i in range(n):
        if i % 501 == 500:
            x = float(x)
            flips += 1
        elif i % 501 == 10:
            x = int(x)
        x = x + 1
    return x, flips


print(rare_flip(5000))


class Node:
    def __init__(self, value):
        self.value = value
        self.next = None


def last_seen(n):
    best = None
    changes = 0
    for i in range(n):
        if best is None or i * 7 % 1000 > best.value:
            best = Node(i * 7 % 1000)
            changes += 1
        if i % 997 == 996:
            best = None
    return changes, best and best.value


print(last_seen(6000))


def chain(n):
    head = None
    for i in range(n):
        node = Node(i)
        node.next = head
        head = node
    s = 0
    while head is not None:
        s += head.value
        head = head.next
    return s


print(chain(3000))


def by_type(x, n):
    for i in range(n):
        x = x + x if i % 10 == 0 and not isinstance(x, str) else x
        if isinstance(x, int) and x > 10**6:
            x = 0.5
        elif isinstance(x, float) and x > 100:
            x = 1
    return x


print(by_type(1, 2000), by_type(1.5, 2000), by_type(True, 2001))


def identity(x, n):
    count = 0
    for _ in range(n):
        y = x
        if y is None:
            count += 1
        elif y:
            count += 2
    return count


print([identity(v, 1500) for v in (1, 1.5, None, "a", "", [], 0, 0.0, (1,), 2**70)])


def flag(n):
    found = False
    at = None
    for i in range(n):
        if not found and i * i > 2000000:
            found = i
            at = str(i)
        elif found:
            found += 1
    return found, at


print(flag(2500))


def state_machine(n):
    state = "start"
    counts = {}
    for i in range(n):
        counts[state] = counts.get(state, 0) + 1
        if state == "start":
            state = 1
        elif state == 1:
            state = 2.0 if i % 3 else None
        elif state is None:
            state = ("t",)
        elif state == 2.0:
            state = "start"
        else:
            state = 1
    return counts


print(state_machine(4000))
