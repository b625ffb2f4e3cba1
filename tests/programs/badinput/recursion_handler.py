# Running out of depth inside handlers, finally blocks and __exit__; the program survives.


def in_except(n):
    try:
        raise ValueError
    except ValueError:
        return in_except(n + 1)


def in_finally(n):
    try:
        pass
    finally:
        in_finally(n + 1)


class M:
    def __enter__(self):
        return self

    def __exit__(self, *info):
        nested()


def nested():
    with M():
        pass


def swallow(n):
    try:
        swallow(n + 1)
    except RecursionError:
        return n


def many():
    count = 0
    for _ in range(20):
        try:
            in_except(0)
        except RecursionError:
            count += 1
    return count


for f in (lambda: in_except(0), lambda: in_finally(0), nested):
    try:
        f()
    except RecursionError as error:
        print("RecursionError")
print(swallow(0), many())


def generator(n):
    yield n
    yield from generator(n + 1)


try:
    print(sum(generator(0)))
except RecursionError:
    print("generator RecursionError")


class Key:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        return {self: 1} == {other: 1} if self is not other else True


try:
    {Key(): 1}[Key()]
except RecursionError:
    print("key RecursionError")
print("end")
