# Uncaught inside coroutines driven by hand.
async def inner(n):
    return 1 // n


async def outer():
    return await inner(0)


outer().send(None)
