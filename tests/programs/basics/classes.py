class Animal:
    kind = "animal"

    def __init__(self, name):
        self.name = name

    def speak(self):
        return "..."

    def describe(self):
        return self.name + " says " + self.speak()


class Dog(Animal):
    def __init__(self, name, age):
        super().__init__(name)
        self.age = age

    def speak(self):
        return "woof"

    def __repr__(self):
        return f"Dog({self.name!r}, {self.age})"


d = Dog("Rex", 3)
print(d.describe(), d.kind, d.age, d, isinstance(d, Animal), Animal("x").describe())
d.age += 1
print(d.age)
