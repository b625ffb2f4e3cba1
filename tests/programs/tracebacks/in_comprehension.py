# Uncaught inside a comprehension and a generator expression.
def invert(values):
    return [1 / v for v in values]


def total(values):
    return sum(100 // invert([v])[0] for v in values)


print(total([1, 0.5]))
total([1, 2, 0])
