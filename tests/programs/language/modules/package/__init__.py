__all__ = ["exported"]
exported = "in __all__"
hidden = "not in __all__"


def relative():
    from . import inner
    from .inner import deep
    from ..helper import value

    return inner.deep is deep, value
