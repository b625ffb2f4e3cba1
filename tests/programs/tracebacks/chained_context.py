# An exception raised while another is handled.


def load(table, key):
    try:
        return table[key]
    except KeyError:
        return int(key)


def main():
    load({}, "not a number")


main()
