# io and os: in-memory streams, paths, environment, files.
import io
import os

s = io.StringIO("a\nb\n")
print(s.read(1), s.readline(), s.readlines(), s.getvalue())
s.write("c")
s.seek(0)
print(s.read(), s.tell(), s.truncate(1), s.getvalue(), s.closed)
b = io.BytesIO(b"xyz")
b.seek(1)
b.write(b"Q")
print(b.getvalue(), b.read(), b.seek(0), b.read(2), b.getbuffer()[0])
w = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\r\n", write_through=True)
w.write("é\n")
print(w.buffer.getvalue())
print("x", "y", file=s, sep="|")
print(repr(s.getvalue()))
print(os.path.join("a", "b", "/c", "d"), os.path.basename("/x/y.py"), os.path.dirname("/x/y.py"), os.path.splitext("a.tar.gz"), os.path.normpath("a//b/../c"), os.path.exists("/no/such"), os.path.isdir("/tmp"), os.path.isfile("/tmp"), os.path.abspath("/a/../b"), os.path.commonprefix(["abc", "abd"]), os.path.split("/a/b"), os.sep, os.path.relpath("/a/b", "/a/c"))
print(os.environ["LC_ALL"], os.environ.get("NOPE"), os.getenv("PYTHONHASHSEED"), "HOME" in os.environ, os.name, os.linesep, isinstance(os.getpid(), int), os.getcwd().endswith("stdlib"), os.fspath("p"), os.devnull)
folder = "/tmp/taipan-difftest-dir-%d" % os.getpid()
os.mkdir(folder)
for name in ("b.txt", "a.txt"):
    with open(os.path.join(folder, name), "w") as f:
        f.write(name)
os.makedirs(os.path.join(folder, "x", "y"))
print(sorted(os.listdir(folder)), os.stat(os.path.join(folder, "a.txt")).st_size, os.path.getsize(os.path.join(folder, "b.txt")), sorted(e.name for e in os.scandir(folder) if e.is_dir()))
os.rename(os.path.join(folder, "a.txt"), os.path.join(folder, "c.txt"))
print([(r.replace(folder, "R"), sorted(d), sorted(f)) for r, d, f in os.walk(folder)])
for action in (lambda: os.rmdir(folder), lambda: os.remove(folder + "/none"), lambda: os.listdir(folder + "/none"), lambda: os.mkdir(folder), lambda: os.open(folder + "/none", os.O_RDONLY), lambda: os.environ["NOPE"]):
    try:
        action()
    except (OSError, KeyError) as error:
        print(type(error).__name__, str(error).replace(folder, "R"))
for name in ("b.txt", "c.txt"):
    os.unlink(os.path.join(folder, name))
os.removedirs(os.path.join(folder, "x", "y")) if False else (os.rmdir(folder + "/x/y"), os.rmdir(folder + "/x"), os.rmdir(folder))
print(os.path.exists(folder))
os.environ["TAIPAN_X"] = "1"
print(os.environ["TAIPAN_X"], os.environ.pop("TAIPAN_X"), "TAIPAN_X" in os.environ)
r, wfd = os.pipe()
os.write(wfd, b"through a pipe")
os.close(wfd)
print(os.read(r, 100), os.read(r, 5), os.close(r))
try:
    os.close(r)
except OSError as error:
    print(error)
for closed in (io.StringIO(), io.BytesIO()):
    closed.close()
    try:
        closed.read()
    except ValueError as error:
        print(error)
print(os.urandom(4) != os.urandom(4), os.cpu_count() > 0, os.strerror(2), os.path.expanduser("~"))
