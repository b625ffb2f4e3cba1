# math.
import math

inf, nan = math.inf, math.nan
print(math.pi, math.e, math.tau, math.sqrt(2), math.sin(1), math.cos(1), math.tan(1), math.exp(1), math.log(10), math.log2(8), math.log10(1000), math.log(8, 2))
print(math.floor(2.7), math.floor(-2.7), math.ceil(2.1), math.ceil(-2.1), math.trunc(-2.7), math.floor(1e20), math.ceil(5), math.fabs(-3), math.fmod(-7, 3), math.remainder(7, 4), math.modf(3.25), math.frexp(10.0), math.ldexp(0.5, 5))
print(math.gcd(12, 18), math.gcd(0, 5), math.gcd(), math.gcd(-4, 6, 10), math.lcm(4, 6), math.lcm(), math.factorial(20), math.factorial(30), math.comb(10, 3), math.perm(5, 2), math.isqrt(17), math.isqrt(10**40), math.gcd(1 << 70, 3 << 65))
print(math.isnan(nan), math.isinf(-inf), math.isfinite(1e308), math.isclose(0.1 + 0.2, 0.3), math.copysign(1, -0.0), math.hypot(3, 4), math.hypot(1, 2, 2), math.dist((0, 0), (3, 4)), math.atan2(1, -1), math.asin(1), math.acos(0), math.atan(1))
print(math.sinh(1), math.cosh(1), math.tanh(1), math.asinh(1), math.acosh(2), math.atanh(0.5), math.degrees(math.pi), math.radians(180), math.expm1(1e-10), math.log1p(1e-10), math.gamma(5), math.lgamma(10), math.erf(0.5), math.erfc(0.5))
print(math.fsum([0.1] * 10), math.prod([1, 2, 3]), math.prod([0.5, 4], start=2), math.sumprod([1, 2], [3, 4]), math.nextafter(1, 2), math.ulp(1.0), math.cbrt(27), math.exp2(3), math.pow(2, 0.5), math.fma(2.0, 3.0, 1.0))
print(math.log(1 << 2000), math.log2(1 << 2000), math.log10(10**400), math.sqrt(1 << 100), math.floor(-0.0), math.copysign(0.0, -1))
for action in ("math.sqrt(-1)", "math.log(0)", "math.log(-1)", "math.acos(2)", "math.factorial(-1)", "math.factorial(1.5)", "math.exp(1000)", "math.fmod(1, 0)", "math.pow(0, -1)", "math.pow(10, 400)", "math.sqrt('a')", "math.floor('a')",
               "math.isqrt(-1)", "math.comb(-1, 2)", "math.gcd(1.5)", "math.log(10, 1)", "math.sin(inf)", "math.floor(inf)", "math.floor(nan)", "math.ldexp(1.0, 10000)", "math.gamma(0)", "math.sqrt()", "math.atanh(1)", "math.sumprod([1], [])", "math.dist((1,), (1, 2))", "math.log1p(-1)", "math.cosh(1000)", "math.sqrt(10**400)"):
    try:
        print(action, "=", eval(action))
    except Exception as error:
        print(action, "->", type(error).__name__, error)


class F:
    def __float__(self):
        return 4.0

    def __floor__(self):
        return "floored"

    def __ceil__(self):
        return "ceiled"

    def __trunc__(self):
        return "truncated"


print(math.sqrt(F()), math.floor(F()), math.ceil(F()), math.trunc(F()), math.sqrt(True), math.sin(10**30))
x = 0.0
for i in range(3000):
    x += math.sin(i) * math.sqrt(i) - math.floor(i / 7) + math.atan2(i, 3)
print(x)
