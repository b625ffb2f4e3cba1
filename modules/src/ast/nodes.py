"""The node classes of abstract syntax trees, made from a table of their fields.

In the table a field that ends in ? may be missing (None), in * is a list, in ! is a context (Load() when missing).
After a sum class stand the attributes that all its members have.
"""

_TABLE = """
alias(name asname?) lineno col_offset end_lineno? end_col_offset?
arg(arg annotation? type_comment?) lineno col_offset end_lineno? end_col_offset?
arguments(posonlyargs* args* vararg? kwonlyargs* kw_defaults* kwarg? defaults*)
boolop()
  And()
  Or()
cmpop()
  Eq()
  Gt()
  GtE()
  In()
  Is()
  IsNot()
  Lt()
  LtE()
  NotEq()
  NotIn()
comprehension(target iter ifs* is_async)
excepthandler() lineno col_offset end_lineno? end_col_offset?
  ExceptHandler(type? name? body*)
expr() lineno col_offset end_lineno? end_col_offset?
  Attribute(value attr ctx!)
  Await(value)
  BinOp(left op right)
  BoolOp(op values*)
  Call(func args* keywords*)
  Compare(left ops* comparators*)
  Constant(value kind?)
  Dict(keys* values*)
  DictComp(key value generators*)
  FormattedValue(value conversion format_spec?)
  GeneratorExp(elt generators*)
  IfExp(test body orelse)
  Interpolation(value str conversion format_spec?)
  JoinedStr(values*)
  Lambda(args body)
  List(elts* ctx!)
  ListComp(elt generators*)
  Name(id ctx!)
  NamedExpr(target value)
  Set(elts*)
  SetComp(elt generators*)
  Slice(lower? upper? step?)
  Starred(value ctx!)
  Subscript(value slice ctx!)
  TemplateStr(values*)
  Tuple(elts* ctx!)
  UnaryOp(op operand)
  Yield(value?)
  YieldFrom(value)
expr_context()
  Del()
  Load()
  Store()
keyword(arg? value) lineno col_offset end_lineno? end_col_offset?
match_case(pattern guard? body*)
mod()
  Expression(body)
  FunctionType(argtypes* returns)
  Interactive(body*)
  Module(body* type_ignores*)
operator()
  Add()
  BitAnd()
  BitOr()
  BitXor()
  Div()
  FloorDiv()
  LShift()
  MatMult()
  Mod()
  Mult()
  Pow()
  RShift()
  Sub()
pattern() lineno col_offset end_lineno? end_col_offset?
  MatchAs(pattern? name?)
  MatchClass(cls patterns* kwd_attrs* kwd_patterns*)
  MatchMapping(keys* patterns* rest?)
  MatchOr(patterns*)
  MatchSequence(patterns*)
  MatchSingleton(value)
  MatchStar(name?)
  MatchValue(value)
stmt() lineno col_offset end_lineno? end_col_offset?
  AnnAssign(target annotation value? simple)
  Assert(test msg?)
  Assign(targets* value type_comment?)
  AsyncFor(target iter body* orelse* type_comment?)
  AsyncFunctionDef(name args body* decorator_list* returns? type_comment? type_params*)
  AsyncWith(items* body* type_comment?)
  AugAssign(target op value)
  Break()
  ClassDef(name bases* keywords* body* decorator_list* type_params*)
  Continue()
  Delete(targets*)
  Expr(value)
  For(target iter body* orelse* type_comment?)
  FunctionDef(name args body* decorator_list* returns? type_comment? type_params*)
  Global(names*)
  If(test body* orelse*)
  Import(names*)
  ImportFrom(module? names* level?)
  Match(subject cases*)
  Nonlocal(names*)
  Pass()
  Raise(exc? cause?)
  Return(value?)
  Try(body* handlers* orelse* finalbody*)
  TryStar(body* handlers* orelse* finalbody*)
  TypeAlias(name type_params* value)
  While(test body* orelse*)
  With(items* body* type_comment?)
type_ignore()
  TypeIgnore(lineno tag)
type_param() lineno col_offset end_lineno? end_col_offset?
  ParamSpec(name default_value?)
  TypeVar(name bound? default_value?)
  TypeVarTuple(name default_value?)
unaryop()
  Invert()
  Not()
  UAdd()
  USub()
withitem(context_expr optional_vars?)
"""

PyCF_ONLY_AST = 0x400
PyCF_TYPE_COMMENTS = 0x1000
PyCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000
PyCF_OPTIMIZED_AST = 0x8400


class AST:
    __module__ = "ast"
    _fields = ()
    _attributes = ()
    _field_types = {}
    __match_args__ = ()
    _kinds = {}

    def __init__(self, /, *args, **keywords):
        cls = type(self)
        fields = cls._fields
        if len(args) > len(fields):
            s = "" if len(fields) == 1 else "s"
            raise TypeError(f"{cls.__name__} constructor takes at most {len(fields)} positional argument{s}")
        given = dict(zip(fields, args))
        for name, value in keywords.items():
            if name in given:
                raise TypeError(f"{cls.__name__} got multiple values for argument '{name}'")
            if name not in fields and name not in cls._attributes:
                import warnings

                warnings.warn(
                    f"{cls.__name__}.__init__ got an unexpected keyword argument '{name}'. Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15.",
                    DeprecationWarning,
                    2,
                )
            given[name] = value
        for name, value in given.items():
            setattr(self, name, value)
        for name in fields:
            if name in given:
                continue
            kind = cls._kinds.get(name)
            if kind == "*":
                setattr(self, name, [])
            elif kind == "!":
                setattr(self, name, Load())
            elif kind is None and name in cls._own_fields:
                import warnings

                warnings.warn(
                    f"{cls.__name__}.__init__ missing 1 required positional argument: '{name}'. This will become an error in Python 3.15.",
                    DeprecationWarning,
                    2,
                )

    _own_fields = ()

    def __repr__(self):
        return _shown(self, 3)

    def __reduce__(self):
        own = dict(self.__dict__)
        return type(self), (), own

    def __replace__(self, /, **changes):
        cls = type(self)
        own = dict(self.__dict__)
        for name in changes:
            if name not in cls._fields and name not in cls._attributes:
                raise TypeError(f"{cls.__name__}.__replace__ got an unexpected keyword argument '{name}'.")
        own.update(changes)
        return cls(**own)


def _shown(node, depth):
    if depth <= 0:
        return f"{type(node).__name__}(...)"
    parts = []
    for name in type(node)._fields:
        if not hasattr(node, name):
            continue
        value = getattr(node, name)
        if isinstance(value, AST):
            text = _shown(value, depth - 1)
        elif isinstance(value, (list, tuple)):
            ends = "[]" if isinstance(value, list) else "()"
            items = [_shown(v, depth - 1) if isinstance(v, AST) else repr(v) for v in value]
            if len(items) > 2:
                items[1:-1] = ["..."]
            text = ends[0] + ", ".join(items) + ends[1]
        else:
            text = repr(value)
        parts.append(f"{name}={text}")
    return f"{type(node).__name__}({', '.join(parts)})"


def _make_classes(namespace):
    base = None
    for line in _TABLE.strip().splitlines():
        head, _, attributes = line.strip().partition(")")
        name, _, fields = head.partition("(")
        member = line.startswith(" ")
        kinds = {}
        names = []
        for field in fields.split():
            plain = field.rstrip("?*!")
            names.append(plain)
            if plain != field:
                kinds[plain] = field[-1]
        own = {
            "__module__": "ast",
            "_fields": tuple(names),
            "__match_args__": tuple(names),
            "_own_fields": tuple(names),
            "_kinds": kinds,
        }
        for field, kind in kinds.items():
            if kind == "?":
                own[field] = None
        if not member:
            own["_attributes"] = tuple(a.rstrip("?") for a in attributes.split())
            for attribute in attributes.split():
                if attribute.endswith("?"):
                    own[attribute[:-1]] = None
        made = type(name, (base if member else AST,), own)
        if not member:
            base = made
        namespace[name] = made


_make_classes(globals())
