# time: facts that hold whenever it runs.
import time

a, b = time.perf_counter(), time.perf_counter()
print(a <= b, isinstance(a, float), time.monotonic() <= time.monotonic(), time.time() > 1.7e9, isinstance(time.time_ns(), int), time.perf_counter_ns() <= time.perf_counter_ns(), time.process_time() >= 0)
start = time.perf_counter()
time.sleep(0.01)
print(0.009 < time.perf_counter() - start < 2, time.sleep(0))
for bad in (-1, "a", None):
    try:
        time.sleep(bad)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
