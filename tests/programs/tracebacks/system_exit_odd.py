# SystemExit with another object.
raise SystemExit([1, 2])
