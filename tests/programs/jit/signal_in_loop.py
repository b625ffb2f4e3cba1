# A signal handler that writes an attribute the loop keeps in a register.
import os
import signal


class State:
    stop = False
    count = 0
    bonus = 0


state = State()


def handler(number, frame):
    state.bonus += 7
    if state.bonus >= 21:
        state.stop = True


signal.signal(signal.SIGUSR1, handler)


def run():
    laps = 0
    while not state.stop:
        state.count += 1
        laps += 1
        if laps % 5000 == 0:
            os.kill(os.getpid(), signal.SIGUSR1)
        if laps > 10000000:
            return "the handler was never seen"
    return state.bonus


print(run())


# Whoever starts programs in the background may have them ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)


def interrupted():
    n = 0
    try:
        while True:
            n += 1
            if n == 20000:
                os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        return "interrupted", n >= 20000


print(interrupted())
signal.signal(signal.SIGUSR1, lambda *_: 1 / 0)


def raising():
    n = 0
    while n < 10000000:
        n += 1
        if n == 3000:
            try:
                os.kill(os.getpid(), signal.SIGUSR1)
                for _ in range(100000):
                    pass
            except ZeroDivisionError as error:
                return str(error)
    return "never raised"


print(raising())
