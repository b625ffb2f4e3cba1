# Carets under a binary operation: the operator itself is marked.
def area(w, h):
    return w * 2 + (h - "3") * w


print(area(1, 2))
