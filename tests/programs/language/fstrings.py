# f-strings: conversions, nested specs, debugging, quotes, joining.
name, n, pi = "Ann", 42, 3.14159
print(f"{name} {n} {pi:.2f} {n:>6}|{n:<6}|{n:^6}|{n:06d}|{n:+d}")
print(f"{name!r} {name!s} {name!a} {'é'!a}")
width, precision = 10, 3
print(f"{pi:{width}.{precision}}|{pi:{width}.{precision}f}|{name:{'>'}{width}}")
print(f"{n=} {n = } {name=} {pi=:.1f} {n + 1=}")
print(f"{{literal}} {{{n}}}")
print(f"{n:x} {n:X} {n:#x} {n:b} {n:o} {n:#b} {n:e} {n:c} {n:,}")
print(f"{1234567:,} {1234567:_} {1234567.891:,.2f} {0.5:%} {0.25:.0%}")
print(f"{'a' 'b'} {f'{n}'} {f"{f'{n + 1}'}"}")
print(f"{[x for x in range(3)]} {({1: 2})} {(lambda x: x * 2)(4)}")
print(f"{n if n > 1 else 0} {n and name} {not n}")
print(f"line\ttab {'\n'!r} \\ {'\\'}")
print(rf"raw\n {n}" f" joined {n}" " plain")
print(f"""multi
{n}
line""")
print(f"{name:5}|{name:>5}|{name:^7}|{name:*^9}|{name:.2}|{True:d}|{True}|{None}")
print(f"{-n:05d} {-n:<5d}| {-pi:8.2f} {1e10} {1e16} {1e-5} {float('inf')} {float('nan'):5}")


class Custom:
    def __format__(self, spec):
        return f"fmt[{spec}]"

    def __str__(self):
        return "str"

    def __repr__(self):
        return "repr"


c = Custom()
print(f"{c} {c:} {c:abc} {c!r} {c!s:>5} {c:{n}}")
for spec in ("{n:q}", "{name:d}", "{pi:d}", "{n:.2d}", "{[]:5}", "{None:>5}", "{c!r:=5}"):
    try:
        print(eval(f"f'{spec}'"))
    except (ValueError, TypeError) as error:
        print(spec, type(error).__name__, error)
print(f"{n!r:>5}|{name!r:>8}|{n:{width}}")
d = {"k": [1, 2]}
print(f"{d['k'][1]} {d["k"]} {len(d)}")
print(f"{3.0} {3.5:g} {1e100:g} {123456789.0:g} {0.0001:g} {0.00001:g}")
print(f"{10**30} {10**30:,} {10**30:e} {-(2**70):x}")
print(f"{'x' * 3:>{2 * 3}}" + f"{''}" + f"")
