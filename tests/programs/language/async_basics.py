# Coroutines driven by hand.


class Awaitable:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        got = yield self.value
        return got


async def add(a, b):
    x = await Awaitable(a)
    y = await Awaitable(b)
    return x + y


async def outer():
    total = await add(1, 2)
    async with Manager() as m:
        total += m
    async for item in Counter(3):
        total += item
    return total, [i async for i in Counter(2)]


class Manager:
    async def __aenter__(self):
        print("aenter")
        return 100

    async def __aexit__(self, *info):
        print("aexit", info[0])


class Counter:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        return self.n


def drive(coroutine):
    try:
        got = coroutine.send(None)
        while True:
            print("awaiting", got)
            got = coroutine.send(got * 10)
    except StopIteration as stop:
        return stop.value


print(drive(outer()))


async def agen():
    for i in range(3):
        x = await Awaitable(i)
        yield x


async def consume():
    return [v async for v in agen()]


print(drive(consume()))
c = add(1, 2)
print(type(c).__name__, c.cr_running)
c.close()
try:
    drive(add(Awaitable, 1))
except TypeError as error:
    print(error)


async def bad():
    await 5


try:
    drive(bad())
except TypeError as error:
    print(error)
