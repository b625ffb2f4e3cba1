# A failing assert with a message over lines.
def check(values):
    assert all(
        v > 0 for v in values
    ), f"not all positive: {values}"


check([1, -1])
