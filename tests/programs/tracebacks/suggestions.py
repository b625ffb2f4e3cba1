# "Did you mean" in names, attributes, imports and arguments.
import traceback


class Thing:
    colour = 1

    def __init__(self):
        self.height = 2

    def method(self):
        return heigt + colour

    def bad(self):
        return self.hieght

    def uses_self(self):
        return height


tests = ["lenght", "prnt(1)", "Thing().colur", "Thing().metod()", "[].apend(1)", "'a'.upperr()", "Thing().method()", "Thing().bad()", "Thing().uses_self()", "import collections; collections.OrderdDict",
         "from math import sqr", "nothing_like_it", "x", "Thing.heigth", "{}.itms()", "True_", "none", "sys.version", "time", "int.frombytes"]
for test in tests:
    try:
        exec(test)
    except Exception as error:
        print(test, "->", "".join(traceback.format_exception_only(error)).strip())
value_of_interest = 1
print(value_of_intrest)
