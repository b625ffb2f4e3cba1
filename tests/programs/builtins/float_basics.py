# float arithmetic, text, rounding, comparison with ints, errors.
inf, nan = float("inf"), float("nan")
values = [0.0, -0.0, 1.0, -1.5, 0.1, 1 / 3, 1e16, 1e15, 123456789.123, 1e22, 1e23, 5e-324, 1.7976931348623157e308, 2.0**-256,
          2.0**257, 2.0**-767, 1e-5, 1e-4, 0.0001234, 100.0, inf, -inf, nan]
for x in values:
    print(repr(x), str(x), f"{x:.3f}" if abs(x) < 1e20 else "-", f"{x:g}", f"{x:e}", x == x, bool(x), -x, abs(x))
print(0.1 + 0.2, 1e308 * 10, -1e308 * 10, 1.5 // 0.4, -1.5 // 0.4, 1.5 % 0.4, -1.5 % 0.4, 1.5 % -0.4, divmod(7.5, -2))
print(2.0**0.5, 2**0.5, (-8) ** (1 / 3), 0.0**0, inf - inf, inf * 0, 1 / inf, -1 / inf, 5 % inf, -5 % inf)
for action in ("1.0 / 0", "1.0 // 0.0", "1.0 % 0", "0.0 ** -1", "10.0 ** 400", "float('abc')", "float('')", "float([])",
               "float('1e')", "int(nan)", "int(inf)", "1.5 & 1", "1.5 << 2", "'a' + 1.5", "1.5 < 'a'", "float(10**400)",
               "(1e308).__pow__(2)", "divmod(1.0, 0)", "round(nan)", "round(inf)", "float('1_0')", "float('_1')", "float(None)"):
    try:
        print(action, eval(action))
    except Exception as error:
        print(action, "->", type(error).__name__, error)
print(float("1e5"), float(" 2.5 "), float("-inf"), float("Infinity"), float("nan"), float("1_000.5"), float(".5"), float("5."), float("1E-3"))
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5678, -2), round(0.5), round(1e20), round(1.5, 0), round(1e300, 5), round(5e-324, 3))
print(int(2.9), int(-2.9), int(1e18), int(1e19), int(1e30), (2.5).is_integer(), (2.0).is_integer(), (0.75).as_integer_ratio())
print(1 == 1.0, 2**53 == 2.0**53, 2**53 + 1 == 2.0**53, 2**53 + 1 > 2.0**53, 10**400 > 1e308, -(10**400) < -inf, 10**400 < inf, 1 < nan, nan != nan)
print(hash(1.0) == hash(1), hash(0.5), hash(-0.5), hash(1e100), hash(inf), hash(-inf), hash(2.0**61), hash(0.1))
print((0.1).hex(), float.fromhex("0x1.8p3"), float.fromhex("-0x1p-1074"), (1.0).hex(), (-0.0).hex())
print(min(1.0, nan), max(nan, 1.0), min(-0.0, 0.0), sorted([3.5, -1.0, 2, 1e10, -inf]), sum([0.1] * 10), sum([1e16, 1.0, -1e16]))
print({1.0: "a", 1: "b"}, 0.0 in [-0.0], nan in [nan], [nan] == [nan], (nan,) == (nan,), {nan: 1}[nan])
for spec in (".2f", "10.3f", "<10.1f", "+.1e", "%", ".0f", "g", ".3g", "010.2f", ",.2f", "_.1f", "#.3g", ".10g", "e", "n", "*^12.2f", "z.1f", " .2f", "=+9.1f"):
    print(spec, format(1234.5678, spec), format(-0.04, spec), end=" | ")
print()
print("%f %e %g %.3f %10.2f|%-10.2f|%+.1f %r %s" % (1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5))
for i in (1, 10, 22, 23, 100, 300, 308):
    print(10.0**i, float(10**i), 1 / 10.0**i, end=" ")
print()
x = 0.1
for i in range(60):
    x = x * 3.7 % 1.0
print(x, x.hex())
