# difftest: args=one two
# sys.
import sys

print(sys.version_info[:2], sys.version_info >= (3, 14), sys.version_info.major, sys.version_info.releaselevel, sys.maxsize, sys.byteorder, sys.platform, sys.maxunicode, sys.argv, sys.hexversion >> 16 == 0x030E)
print(sys.version.split()[0].startswith("3.14"), sys.implementation.cache_tag is not None, sys.getrecursionlimit(), sys.float_info.max, sys.float_info.epsilon, sys.float_info.dig, sys.int_info.default_max_str_digits, sys.hash_info.modulus, sys.hash_info.width)
print("sys" in sys.modules, sys.modules["__main__"].__name__, sys.path[0].endswith("stdlib"), "math" in sys.builtin_module_names or True, sys.stdin.readable(), sys.stdout.writable(), sys.flags.optimize, sys.flags.interactive, sys.dont_write_bytecode, sys.getdefaultencoding(), sys.getfilesystemencoding())
s = "interned string!"
print(sys.intern("a" + s) is sys.intern("a" + s), sys.getsizeof([]) > 0, sys.exc_info(), sys.gettrace(), sys.displayhook(None), sys.get_int_max_str_digits(), isinstance(sys.executable, str), sys.is_finalizing())
sys.displayhook(5)
try:
    sys.exit("code")
except SystemExit as error:
    print(repr(error), error.code)


def f():
    return sys._getframe().f_code.co_name, sys._getframe(1).f_lineno


print(f())
try:
    sys._getframe(1000)
except ValueError as error:
    print(error)
for action in ("sys.setrecursionlimit('a')", "sys.intern(5)", "sys.nope", "sys.exit(1, 2)", "sys._getframe('a')"):
    try:
        exec(action)
    except (Exception, SystemExit) as error:
        print(action, "->", type(error).__name__, error)
old = sys.stdout


class Writer:
    def __init__(self):
        self.parts = []

    def write(self, text):
        self.parts.append(text)


sys.stdout = w = Writer()
print("captured", 1)
sys.stdout = old
print(w.parts, sys.__stdout__ is old)
sys.stdout.write("x\n")
sys.stderr.write("y\n")
print(sys.getrefcount(object()) >= 1 if hasattr(sys, "getrefcount") else True, sys.orig_argv[-1], sys.copyright[:9], sys.api_version > 0)
