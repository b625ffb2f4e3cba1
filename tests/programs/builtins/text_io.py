# open, input, print to files, reading and writing text.
import os
import sys

name = "/tmp/taipan-difftest-%d.txt" % os.getpid()
with open(name, "w") as f:
    print(f.write("first\nsecond\n"), f.writable(), f.readable(), f.closed, f.mode, f.encoding.lower())
    f.writelines(["third\n", "é☃\n"])
    print("printed", 5, sep=":", file=f)
print(f.closed)
with open(name) as f:
    print(f.read(5), f.readline(), f.readlines(), f.read() == "")
    f.seek(0)
    print([line.rstrip() for line in f], f.tell() > 0)
with open(name, "a", encoding="utf-8") as f:
    f.write("appended")
with open(name, encoding="utf-8") as f:
    text = f.read()
    print(len(text), text.splitlines()[-1])
with open(name, "rb") as f:
    data = f.read()
    print(data[-30:], len(data), f.name == name)
with open(name, "wb") as f:
    print(f.write(b"a\r\nb\rc\n\xff"))
with open(name, newline="") as f:
    try:
        print(repr(f.read()))
    except UnicodeDecodeError as error:
        print(error)
with open(name, encoding="latin-1") as f:
    print(repr(f.read()))
with open(name, errors="replace", newline="\n") as f:
    print([*f])
try:
    open(name, "x")
except FileExistsError as error:
    print(error.errno, error.strerror, error.filename == name)
os.remove(name)
for arguments in (("/no/such/file",), ("/tmp",), (name, "q"), (name, "rw"), (name, "r", -1, "nope"), (5.5,), ("",), ("a\0b",)):
    try:
        open(*arguments)
    except Exception as error:
        print(type(error).__name__, str(error).replace(name, "NAME"))
f = open(os.devnull)
f.close()
for action in (f.read, f.readline, lambda: f.write("x"), lambda: next(f), f.__enter__):
    try:
        action()
    except ValueError as error:
        print(error)
with open(os.devnull) as g:
    try:
        g.write("x")
    except Exception as error:
        print(type(error).__name__, error)
with open(os.devnull, "w") as g:
    for action in (g.read, lambda: g.write(5), lambda: g.write(b"x")):
        try:
            action()
        except Exception as error:
            print(type(error).__name__, error)
print(input("prompt> "), input(), repr(input()))
for line in sys.stdin:
    print("stdin", line.rstrip())
try:
    input()
except EOFError as error:
    print(repr(error))
print(sys.stdout.write("written\n"), sys.stdin.name, sys.stdout.name, sys.stdout.encoding, sys.stdout.fileno())
sys.stdout.flush()
os.write(1, b"raw bytes\n")
sys.stdout.buffer.write(b"buffer\n")
print("a", "b", end="")
print(flush=True)
