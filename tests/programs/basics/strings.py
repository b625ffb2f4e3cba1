s = "Hello"
print(s + " " + "world", len(s), s[0], s[-1], s[1:3], s * 2, "ell" in s, s == "Hello")
print(s.upper(), s.lower(), s.replace("l", "L"), s.find("l"), s.split("l"), "-".join(["a", "b"]), s.startswith("He"))
print(f"{s} {len(s)} {1.5:.2f} {s!r} {5:>3}|", "%s is %d" % ("x", 5), str(5) + "1", int("12") + 1, repr("a'b"))
