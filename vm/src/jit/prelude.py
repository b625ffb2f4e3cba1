# Builtin functions over generators, as loops that the recorder can follow into the generator (DESIGN §5). Their names are
# bound to the builtins of the same name once, so what a program does to `builtins` is nothing to them; `native_sum` and
# `chain` go on where a loop does not know the rest.


def list(items):
    return [x for x in items]


def tuple(items):
    return native_tuple([x for x in items])


def set(items):
    return {x for x in items}


def sorted(items):
    found = [x for x in items]
    found.sort()
    return found


def join(separator, items):
    return native_join(separator, [x for x in items])


def any(items):
    for x in items:
        if x:
            return True
    return False


def all(items):
    for x in items:
        if not x:
            return False
    return True


def min(items):
    for least in items:
        break
    else:
        raise ValueError("min() iterable argument is empty")
    for x in items:
        if x < least:
            least = x
    return least


def max(items):
    for most in items:
        break
    else:
        raise ValueError("max() iterable argument is empty")
    for x in items:
        if x > most:
            most = x
    return most


def sum(items):
    total = 0
    for x in items:
        if type(x) is not int and x is not True and x is not False:
            break
        total += x
    else:
        return total
    if type(x) is not float:
        return native_sum(chain((x,), items), total)
    total = total + x
    lost = 0.0
    for x in items:
        if type(x) is float:
            next = total + x
            # What the addition rounded away (Neumaier's variant of Kahan's summation, as CPython's).
            if abs(total) >= abs(x):
                lost += (total - next) + x
            else:
                lost += (x - next) + total
            total = next
        elif type(x) is int and -0x8000000000000000 <= x <= 0x7FFFFFFFFFFFFFFF:
            total += x
        else:
            if lost and lost - lost == 0.0:
                total += lost
            return native_sum(chain((x,), items), total)
    if lost and lost - lost == 0.0:
        total += lost
    return total
