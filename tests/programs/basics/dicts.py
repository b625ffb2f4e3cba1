d = {"a": 1, "b": 2}
d["c"] = 3
del d["a"]
print(d, len(d), d["b"], d.get("z"), d.get("z", 0), "c" in d)
for k, v in d.items():
    print(k, v)
print(list(d), list(d.values()), {i: i * i for i in range(3)}, d.pop("b"), d)
