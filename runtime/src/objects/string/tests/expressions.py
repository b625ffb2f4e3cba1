"""Writes the outcomes of the tables anew: python3.14 -W ignore expressions.py TABLE..."""
import os
import sys

if os.environ.get("PYTHONHASHSEED") != "0":
    os.environ["PYTHONHASHSEED"] = "0"
    os.execv(sys.executable, [sys.executable, "-W", "ignore", *sys.argv])


def outcome(expression):
    try:
        value = eval(expression, {})
    except Exception as error:
        return f"{type(error).__name__}: {ascii(str(error))[1:-1]}" if not str(error).isascii() else f"{type(error).__name__}: {error}"
    return ascii(value)


for path in sys.argv[1:]:
    lines = []
    with open(path, encoding="ascii") as table:
        for line in table.read().splitlines():
            expression = line.split(" => ")[0]
            if expression and not expression.startswith("#"):
                line = f"{expression} => {outcome(expression)}"
            lines.append(line)
    with open(path, "w", encoding="ascii") as table:
        table.write("\n".join(lines) + "\n")
