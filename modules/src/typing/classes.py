"""The classes behind type parameters: what typing.py imports from its native half."""
import sys as _sys


def _idfunc(x):
    return x


class NoDefaultType:
    __slots__ = ()
    __module__ = "builtins"

    def __new__(cls, /, *args, **keywords):
        if args or keywords:
            raise TypeError("NoDefaultType takes no arguments")
        return NoDefault

    def __repr__(self):
        return "typing.NoDefault"

    def __reduce__(self):
        return "NoDefault"


NoDefault = object.__new__(NoDefaultType)


class _constevaluator:
    """An evaluate_* function for a value that was there from the start."""

    __slots__ = ("_value",)
    __module__ = "builtins"
    __qualname__ = "constevaluator"

    def __init__(self, value):
        self._value = value

    def __call__(self, format, /):
        if format == 4:
            import typing

            value = self._value
            if isinstance(value, tuple):
                return "(" + ", ".join(typing._type_repr(v) for v in value) + ")"
            return typing._type_repr(value)
        return self._value

    def __repr__(self):
        return f"<constevaluator {self._value!r}>"


def _caller():
    try:
        return _sys._getframemodulename(2)
    except (AttributeError, ValueError):
        return None


def _name(function, name):
    if not isinstance(name, str):
        raise TypeError(f"{function}() argument 'name' must be str, not {type(name).__name__}")
    return name


def _checked_bound(bound):
    if bound is None:
        return None
    import typing

    return typing._type_check(bound, "Bound must be a type.")


def _union(left, right):
    from typing import Union

    return Union[left, right]


class _Parameter:
    """What TypeVar, ParamSpec and TypeVarTuple share: a name, a module, a default that may be computed late."""

    def __init_subclass__(cls, /, **keywords):
        if cls.__module__ != "typing":
            for base in cls.__mro__:
                if base.__module__ == "typing":
                    raise TypeError(f"type 'typing.{base.__name__}' is not an acceptable base type")

    def _set_up(self, name, module, default, evaluate_default):
        self._name = name
        self._default = default
        self._evaluate_default = evaluate_default
        if module is not None:
            self.__module__ = module

    @property
    def __name__(self):
        return self._name

    @property
    def __default__(self):
        if self._default is _unknown:
            self._default = self._evaluate_default(1)
        return self._default

    @property
    def evaluate_default(self):
        if self._evaluate_default is not None:
            return self._evaluate_default
        return _constevaluator(self._default)

    def has_default(self):
        return self._evaluate_default is not None or self._default is not NoDefault

    def __reduce__(self):
        return self._name

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


_unknown = object()


class _Variance(_Parameter):
    """Variance, and `|`."""

    def _set_variance(self, covariant, contravariant, infer_variance):
        covariant, contravariant, infer_variance = bool(covariant), bool(contravariant), bool(infer_variance)
        if covariant and contravariant:
            raise ValueError("Bivariant types are not supported.")
        if infer_variance and (covariant or contravariant):
            raise ValueError("Variance cannot be specified with infer_variance.")
        self._variance = covariant, contravariant, infer_variance

    @property
    def __covariant__(self):
        return self._variance[0]

    @property
    def __contravariant__(self):
        return self._variance[1]

    @property
    def __infer_variance__(self):
        return self._variance[2]

    def __repr__(self):
        covariant, contravariant, infer_variance = self._variance
        sign = "" if infer_variance else "+" if covariant else "-" if contravariant else "~"
        return sign + self._name

    def __or__(self, other):
        return _union(self, other)

    def __ror__(self, other):
        return _union(other, self)


class TypeVar(_Variance):
    """Type variable."""

    __module__ = "typing"

    def __new__(cls, name, /, *constraints, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False):
        self = object.__new__(cls)
        name = _name("typevar", name)
        self._set_variance(covariant, contravariant, infer_variance)
        self._set_up(name, _caller(), default, None)
        if constraints:
            if bound is not None:
                raise TypeError("Constraints cannot be combined with bound=...")
            if len(constraints) == 1:
                raise TypeError("A single constraint is not allowed")
            import typing

            constraints = tuple(typing._type_check(c, "TypeVar(name, constraint, ...): constraints must be types.") for c in constraints)
        self._bound = _checked_bound(bound)
        self._constraints = constraints
        self._evaluate_bound = self._evaluate_constraints = None
        return self

    @property
    def __bound__(self):
        if self._bound is _unknown:
            self._bound = self._evaluate_bound(1)
        return self._bound

    @property
    def __constraints__(self):
        if self._constraints is _unknown:
            self._constraints = self._evaluate_constraints(1)
        return self._constraints

    @property
    def evaluate_bound(self):
        if self._evaluate_bound is not None:
            return self._evaluate_bound
        return None if self._bound is None else _constevaluator(self._bound)

    @property
    def evaluate_constraints(self):
        if self._evaluate_constraints is not None:
            return self._evaluate_constraints
        return _constevaluator(self._constraints) if self._constraints else None

    def __typing_subst__(self, arg, /):
        import typing

        return typing._typevar_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args, /):
        params = alias.__parameters__
        i = params.index(self)
        if i < len(args):
            return args
        if i == len(args) and self.has_default():
            return (*args, self.__default__)
        raise TypeError(f"Too few arguments for {alias}; actual {len(args)}, expected {len(params)}")


class ParamSpecArgs:
    """The args for a ParamSpec object."""

    __module__ = "typing"
    __slots__ = ("__origin__", "__weakref__")

    def __init__(self, origin):
        self.__origin__ = origin

    def __repr__(self):
        origin = self.__origin__
        return f"{origin.__name__ if isinstance(origin, ParamSpec) else repr(origin)}.args"

    def __eq__(self, other):
        if not isinstance(other, ParamSpecArgs):
            return NotImplemented
        return self.__origin__ == other.__origin__

    __hash__ = None

    def __mro_entries__(self, bases):
        raise TypeError("Cannot subclass an instance of ParamSpecArgs")


class ParamSpecKwargs:
    """The kwargs for a ParamSpec object."""

    __module__ = "typing"
    __slots__ = ("__origin__", "__weakref__")

    def __init__(self, origin):
        self.__origin__ = origin

    def __repr__(self):
        origin = self.__origin__
        return f"{origin.__name__ if isinstance(origin, ParamSpec) else repr(origin)}.kwargs"

    def __eq__(self, other):
        if not isinstance(other, ParamSpecKwargs):
            return NotImplemented
        return self.__origin__ == other.__origin__

    __hash__ = None

    def __mro_entries__(self, bases):
        raise TypeError("Cannot subclass an instance of ParamSpecKwargs")


class ParamSpec(_Variance):
    """Parameter specification variable."""

    __module__ = "typing"

    def __new__(cls, name, /, *, bound=None, default=NoDefault, covariant=False, contravariant=False, infer_variance=False):
        self = object.__new__(cls)
        name = _name("paramspec", name)
        self._set_variance(covariant, contravariant, infer_variance)
        self._set_up(name, _caller(), default, None)
        self._bound = _checked_bound(bound)
        return self

    @property
    def __bound__(self):
        return self._bound

    @property
    def args(self):
        return ParamSpecArgs(self)

    @property
    def kwargs(self):
        return ParamSpecKwargs(self)

    def __typing_subst__(self, arg, /):
        import typing

        return typing._paramspec_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args, /):
        import typing

        return typing._paramspec_prepare_subst(self, alias, args)


class TypeVarTuple(_Parameter):
    """Type variable tuple."""

    __module__ = "typing"

    def __new__(cls, name, /, *, default=NoDefault):
        self = object.__new__(cls)
        self._set_up(_name("typevartuple", name), _caller(), default, None)
        return self

    def __iter__(self):
        import typing

        yield typing.Unpack[self]

    def __repr__(self):
        return self._name

    def __typing_subst__(self, arg, /):
        raise TypeError("Substitution of bare TypeVarTuple is not supported")

    def __typing_prepare_subst__(self, alias, args, /):
        import typing

        return typing._typevartuple_prepare_subst(self, alias, args)


class TypeAliasType:
    """Type alias, as made by the `type` statement."""

    __module__ = "typing"

    def __init_subclass__(cls, /, **keywords):
        raise TypeError("type 'typing.TypeAliasType' is not an acceptable base type")

    def __new__(cls, name, value, *, type_params=()):
        if not isinstance(name, str):
            raise TypeError(f"typealias() argument 'name' must be str, not {type(name).__name__}")
        if not isinstance(type_params, tuple):
            raise TypeError("type_params must be a tuple")
        return _alias(cls, name, type_params, value, None, _caller())

    @property
    def __name__(self):
        return self._name

    @property
    def __value__(self):
        if self._value is _unknown:
            self.__dict__["_value"] = self._evaluate_value(1)
        return self._value

    @property
    def evaluate_value(self):
        return self._evaluate_value if self._evaluate_value is not None else _constevaluator(self._value)

    @property
    def __type_params__(self):
        return self._type_params

    @property
    def __parameters__(self):
        out = []
        for param in self._type_params:
            if isinstance(param, TypeVarTuple):
                out.extend(param)
            else:
                out.append(param)
        return tuple(out)

    def __getitem__(self, args):
        if not self._type_params:
            raise TypeError("Only generic type aliases are subscriptable")
        from types import GenericAlias

        return GenericAlias(self, args if isinstance(args, tuple) else (args,))

    def __iter__(self):
        import typing

        yield typing.Unpack[self]

    def __repr__(self):
        return self._name

    def __reduce__(self):
        return self._name

    def __or__(self, other):
        return _union(self, other)

    def __ror__(self, other):
        return _union(other, self)

    def __setattr__(self, name, value):
        if name in ("__name__", "__value__", "__type_params__", "__parameters__", "__module__"):
            raise AttributeError("readonly attribute")
        raise AttributeError(f"'typing.TypeAliasType' object has no attribute '{name}' and no __dict__ for setting new attributes")


def _alias(cls, name, type_params, value, evaluate, module):
    self = object.__new__(cls)
    own = self.__dict__
    own["_name"] = name
    own["_type_params"] = type_params
    own["_value"] = value
    own["_evaluate_value"] = evaluate
    own["__module__"] = module
    return self


class Generic:
    """Abstract base class for generic types."""

    __module__ = "typing"
    __slots__ = ()

    def __class_getitem__(cls, args):
        import typing

        return typing._generic_class_getitem(cls, args)

    def __init_subclass__(cls, *args, **kwargs):
        import typing

        return typing._generic_init_subclass(cls, *args, **kwargs)


def _make_typevar(name, evaluate_bound, evaluate_default):
    self = object.__new__(TypeVar)
    self._variance = False, False, True
    self._set_up(name, _caller(), NoDefault if evaluate_default is None else _unknown, evaluate_default)
    self._bound = None if evaluate_bound is None else _unknown
    self._evaluate_bound = evaluate_bound
    self._constraints = ()
    self._evaluate_constraints = None
    return self


def _make_typevar_with_constraints(name, evaluate_constraints, evaluate_default):
    self = _make_typevar(name, None, evaluate_default)
    self._constraints = _unknown
    self._evaluate_constraints = evaluate_constraints
    return self


def _make_paramspec(name, evaluate_default):
    self = object.__new__(ParamSpec)
    self._variance = False, False, True
    self._set_up(name, _caller(), NoDefault if evaluate_default is None else _unknown, evaluate_default)
    self._bound = None
    return self


def _make_typevartuple(name, evaluate_default):
    self = object.__new__(TypeVarTuple)
    self._set_up(name, _caller(), NoDefault if evaluate_default is None else _unknown, evaluate_default)
    return self


def _make_typealias(name, type_params, evaluate_value):
    return _alias(TypeAliasType, name, type_params or (), _unknown, evaluate_value, _caller())
