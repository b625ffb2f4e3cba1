# A child process has no builder thread of its parent's: whatever is being built when it forks, both go on.
import os


def work(n, k):
    s = 0
    for i in range(n):
        if i % 3 == k:
            s += i * 7 % 11
        elif i % 5 == k:
            s -= i % 13
        else:
            s ^= i
    return s


class Point:
    def __init__(self, x):
        self.x = x

    def moved(self, by):
        return Point(self.x + by)


def objects(n):
    p = Point(0)
    for i in range(n):
        p = p.moved(i)
    return p.x


for turn in range(12):
    # Long enough to become hot, short enough to be still under construction.
    first = work(400 * (turn + 1), turn % 3)
    child = os.fork()
    if child == 0:
        ok = objects(2000) == 1999000 and work(400 * (turn + 1), turn % 3) == first
        os._exit(0 if ok else 1)
    second = objects(300)
    _, status = os.waitpid(child, 0)
    print(turn, first, second, os.waitstatus_to_exitcode(status))
