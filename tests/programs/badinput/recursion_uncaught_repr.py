# difftest: stderr=error-name
# Endless recursion through repr, uncaught.
class A:
    def __repr__(self):
        return repr(self)


print("start")
print(A())
