# bool, None, Ellipsis, NotImplemented.
print(True + True, True * 3, -True, ~0, True / 2, True == 1, True is True, False < True, bool(), bool("x"), bool([]))
print(True & False, True | False, True ^ True, True & 3, type(True & True), type(True & 1), True << 2)
print(str(True), repr(False), int(True), float(True), f"{True:d} {True:5} {False!s:>6}", "%d %s" % (True, True))
print({True: "a", 1: "b", 1.0: "c"}, [10, 20][True], "ab"[False], hash(True), hash(False))
print(None, repr(None), bool(None), None is None, type(None).__name__, str(None), None == 0, None != None, hash(None) == hash(None))
print(..., repr(Ellipsis), bool(...), type(...).__name__, NotImplemented, type(NotImplemented).__name__)
print(isinstance(True, int), issubclass(bool, int), bool.__mro__, bool.__base__)
for action in ("None + 1", "None[0]", "None()", "None < None", "None.x", "len(None)", "iter(None)", "True.x = 1", "bool(NotImplemented)",
               "None.x = 1", "type(None)(1)", "bool(1, 2)", "class_ = type('X', (bool,), {})", "...[0]", "int(None)", "for_ = [x for x in None]"):
    try:
        exec(action)
        print(action, "passed")
    except Exception as error:
        print(action, "->", type(error).__name__, error)
print(type(None)(), not None, None or 5, None and 5, any([None, 0]), all([]), sum([True, True, False]))


class NoBool:
    def __bool__(self):
        return 1


class NegativeLen:
    def __len__(self):
        return -1


class BigLen:
    def __len__(self):
        return 1 << 70


for bad in (NoBool(), NegativeLen(), BigLen()):
    for f in (bool, len):
        try:
            print(f(bad))
        except Exception as error:
            print(type(bad).__name__, f.__name__, type(error).__name__, error)
print(True.real, True.bit_length(), True.to_bytes(1, "big"), (True).__and__(2), True.__class__)
print(sorted([True, False, 2, 0, -1]), max(True, 1), min(1, True), [True] == [1], {True} == {1}, round(True), abs(True), divmod(True, 2))
