# __exit__ raising while another exception passes.
class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *info):
        raise OSError("exit failed")


with Manager() as m:
    print(m.__class__.__name__)
    int("x")
