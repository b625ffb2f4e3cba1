"""The classes of template string literals, and what the interpreter makes them with."""


class Interpolation:
    """Interpolation object"""

    __module__ = "string.templatelib"
    __slots__ = ("value", "expression", "conversion", "format_spec")
    __match_args__ = ("value", "expression", "conversion", "format_spec")

    def __init_subclass__(cls, /, **keywords):
        raise TypeError("type 'string.templatelib.Interpolation' is not an acceptable base type")

    def __new__(cls, value, expression="", conversion=None, format_spec=""):
        if not isinstance(expression, str):
            raise TypeError(f"Interpolation() argument 'expression' must be str, not {type(expression).__name__}")
        if conversion is not None:
            if not isinstance(conversion, str):
                raise TypeError(f"Interpolation() argument 'conversion' must be str, not {type(conversion).__name__}")
            if conversion not in ("s", "a", "r"):
                raise ValueError("Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'")
        if not isinstance(format_spec, str):
            raise TypeError(f"Interpolation() argument 'format_spec' must be str, not {type(format_spec).__name__}")
        return _interpolation(value, expression, conversion, format_spec)

    def __setattr__(self, name, value):
        raise AttributeError("readonly attribute" if name in Interpolation.__slots__ else f"'string.templatelib.Interpolation' object has no attribute '{name}' and no __dict__ for setting new attributes")

    def __repr__(self):
        return f"Interpolation({self.value!r}, {self.expression!r}, {self.conversion!r}, {self.format_spec!r})"

    def __reduce__(self):
        return Interpolation, (self.value, self.expression, self.conversion, self.format_spec)

    def __class_getitem__(cls, item):
        from types import GenericAlias

        return GenericAlias(cls, item)


_set = object.__setattr__


def _interpolation(value, expression, conversion, format_spec):
    self = object.__new__(Interpolation)
    _set(self, "value", value)
    _set(self, "expression", expression)
    _set(self, "conversion", conversion)
    _set(self, "format_spec", format_spec)
    return self


class Template:
    """Template object"""

    __module__ = "string.templatelib"
    __slots__ = ("strings", "interpolations")

    def __init_subclass__(cls, /, **keywords):
        raise TypeError("type 'string.templatelib.Template' is not an acceptable base type")

    def __new__(cls, /, *args, **keywords):
        if keywords:
            raise TypeError("Template.__new__ only accepts *args arguments")
        strings = [""]
        interpolations = []
        for arg in args:
            if isinstance(arg, str):
                strings[-1] += arg
            elif isinstance(arg, Interpolation):
                interpolations.append(arg)
                strings.append("")
            else:
                raise TypeError(f"Template.__new__ *args need to be of type 'str' or 'Interpolation', got {type(arg).__name__}")
        return _template(tuple(strings), tuple(interpolations))

    def __setattr__(self, name, value):
        raise AttributeError("readonly attribute" if name in ("strings", "interpolations", "values") else f"'string.templatelib.Template' object has no attribute '{name}' and no __dict__ for setting new attributes")

    @property
    def values(self):
        return tuple([i.value for i in self.interpolations])

    def __iter__(self):
        for string, interpolation in zip(self.strings, self.interpolations):
            if string:
                yield string
            yield interpolation
        if self.strings[-1]:
            yield self.strings[-1]

    def __add__(self, other):
        if not isinstance(other, Template):
            raise TypeError(f'can only concatenate string.templatelib.Template (not "{type(other).__name__}") to string.templatelib.Template')
        strings = (*self.strings[:-1], self.strings[-1] + other.strings[0], *other.strings[1:])
        return _template(strings, self.interpolations + other.interpolations)

    def __repr__(self):
        return f"Template(strings={self.strings!r}, interpolations={self.interpolations!r})"

    def __reduce__(self):
        from string.templatelib import _template_unpickle

        return _template_unpickle, (self.strings, self.interpolations)


def _template(strings, interpolations):
    self = object.__new__(Template)
    _set(self, "strings", strings)
    _set(self, "interpolations", interpolations)
    return self
