"""Writes ../data/hashing.txt: CPython's hashes of strings per hash seed, and of containers."""
import os, subprocess, sys

PROGRAM = r"""
import sys
texts = ["", "a", "ab", "abcdefg", "abcdefgh", "abcdefghi", "hello world, this is text", "é", "éa", "ÿÿÿÿÿÿÿÿÿ", "Ā", "日本語", "日本語テキスト", "a日", "\U0001f600", "x\U0001f600yz", "abc\ud800", "\x80", "\xff\u0100"]
for text in texts:
    print("str", seed, "=" + text.encode("utf-8", "surrogatepass").hex(), hash(text))
for data in [b"", b"\x00", b"abc", bytes(range(256)), b"12345678"]:
    print("bytes", seed, "=" + data.hex(), hash(data))
"""
lines = []
for seed in (0, 1, 42, 4294967295):
    env = dict(os.environ, PYTHONHASHSEED=str(seed))
    text = subprocess.run([sys.executable, "-c", "seed = %d\n" % seed + PROGRAM], env=env, capture_output=True, text=True, check=True).stdout
    lines += text.splitlines()
for value in [(), (0,), (1, 2, 3), (-1, -2), tuple(range(50)), (2**61 - 1, 2**62, -2**63), (1.5, 2.5), ((1, 2), 3)]:
    lines.append("tuple " + " ".join(str(hash(item)) for item in value) + " > " + str(hash(value)))
for value in [(), (0,), (1, 2, 3), (-1, 5), tuple(range(50)), (2**61 - 1, 2**62)]:
    lines.append("frozenset " + " ".join(str(hash(item)) for item in value) + " > " + str(hash(frozenset(value))))
for value in [(1, 2, 3), (0, 10, -1)]:
    lines.append("slice " + " ".join(str(hash(item)) for item in value) + " > " + str(hash(slice(*value))))
for value in [1j, 1 + 2j, -1.5 - 1j, 1e300 + 5e-324j]:
    lines.append("complex %d %d > %d" % (hash(value.real), hash(value.imag), hash(value)))
with open(os.path.join(os.path.dirname(__file__), "..", "data", "hashing.txt"), "w") as out:
    out.write("# CPython " + sys.version.split()[0] + ", by tests/tables/hashing.py\n")
    out.write("\n".join(lines) + "\n")
