import re, textwrap, string, collections, unicodedata
WORDS = "the quick brown fox jumps over a lazy dog while seventeen grumpy wizards quietly brew potent elixirs".split()
seed = 12345
def rnd(n):
    global seed
    seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
    return (seed >> 16) % n
para = []
for i in range(4000):
    w = WORDS[rnd(len(WORDS))]
    if rnd(13) == 0:
        w = w.capitalize() + ",;.!?"[rnd(5)]
    if rnd(29) == 0:
        w = w[::-1].upper()
    para.append(w)
text = " ".join(para)
print(len(text), text[:80])
print(textwrap.fill(text[:400], 40, initial_indent="* ", subsequent_indent="  "))
print(textwrap.shorten(text, 60), textwrap.indent("a\n\n b\n", "> ", lambda l: True), sep="\n")
counts = collections.Counter(re.findall(r"[a-z]+", text.lower()))
print(counts.most_common(6), sum(counts.values()))
def caesar(s, k):
    out = []
    for c in s:
        if "a" <= c <= "z":
            out.append(chr((ord(c) - 97 + k) % 26 + 97))
        elif "A" <= c <= "Z":
            out.append(chr((ord(c) - 65 + k) % 26 + 65))
        else:
            out.append(c)
    return "".join(out)
enc = caesar(text, 3)
print(enc[:60], caesar(enc, -3) == text)
tr = str.maketrans(string.ascii_lowercase, string.ascii_lowercase[13:] + string.ascii_lowercase[:13], "aeiou")
print(text.translate(tr)[:60])
def rle(s):
    out = []; i = 0
    while i < len(s):
        j = i
        while j < len(s) and s[j] == s[i]:
            j += 1
        out.append(s[i] if j - i == 1 else f"{j - i}{s[i]}")
        i = j
    return "".join(out)
bits = "".join("ab"[rnd(7) > 2] for _ in range(3000))
r = rle(bits)
print(r[:70], len(r))
print(re.sub(r"(\d+)(.)", lambda m: m[2] * int(m[1]), r) == bits)
def lev(a, b):
    prev = list(range(len(b) + 1))
    for i, ca in enumerate(a, 1):
        cur = [i]
        for j, cb in enumerate(b, 1):
            cur.append(min(prev[j] + 1, cur[j - 1] + 1, prev[j - 1] + (ca != cb)))
        prev = cur
    return prev[-1]
print([lev(a, b) for a in WORDS[:6] for b in WORDS[6:10]], lev(text[:120], enc[:120]))
for row in zip(WORDS[:4], (1.5, -22.75, 1e10, float("nan")), (3, 255, -7, 10**20)):
    print("|{0:<10}|{1:>+14.3e}|{2:^+#24_x}|{0!r:*^12}|{1:010.2f}|{2:,}|".format(*row))
print("%-8s|%08.3f|%+d|%#o|%x|%%|%c|%r|%5.1f%%" % ("ab", 3.14159, 5, 8, 255, "z", "q", 99.5))
print("naïve café ß".title(), "ẞß".casefold(), "ǆ".title(), "İ".lower().encode(), unicodedata.normalize("NFD", "é").encode())
print("a\tbc\td".expandtabs(4), "x=y=z".partition("="), "x=y=z".rpartition("="), " a  b ".split(" "), "a,b,,c".rsplit(",", 2), "l1\r\nl2\x0bl3".splitlines(True))
print(string.Template("$a ${b}x $$ $c").safe_substitute(a=1, b=2), "{:>{w}.{p}}".format("hello", w=8, p=3))
print("{0[k]} {1.real} {2!s:>5} {x}".format({"k": 1}, 3 + 4j, None, x="y"))
for bad in ("{", "}", "{0} {}", "{a.b}", "{:d}", "{!z}"):
    try:
        print(bad.format("s", a=1))
    except Exception as e:
        print(bad, type(e).__name__, e)
