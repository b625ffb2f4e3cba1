value = 42
count = 0


def bump():
    global count
    count += 1
    return count


def whoami():
    return __name__
