# A method chain over several lines; the failing link is marked.


class Builder:
    def add(self, x):
        self.x = x
        return self

    def fail(self):
        raise ValueError("failed here")


result = (
    Builder()
    .add(1)
    .fail()
    .add(2)
)
