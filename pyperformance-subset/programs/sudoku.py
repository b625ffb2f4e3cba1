"""Recursion with backtracking: how many fillings do sparse sudokus have?

Puzzles come from one valid square, shuffled, with most cells emptied. The
solver keeps the digits still free in every row, column and box as bits of an
int, and always fills the cell with the fewest candidates; it counts solutions
up to a limit, so that it has to back out of every one it finds.
"""

import sys

BENCH = 15
DEFAULT = 500
CLUES = 24
LIMIT = 150
BOX = [row // 3 * 3 + column // 3 for row in range(9) for column in range(9)]
BITS = [bin(mask).count("1") for mask in range(512)]


class Shuffler:
    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 1103515245 + 12345) & 0x7FFFFFFF
        return (self.state >> 8) % limit

    def shuffled(self, items):
        items = list(items)
        for index in range(len(items) - 1, 0, -1):
            other = self.below(index + 1)
            items[index], items[other] = items[other], items[index]
        return items


def make_puzzle(seed):
    """81 masks with one bit each, or 0 for an empty cell."""
    shuffler = Shuffler(seed)
    digits = shuffler.shuffled(range(9))
    rows = [3 * band + row for band in shuffler.shuffled(range(3))
            for row in shuffler.shuffled(range(3))]
    columns = [3 * stack + column for stack in shuffler.shuffled(range(3))
               for column in shuffler.shuffled(range(3))]
    square = []
    for row in rows:
        for column in columns:
            square.append(1 << digits[(3 * (row % 3) + row // 3 + column) % 9])
    for cell in shuffler.shuffled(range(81))[CLUES:]:
        square[cell] = 0
    return square


class Solver:
    def __init__(self, puzzle):
        self.rows = [511] * 9
        self.columns = [511] * 9
        self.boxes = [511] * 9
        self.empty = []
        self.solutions = 0
        self.visits = 0
        for cell in range(81):
            if puzzle[cell]:
                self.toggle(cell, puzzle[cell])
            else:
                self.empty.append(cell)

    def toggle(self, cell, bit):
        self.rows[cell // 9] ^= bit
        self.columns[cell % 9] ^= bit
        self.boxes[BOX[cell]] ^= bit

    def candidates(self, cell):
        return self.rows[cell // 9] & self.columns[cell % 9] & self.boxes[BOX[cell]]

    def most_constrained(self):
        fewest = 10
        position = -1
        for index in range(len(self.empty)):
            count = BITS[self.candidates(self.empty[index])]
            if count < fewest:
                fewest = count
                position = index
                if count <= 1:
                    break
        return position

    def search(self):
        self.visits += 1
        if not self.empty:
            self.solutions += 1
            return
        position = self.most_constrained()
        last = self.empty.pop()
        if position < len(self.empty):
            cell = self.empty[position]
            self.empty[position] = last
        else:
            cell = last
        free = self.candidates(cell)
        while free and self.solutions < LIMIT:
            bit = free & -free
            free ^= bit
            self.toggle(cell, bit)
            self.search()
            self.toggle(cell, bit)
        if position < len(self.empty):
            self.empty[position] = cell
            self.empty.append(last)
        else:
            self.empty.append(cell)


def run(puzzles):
    solutions = 0
    visits = 0
    for seed in range(puzzles):
        solver = Solver(make_puzzle(seed * 977 + 5))
        solver.search()
        solutions += solver.solutions
        visits += solver.visits
    return "%d solutions, %d visits" % (solutions, visits)


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
