# Carets in expressions over several lines.


def f(*args, **kwargs):
    return args[0] / kwargs["by"]


value = f(
    1,
    *[2, 3],
    by=(
        0
    ),
)
