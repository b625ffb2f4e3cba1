"""Classes with __slots__, methods and operators: moons about a planet.

Vectors are objects that add and scale by operator methods, so that most of the
work is calls of small methods and objects that live for one expression. Bodies
are of two classes that share a method and override another.
"""

import math
import sys

BENCH = 1500
DEFAULT = 50000
MOONS = 7


class Vector:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z


class Body:
    __slots__ = ("place", "speed", "mass")

    def __init__(self, place, speed, mass):
        self.place = place
        self.speed = speed
        self.mass = mass

    def pulled_by(self, other, time):
        distance = other.place - self.place
        square = distance.dot(distance)
        self.speed = self.speed + distance * (other.mass * time / (square * math.sqrt(square)))

    def move(self, time):
        self.place = self.place + self.speed * time

    def energy(self):
        return 0.5 * self.mass * self.speed.dot(self.speed)


class Planet(Body):
    """Too heavy to be moved by its moons."""

    __slots__ = ("visits",)

    def __init__(self, mass):
        super().__init__(Vector(0.0, 0.0, 0.0), Vector(0.0, 0.0, 0.0), mass)
        self.visits = 0

    def pulled_by(self, other, time):
        self.visits += 1


def system():
    planet = Planet(1000.0)
    bodies = [planet]
    for index in range(MOONS):
        radius = 4.0 + 1.5 * index
        speed = math.sqrt(planet.mass / radius)
        tilt = 0.02 * index
        # Every other moon starts on the opposite side.
        side = 1.0 if index % 2 == 0 else -1.0
        bodies.append(Body(Vector(side * radius, 0.0, tilt * radius),
                           Vector(0.0, side * speed, 0.0), 0.05 + 0.01 * index))
    return planet, bodies


def run(steps):
    planet, bodies = system()
    time = 0.0005
    for _ in range(steps):
        for body in bodies:
            for other in bodies:
                if other is not body:
                    body.pulled_by(other, time)
        for body in bodies:
            body.move(time)
    energy = 0.0
    for body in bodies:
        energy += body.energy()
    last = bodies[-1].place
    return "%r %r %r %d" % (energy, last.x, last.y, planet.visits)


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
