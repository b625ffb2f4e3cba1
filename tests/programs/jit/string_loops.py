# Strings in hot loops: building, indexing, comparing, splitting, formatting.


def build(n):
    s = ""
    for i in range(n):
        s += "ab"[i % 2]
        if i % 100 == 0:
            s += str(i)
    return len(s), s[-20:]


print(build(3000))


def shared_prefix(n):
    base = "x"
    out = []
    for i in range(n):
        longer = base + str(i % 10)
        if i % 600 == 0:
            out.append(longer)
        base = longer if len(longer) < 30 else "y"
        also = base + "!"
    return base, also, out


print(shared_prefix(3000))


def palindromes(n):
    count = 0
    for i in range(n):
        t = str(i)
        if t == t[::-1]:
            count += 1
    return count


print(palindromes(3000))


def characters(text, n):
    vowels = 0
    digits = 0
    for i in range(n):
        c = text[i % len(text)]
        if c in "aeiou":
            vowels += 1
        elif "0" <= c <= "9":
            digits += ord(c) - 48
        elif c == " ":
            vowels -= 1
    return vowels, digits


print(characters("hello world 12345 straße", 4000))
print(characters("ünïcödé ☃ 7 \U0001f40d snake", 4000))


def reverse_words(n):
    s = "one two three four"
    for i in range(n):
        s = " ".join(reversed(s.split()))
        if i % 3 == 0:
            s = s.replace("o", "0").upper().lower()
    return s


print(reverse_words(1501))


def formats(n):
    total = 0
    for i in range(n):
        total += len(f"{i:05d}|{i / 3:.2f}|{'x' * (i % 4):>3}") + len("%d-%s" % (i, i % 7))
    return total


print(formats(2000))


def caesar(text, k, n):
    for _ in range(n):
        out = []
        for c in text:
            if "a" <= c <= "z":
                out.append(chr((ord(c) - 97 + k) % 26 + 97))
            else:
                out.append(c)
        text = "".join(out)
    return text


print(caesar("hello, world; the quick brown fox", 3, 100))


def bytes_loop(n):
    data = bytearray(range(256))
    x = 0
    for i in range(n):
        x = (x + data[i & 255]) & 255
        data[i & 255], data[x] = data[x], data[i & 255]
    return sum(data), bytes(data[:8]), x


print(bytes_loop(4000))


def levenshtein(a, b):
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y)))
        previous = current
    return previous[-1]


print(levenshtein("kitten" * 8, "sitting" * 8))
