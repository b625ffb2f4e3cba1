# Endless recursion through operator methods.


class R:
    def __add__(self, other):
        return self + other

    def __radd__(self, other):
        return other + self

    def __eq__(self, other):
        return self == other

    def __lt__(self, other):
        return other > self

    def __gt__(self, other):
        return other < self

    def __hash__(self):
        return hash(self)

    def __bool__(self):
        return bool(self)

    def __len__(self):
        return len(self)

    def __iter__(self):
        return iter(self)

    def __next__(self):
        return next(self)

    def __getitem__(self, key):
        return self[key]

    def __setitem__(self, key, value):
        self[key] = value

    def __delitem__(self, key):
        del self[key]

    def __contains__(self, item):
        return item in self

    def __neg__(self):
        return -self

    def __index__(self):
        return [0][self]

    def __int__(self):
        return int(self)

    def __float__(self):
        return float(self)

    def __format__(self, spec):
        return format(self, spec)

    def __enter__(self):
        with self:
            pass

    def __exit__(self, *info):
        pass

    def __iadd__(self, other):
        self += other
        return self

    def __divmod__(self, other):
        return divmod(self, other)

    def __round__(self):
        return round(self)

    def __abs__(self):
        return abs(self)

    def __reversed__(self):
        return reversed(self)

    def __contains__(self, item):
        return item in self


r = R()
tests = ["r + 1", "1 + r", "r == r", "r < R()", "hash(r)", "{r: 1}", "bool(r)", "not r", "len(r)", "next(r)", "r[0]", "1 in r", "-r", "[1][r]", "int(r)", "float(r)", "f'{r}'", "format(r)", "divmod(r, 1)", "round(r)", "abs(r)", "reversed(r)",
         "r in [R()]", "[r] == [R()]", "(r,) < (R(),)", "max(r, R())", "sum([r, r])", "sorted([r, R()])", "[x for x in r]", "list(r)", "range(r)", "{**{r: 1}}", "any([r])"]
for test in tests:
    try:
        eval(test)
        print(test, "passed")
    except RecursionError:
        print(test, "RecursionError")
for statement in ["r[0] = 1", "del r[0]", "r += 1", "with r: pass", "for x in r: pass", "a, b = r", "if r: pass", "assert r"]:
    try:
        exec(statement)
        print(statement, "passed")
    except RecursionError:
        print(statement, "RecursionError")
