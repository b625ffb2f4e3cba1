s = {1, 2, 3, 2}
s.add(4)
s.discard(1)
print(s, len(s), 2 in s, s | {9}, s & {2, 3}, s - {2}, s ^ {2, 7}, sorted(s), set())
