# An uncaught KeyboardInterrupt ends the process by its signal.
def loop():
    for i in range(3):
        if i == 2:
            raise KeyboardInterrupt


print("looping", flush=True)
loop()
