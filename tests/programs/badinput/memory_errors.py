# Requests that cannot be met raise MemoryError or OverflowError, and the program goes on.
tests = ["[0] * 10**15", "(0,) * 10**15", "'a' * 10**16", "b'a' * 10**16", "bytearray(10**16)", "bytes(10**16)", "[0] * 2**62", "[0] * 2**63", "'ab' * 2**62", "'ab' * 2**64", "list(range(10**15))" if False else "[None] * -5", "'x'.ljust(10**16)", "'x'.zfill(10**17)", "'%1000000000000000d' % 1" if False else "1",
         "range(10**30)[10**29]", "1 << 10**18" if False else "1 << 2**63", "len(range(10**30))", "bytearray(2**63)", "bytes(2**70)", "[1, 2] * (10**15)", "'abc'.center(10**16)", "'a'.replace('a', 'b' * 10) * 10**15", "[[]] * 10**15"]
for test in tests:
    try:
        r = eval(test)
        print(test, "passed", type(r).__name__)
    except (MemoryError, OverflowError) as error:
        print(test, "->", type(error).__name__, error)
a = [1]
try:
    a *= 10**15
except MemoryError:
    print("in place", a)
try:
    a.extend([0] * 10**15)
except MemoryError:
    print("extend", a)
s = "text"
try:
    s *= 10**16
except MemoryError:
    print(s)
print("still here", sum(range(10)))
