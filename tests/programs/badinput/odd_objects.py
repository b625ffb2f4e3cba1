# Objects that break their protocols.


class Odd:
    def __len__(self):
        return "long"

    def __iter__(self):
        return [1]

    def __hash__(self):
        return "hash"

    def __bool__(self):
        return None

    def __index__(self):
        return 1.5

    def __repr__(self):
        return None

    def __str__(self):
        return b"bytes"

    def __format__(self, spec):
        return 5

    def __int__(self):
        return "1"

    def __float__(self):
        return 1

    def __contains__(self, x):
        return "yes"

    def __eq__(self, other):
        return "equal"

    def __lt__(self, other):
        return []

    def __getitem__(self, i):
        raise IndexError

    def __enter__(self):
        return self

    def __call__(self):
        return None

    def __bytes__(self):
        return "text"

    def __dir__(self):
        return 5

    def __complex__(self):
        return 1

    def __length_hint__(self):
        return -1

    def __reversed__(self):
        return 5

    def __round__(self, n=0):
        return "rounded"


o = Odd()
for test in ["len(o)", "iter(o)", "list(o)", "hash(o)", "{o}", "bool(o)", "not o", "[1, 2][o]", "range(o)", "repr(o)", "str(o)", "f'{o}'", "print(o)", "int(o)", "float(o)", "1 in o", "o == 1", "o != 1", "o < 1", "sorted([o, o])", "bytes(o)", "dir(o)", "complex(o)", "reversed(o)", "round(o)", "o()", "hex(o)", "'%d' % o", "'%s' % o", "max(o, o)", "[o].index(5)", "5 if o else 6", "o and 1", "chr(o)", "'a' * o", "slice(o).indices(5)", "[1][o:]", "sum(o)", "dict(o)", "''.join(o)", "any(o)", "zip(o)", "map(o, o)", "enumerate(o)", "isinstance(o, o)", "issubclass(o, int)", "type(o)(1)", "vars(o)", "round(o, 2)", "divmod(o, 1)", "pow(o, 2)", "abs(o)", "ord(o)", "open(o)", "getattr(o, o)", "exec(o)", "eval(o)", "super(o)", "property(o).fget is o", "next(o)", "o.x", "-o", "o + 1", "o @ o", "o[1:2]", "(*o,)", "{**o}"]:
    try:
        result = eval(test)
        print(test, "=", result if isinstance(result, (int, str, list, dict)) else type(result).__name__)
    except Exception as error:
        print(test, "->", type(error).__name__, error)
try:
    with o:
        pass
except TypeError as error:
    print(error)
