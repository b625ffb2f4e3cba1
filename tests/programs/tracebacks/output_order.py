# Output before a crash is flushed, on both streams.
import sys

sys.stdout.write("no newline")
sys.stderr.write("error text\n")
print(" then", "more", end="")
raise Exception
