# abs, divmod, pow, round, hash, id, type, isinstance, getattr, callable, repr, format, vars, dir.
print(abs(-5), abs(-2.5), abs(-(1 << 70)), divmod(7, 2), divmod(-7, 2), divmod(7.5, 2), pow(2, 3), pow(2, -1), pow(2, 3, 5), pow(2.0, 0.5), round(2.567, 1), round(5), round(-0.5))
print(hash(5), hash(-1), hash(1 << 61), hash((1 << 61) - 1), hash(-(1 << 61)), hash(1 << 100), hash(0.0), hash("") , hash(None) == hash(None), hash(int) == hash(int))
print(type(5), type("").__name__, type(type), type(len).__name__, type(lambda: 0).__name__, type(print), type([].append).__name__, type(int.__add__).__name__, type((1).__add__).__name__, type(str.upper).__name__, type(...), type(range(1)))
print(isinstance(5, int), isinstance(5, (str, int)), isinstance(True, int), isinstance(5, object), issubclass(int, object), issubclass(bool, (str, int)), isinstance([], (tuple, (list, dict))), isinstance(int, type))
print(callable(len), callable(5), callable(int), callable(lambda: 0), callable(type("C", (), {"__call__": 1})()), repr("a"), ascii("é"), format(3.14159, ".2f"), format("a", ">3"), format(5), bin(5), oct(8), hex(255), bin(-5), hex(-(1 << 64)))


class C:
    a = 1

    def __init__(self):
        self.b = 2

    def __dir__(self):
        return ["z", "y"]


c = C()
print(getattr(c, "a"), getattr(c, "q", None), hasattr(c, "b"), vars(c), dir(c), [n for n in dir(C) if not n.startswith("__")], "append" in dir([]), id(c) == id(c), c.__class__.__name__)
setattr(c, "d", 4)
delattr(c, "b")
print(vars(c), c.__dict__ is vars(c), len(dir(int)) > 50, "__add__" in dir(5))
for action in ("abs('a')", "divmod(1)", "divmod('a', 1)", "pow('a', 2)", "round('a')", "round(1.5, 'a')", "hash([])", "type()", "type(1, 2)", "isinstance(1)", "isinstance(1, 5)", "isinstance(1, (5,))", "issubclass(1, int)", "issubclass(int, 5)", "getattr(c)",
               "getattr(c, 5)", "getattr(c, 'nope')", "setattr(c, 'a')", "setattr(5, 'a', 1)", "delattr(c, 'nope')", "vars(5)", "repr()", "format(5, 'q')", "format(5, 5)", "bin(1.5)", "hex('a')", "hasattr(c, 1)", "chr()", "ord(5)", "callable()", "id()",
               "object().x", "object().x = 1", "int.x = 1", "len.x = 1", "abs()", "abs(1, 2)", "pow(1)", "print(1, foo=2)", "print(sep=5)", "input(1, 2)", "eval(5)", "exec(5)", "compile()", "globals(1)", "bool(x=1)", "str(1, 2)", "list(x=1)", "float(1, 2)"):
    try:
        exec("r = " + action if " = 1" not in action else action)
        print(action, "=", r)
    except Exception as error:
        print(action, "->", type(error).__name__, error)
print(eval("1 + 2"), eval("x * 2", {"x": 5}), eval("a + b", {"a": 1}, {"b": 2}), eval(" 7 "), eval(compile("3 * 3", "f", "eval")))
ns = {}
exec("def f(x):\n    return x + 1\ny = f(1)", ns)
print(ns["y"], sorted(k for k in ns if not k.startswith("__")))
exec(compile("for i in range(2): print('compiled', i)", "name", "exec"))
print(print("x", "y", sep="-", end="!\n"), print(), print(1, None, [], sep=", "))
import sys

print("to stderr", file=sys.stderr, flush=True)
print(repr(len), repr(int), repr(print.__name__), str([].append)[:30], repr(object.__init__)[:20], repr(type(c)), repr(C.__init__)[:20], repr(sys)[:15])
print(object() == object(), object() != object(), (lambda: 0).__name__, len.__name__, len.__module__, [].append.__name__, int.__add__.__name__, [].append.__self__, C.__init__.__qualname__)
print(sorted([c for c in "hello"], key=ord), staticmethod(len).__func__ is len, type(classmethod(len)).__name__, __name__, __file__.endswith("functions_objects.py"), __doc__)
