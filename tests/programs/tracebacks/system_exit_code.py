# SystemExit: exit code, and finally blocks run.
import sys

try:
    print("leaving")
    sys.exit(3)
finally:
    print("finally ran")
