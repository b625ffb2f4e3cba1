# A long source line with tabs and trailing comment.
def f(x):
	return     x.value + 1  # a comment that stays on the line, which is rather long so that it shows how it is cut or not


f(1)
