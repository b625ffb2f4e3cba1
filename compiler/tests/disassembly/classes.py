class Base(object, metaclass=type):
    """Text."""

    attribute = 1

    def __init__(self, value):
        super().__init__()
        self.value = self.__hidden = value

    def method(self):
        return __class__.attribute, super().method


class Annotated:
    field: int = 0


class Generic[T: int](Base):
    def get[U](self, u: U) -> T:
        return u


type Alias[K] = dict[K, int]
number: int = 1
