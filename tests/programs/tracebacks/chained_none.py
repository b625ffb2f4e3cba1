# raise from None hides the context.


def lookup(d, k):
    try:
        return d[k]
    except KeyError:
        raise LookupError("no entry " + k) from None


lookup({}, "name")
