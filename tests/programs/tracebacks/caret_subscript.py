# Carets under a subscript inside a longer expression.
table = {"rows": [{"cells": [1, 2]}]}
print(table["rows"][0]["cells"][7] + table["rows"][0]["cells"][0])
