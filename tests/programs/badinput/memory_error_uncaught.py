# MemoryError, uncaught: a traceback and exit code 1, no abort.
print("asking")
x = [0] * 10**15
print("never")
