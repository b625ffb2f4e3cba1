# Floats unboxed across a loop, leaving and entering the inline range of the tagging.


def mandelbrot(w, h, limit):
    total = 0
    for y in range(h):
        ci = 2.0 * y / h - 1.0
        for x in range(w):
            cr = 2.0 * x / w - 1.5
            zr = zi = 0.0
            n = 0
            while n < limit and zr * zr + zi * zi <= 4.0:
                zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
                n += 1
            total += n
    return total


print(mandelbrot(32, 24, 50))


def growing(x, factor, n):
    seen = []
    for i in range(n):
        x *= factor
        if i % 100 == 0:
            seen.append(x)
    return seen


print(growing(1.0, 1.5, 2000))
print(growing(1.0, 0.5, 1500))
print(growing(-1.0, -0.7, 2500))
print(growing(1e-300, 3.0, 2000))


def zeros(n):
    x = -0.0
    out = []
    for i in range(n):
        x = x * 1.0
        y = x + 0.0
        if i % 500 == 0:
            out.append((x, y, -x, x == y))
    return out


print(zeros(2000))


def nans(n):
    nan = float("inf") - float("inf")
    count = 0
    for i in range(n):
        if nan == nan or nan < i or nan > i:
            count += 1
        if nan != nan:
            count += 2
    return count, nan


print(nans(3000))


def harmonic(n):
    s = 0.0
    for i in range(1, n):
        s += 1 / i - 1.0 / (i + 1)
    return s


print(harmonic(5000))
