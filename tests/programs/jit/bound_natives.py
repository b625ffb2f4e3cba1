# Native methods bound once and called in loops: another object per call of the function, one definition.


def collect(n):
    out = []
    append = out.append
    for i in range(n):
        append(i * i)
    return out


def shuffle(items):
    take, put = items.pop, items.insert
    for i in range(len(items)):
        put(i, take(-1))
    return items


def words(text):
    # The receiver is of another class now and then.
    results = []
    for place in (text, [1, 2, "a"], (1, 2, 1), "banana", [3]):
        count, index = place.count, place.index
        results.append((count("a") if isinstance(place, str) else count(1), index(place[0])))
    return results


class Listed(list):
    def __len__(self):
        return 7


def subclass(n):
    items = Listed()
    append, extend = items.append, items.extend
    for i in range(n):
        append(i)
        extend((i, i))
    return len(items), list.__len__(items), items[-1]


def errors(n):
    caught = []
    for i in range(n):
        pop = [1, 2][: i % 3].pop
        try:
            caught.append(pop())
        except IndexError as e:
            caught.append(str(e))
    return caught


def get_or(n):
    tables = [{i: str(i)} for i in range(n)]
    return [get(3, "none") for get in [t.get for t in tables]]


class Loud:
    def __eq__(self, other):
        seen.append(type(other).__name__)
        return False


def python_inside(n):
    index = [Loud(), Loud(), 5].index
    return [index(5) for _ in range(n)], len(seen)


seen = []
for _ in range(6):
    print(sum(collect(200)), shuffle(list(range(9))), words("abracadabra"), subclass(20), errors(7), get_or(6), python_inside(4))
