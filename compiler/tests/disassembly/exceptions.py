def handlers(f):
    try:
        f()
    except (ValueError, OSError) as error:
        return error
    except KeyError:
        raise
    else:
        f(1)
    finally:
        f(2)


def leaves_early(items):
    for item in items:
        try:
            if item:
                continue
            break
        finally:
            print(item)
    else:
        return 1


def groups(f):
    try:
        f()
    except* ValueError as group:
        f(group)


def managers(a):
    with a as b, b.c:
        return b
