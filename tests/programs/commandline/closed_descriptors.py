# A standard file that was closed at the start is None, and its number is free; names of modules that are no packages.
import os
import sys

sys.stdout.flush()
run = f"'{sys.executable}'"
os.system(f"{run} -c 'import sys; print(sys.stdin, sys.__stdin__, open(sys.executable).fileno())' <&-")
os.system(f"{run} -c 'import sys; sys.stderr.write(repr(sys.stdout)); print(1)' 2>&1 >&-")
os.system(f"{run} -c 'import sys; print(sys.stderr, sys.stdout is None); 1 / 0' 2>&-")
os.system(f"{run} -c 'input()' <&- 2>&1 | tail -n 1")
os.system(f"{run} -m os.path.nosuch 2>&1 | sed 's/^[^ ]*: //'")
for text in ("a", b"a"):
    for name in ("center", "ljust", "rjust", "zfill"):
        try:
            getattr(text, name)(10**19)
        except OverflowError as e:
            print(name, e)
