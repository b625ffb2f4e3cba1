"""Dictionaries, sets and strings: a graph of words, searched breadth first.

Made-up words are joined when they differ in one letter, by way of a dictionary
from patterns such as "ba_e" to the words that fit. The result is the size of
the graph's parts and the longest of the shortest paths from the first words.
"""

import sys

BENCH = 3000
DEFAULT = 20000
STARTS = 60
CONSONANTS = "bdfgklmnprst"
VOWELS = "aeiou"


class Letters:
    """A small generator of numbers, the same everywhere."""

    def __init__(self, seed):
        self.seed = seed

    def pick(self, letters):
        self.seed = (self.seed * 1103515245 + 12345) % 2147483648
        return letters[(self.seed >> 16) % len(letters)]


def make_words(count):
    letters = Letters(7)
    words = {}
    while len(words) < count:
        word = (letters.pick(CONSONANTS) + letters.pick(VOWELS)
                + letters.pick(CONSONANTS) + letters.pick(VOWELS) + letters.pick(CONSONANTS))
        words[word] = words.get(word, 0) + 1
    return words


def patterns(word):
    return [word[:index] + "_" + word[index + 1:] for index in range(len(word))]


def make_graph(words):
    fitting = {}
    for word in words:
        for pattern in patterns(word):
            if pattern in fitting:
                fitting[pattern].append(word)
            else:
                fitting[pattern] = [word]
    graph = {word: set() for word in words}
    for group in fitting.values():
        for word in group:
            neighbours = graph[word]
            for other in group:
                if other != word:
                    neighbours.add(other)
    return graph


def distances(graph, start):
    found = {start: 0}
    border = [start]
    while border:
        following = []
        for word in border:
            distance = found[word] + 1
            for neighbour in graph[word]:
                if neighbour not in found:
                    found[neighbour] = distance
                    following.append(neighbour)
        border = following
    return found


def parts(graph):
    sizes = {}
    seen = set()
    for word in graph:
        if word not in seen:
            part = distances(graph, word)
            seen.update(part)
            sizes[len(part)] = sizes.get(len(part), 0) + 1
    return sizes


def run(count):
    words = make_words(count)
    graph = make_graph(words)
    sizes = parts(graph)
    farthest = 0
    histogram = {}
    for start in sorted(graph)[:STARTS]:
        for distance in distances(graph, start).values():
            histogram[distance] = histogram.get(distance, 0) + 1
            if distance > farthest:
                farthest = distance
    edges = sum([len(neighbours) for neighbours in graph.values()]) // 2
    steps = " ".join(["%d:%d" % (key, histogram[key]) for key in sorted(histogram)])
    return "%d edges, parts of %s, %d at most, %s, %d drawn" % (
        edges, sorted(sizes.items()), farthest, steps, sum(words.values()))


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
