# operator.
import operator as op

print(op.add(1, 2), op.sub(5, 3), op.mul(2, 3), op.truediv(7, 2), op.floordiv(7, 2), op.mod(7, 3), op.pow(2, 5), op.neg(3), op.pos(-3), op.abs(-4), op.inv(5), op.invert(0), op.lshift(1, 4), op.rshift(16, 2), op.and_(6, 3), op.or_(6, 3), op.xor(6, 3))
print(op.lt(1, 2), op.le(2, 2), op.eq(1, 1.0), op.ne(1, 2), op.ge(1, 2), op.gt(2, 1), op.not_(0), op.truth([]), op.is_(None, None), op.is_not(1, None), op.index(True), op.concat([1], [2]), op.contains("abc", "b"), op.countOf([1, 1, 2], 1), op.indexOf("abc", "c"))
d = {"a": 1}
op.setitem(d, "b", 2)
op.delitem(d, "a")
print(d, op.getitem([1, 2], 1), op.getitem("abc", slice(1)), op.length_hint([1, 2]), op.length_hint(iter(range(3))), op.length_hint(5, 9) if False else op.length_hint(object(), 9))
get, two, attr, call = op.itemgetter(1), op.itemgetter(0, "k" and 2), op.attrgetter("real"), op.methodcaller("upper")
print(get("xyz"), two([5, 6, 7]), attr(5), call("abc"), op.attrgetter("a.b", "c")(type("X", (), {"a": type("Y", (), {"b": 1}), "c": 2})), op.methodcaller("split", ",", maxsplit=1)("a,b,c"), op.call(max, 1, 2))
x = [1]
y = op.iadd(x, [2])
print(x is y, op.iadd(1, 2), op.imul(x, 2), op.ior({1}, {2}), op.iconcat([1], [2]), op.__add__(1, 2), sorted([("b", 2), ("a", 3)], key=op.itemgetter(1)), list(map(op.mul, range(4), range(4))), op.isub(5, 2), op.ipow(2, 3), op.ifloordiv(7, 2))
for action in ("op.add(1, 'a')", "op.itemgetter()", "op.attrgetter(5)", "op.attrgetter('nope')(1)", "op.itemgetter('a')([1])", "op.methodcaller()", "op.methodcaller('nope')(1)", "op.index(1.5)", "op.concat(1, 2)", "op.indexOf([1], 2)", "op.getitem({}, 'x')", "op.not_()", "op.lt(1, 'a')", "op.length_hint(1, 'a')", "op.attrgetter('real.nope')(1)"):
    try:
        print(action, "=", eval(action))
    except Exception as error:
        print(action, "->", type(error).__name__, error)
print(repr(get), repr(attr), repr(call))
s = 0
for i in range(2000):
    s = op.add(s, op.mod(op.mul(i, i), 7))
print(s, sum(map(op.itemgetter(0), [(i, 0) for i in range(1000)])))
