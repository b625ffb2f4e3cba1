# Uncaught inside a lambda called by a builtin.
rows = [(3, "c"), (1, None), (2, "b")]
print(sorted(rows, key=lambda row: row[1] + "!"))
