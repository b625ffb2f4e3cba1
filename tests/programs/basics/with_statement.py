class Manager:
    def __enter__(self):
        print("enter")
        return 5

    def __exit__(self, kind, value, trace):
        print("exit", kind)
        return True


with Manager() as m:
    print(m)
with Manager():
    1 / 0
print("after")
