# complex.
z = 3 + 4j
print(z, z.real, z.imag, abs(z), z.conjugate(), -z, +z, z == 3 + 4j, z != 3, bool(0j), complex(1, 2), complex("1+2j"), complex(" -1j "), complex(5), complex())
print(z + 1, z - 2.5, z * 2j, z / 2, z**2, 2**z, z * z.conjugate(), 1 / z, (1 + 2j) * (3 - 1j), 1j**2, 0j**0, (1 + 1j) ** 3, z / (1 - 1j))
print(1j, -1j, 1.5 + 0j, complex(-0.0, -0.0), complex(float("inf"), float("nan")), 1e100j, repr(1 + 1e-10j), [1j, 2 - 3j], f"{z:.2f}", f"{z}")
print(hash(1 + 0j) == hash(1), hash(1j), 1 + 0j == 1, {1: "a"}[1 + 0j], sum([1j, 2]), isinstance(z, complex), z.__class__, complex(z, 1), complex(1j, 1j))
for action in ("z < z", "z // 1", "z % 2", "int(z)", "float(z)", "complex('a')", "complex('1 + 2j')", "complex(None)", "complex([], 1)", "z / 0", "0j ** -1", "divmod(z, 1)", "round(z)", "abs('z')", "z.real = 1", "complex('1', 2)", "sorted([1j, 2j])", "z & 1", "min(1j, 2j)"):
    try:
        exec("r = " + action if "real =" not in action else action)
        print(action, "=", r)
    except Exception as error:
        print(action, "->", type(error).__name__, error)


class C:
    def __complex__(self):
        return 5 + 6j


print(complex(C()), complex(1.5), complex(True), complex("inf"), complex("1e3-2.5e-1j"), complex("j"), complex("(1+2j)"))
w, n = 0j, 0
c = -0.4 + 0.6j
while abs(w) < 2 and n < 50:
    w = w * w + c
    n += 1
print(n, round(w.real, 10), round(w.imag, 10))
