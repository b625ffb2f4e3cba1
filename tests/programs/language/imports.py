# Modules and packages from files.
import modules.shapes
import modules.shapes as shapes
from modules import shapes as again, helper
from modules.shapes import area, Square as S
from modules.package import *
from modules.package.inner import deep

print(modules.shapes is shapes is again, area(3), S(2).area(), shapes.__name__)
print(helper.value, exported, deep())
try:
    hidden
except NameError as error:
    print(error)
import sys

print("modules.package.inner" in sys.modules, sys.modules["modules.shapes"] is shapes)
print(shapes.__file__.endswith("modules/shapes.py"), modules.package.__path__[0].endswith("modules/package"))
for statement in ("import no_such_module", "from modules import no_such_name", "from modules.shapes import nothing",
                  "import modules.no_such", "import modules.shapes.deeper", "from modules.broken import x",
                  "import modules.raises"):
    try:
        exec(statement)
    except Exception as error:
        print(type(error).__name__, str(error).split(" (/")[0])


def local_import():
    from modules.helper import bump

    return bump(), bump()


print(local_import(), helper.count)
shapes.PI = 3
print(area(1))
print(__name__, helper.whoami())
import modules.cycle_a

print(modules.cycle_a.result())
print(modules.package.relative())
print(sorted(n for n in dir(helper) if not n.startswith("_")))
from modules.lazy import anything

print(anything)
