# A raise statement over several lines.
def check(values):
    for value in values:
        if value < 0:
            raise ValueError(
                "negative value "
                f"{value}"
            )


check(
    [1, 2, -3],
)
