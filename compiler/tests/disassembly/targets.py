def unpacking(pair, obj):
    a, b = pair
    a, b = b, a
    (c, d), *e = pair
    obj.x, obj[0] = a, b
    obj[1:2] = c = d
    del obj.x, obj[0], e
    for i, j in obj:
        obj.count += i
        obj[i] -= j
    return {1, 2, 3}, [1, 2, 3], {**obj, "k": i}, [*obj, a]
