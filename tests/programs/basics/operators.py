class Vec:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __getitem__(self, i):
        return (self.x, self.y)[i]

    def __len__(self):
        return 2

    def __str__(self):
        return f"<{self.x}, {self.y}>"


v = Vec(1, 2) + Vec(3, 4)
print(v, v == Vec(4, 6), v != Vec(4, 6), v[0], len(v))
