# fork in a hot loop: both sides go on computing the same.
import os
import sys


def work(x, n):
    for i in range(n):
        x = (x * 31 + i) % 1000003
    return x


def run(n):
    s = 0
    statuses = []
    for i in range(n):
        s = work(s + i, 20)
        if i % 500 == 250:
            sys.stdout.flush()
            pid = os.fork()
            if pid == 0:
                t = s
                for k in range(2000):
                    t = work(t + k, 3)
                os._exit(t % 200)
            _, status = os.waitpid(pid, 0)
            statuses.append(os.waitstatus_to_exitcode(status))
            t = s
            for k in range(2000):
                t = work(t + k, 3)
            statuses.append(t % 200)
    return s, statuses


print(run(1500))
