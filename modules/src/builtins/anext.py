class anext_awaitable:
    __slots__ = ("_awaitable", "_default", "_iterator")

    def __init__(self, awaitable, default):
        self._awaitable = awaitable
        self._default = default
        self._iterator = None

    def __await__(self):
        return self

    __iter__ = __await__

    def __next__(self):
        return self.send(None)

    def _resume(self, name, arguments):
        if self._iterator is None:
            if not hasattr(type(self._awaitable), "__await__"):
                raise TypeError(f"'{type(self._awaitable).__name__}' object can't be awaited")
            self._iterator = self._awaitable.__await__()
        try:
            if name == "send" and arguments == (None,):
                return next(self._iterator)
            return getattr(self._iterator, name)(*arguments)
        except StopAsyncIteration:
            pass
        raise StopIteration(self._default)

    def send(self, value):
        return self._resume("send", (value,))

    def throw(self, *arguments):
        return self._resume("throw", arguments)

    def close(self):
        self._resume("close", ())
