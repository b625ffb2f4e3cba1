def plain(items):
    for item in items:
        received = yield item
    yield from items
    return received


async def coroutine(source):
    async with source as entered:
        async for item in entered:
            await item
    return [x async for x in source]


async def stream():
    yield 1
