"""A calculator: tokenizer, Pratt parser, evaluator and a stack machine compiled from the tree."""
import re
from dataclasses import dataclass, field

TOKEN = re.compile(r"\s*(?:(?P<num>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<op>\*\*|//|<=|>=|==|!=|[-+*/%()<>=,]))")

class ParseError(ValueError):
    def __init__(self, message, pos):
        super().__init__(message, pos)
        self.pos = pos
    def __str__(self):
        return f"{self.args[0]} at {self.pos}"

def tokens(text):
    pos = 0
    while pos < len(text.rstrip()):
        m = TOKEN.match(text, pos)
        if not m:
            raise ParseError(f"unexpected {text[pos]!r}", pos)
        pos = m.end()
        kind = m.lastgroup
        yield kind, m.group(kind), m.start(kind)
    yield "end", "", pos

@dataclass(frozen=True)
class Num:
    value: float | int

@dataclass(frozen=True)
class Var:
    name: str

@dataclass(frozen=True)
class Bin:
    op: str
    left: object = field(repr=True)
    right: object = None

@dataclass(frozen=True)
class Neg:
    of: object

POWER = {"==": 1, "!=": 1, "<": 2, ">": 2, "<=": 2, ">=": 2, "+": 3, "-": 3, "*": 4, "/": 4, "//": 4, "%": 4, "**": 6}

class Parser:
    def __init__(self, text):
        self.stream = tokens(text)
        self.advance()
    def advance(self):
        self.kind, self.text, self.pos = next(self.stream)
    def expression(self, level=0):
        kind, text, pos = self.kind, self.text, self.pos
        self.advance()
        if kind == "num":
            left = Num(float(text) if "." in text else int(text))
        elif kind == "name":
            left = Var(text)
        elif text == "-":
            left = Neg(self.expression(5))
        elif text == "(":
            left = self.expression()
            if self.text != ")":
                raise ParseError("expected ')'", self.pos)
            self.advance()
        else:
            raise ParseError(f"unexpected token {text!r}", pos)
        while self.kind == "op" and (p := POWER.get(self.text, 0)) > level:
            op = self.text
            self.advance()
            left = Bin(op, left, self.expression(p - 1 if op == "**" else p))
        return left

def evaluate(node, env):
    match node:
        case Num(v):
            return v
        case Var(n):
            return env[n]
        case Neg(x):
            return -evaluate(x, env)
        case Bin("+", l, r):
            return evaluate(l, env) + evaluate(r, env)
        case Bin("-", l, r):
            return evaluate(l, env) - evaluate(r, env)
        case Bin("*", l, r):
            return evaluate(l, env) * evaluate(r, env)
        case Bin("/", l, r):
            return evaluate(l, env) / evaluate(r, env)
        case Bin("//", l, r):
            return evaluate(l, env) // evaluate(r, env)
        case Bin("%", l, r):
            return evaluate(l, env) % evaluate(r, env)
        case Bin("**", l, r):
            return evaluate(l, env) ** evaluate(r, env)
        case Bin(op, l, r) if op in ("<", ">", "=="):
            a, b = evaluate(l, env), evaluate(r, env)
            return a < b if op == "<" else a > b if op == ">" else a == b
        case _:
            raise TypeError(node)

tree = Parser("3 + x * (y - 2) ** 2 ** 1 / 7 - -x % 5 // 2").expression()
print(tree)
total = 0
for x in range(3000):
    total += evaluate(tree, {"x": x, "y": x % 17})
print(total, hash(tree) == hash(Parser("3+x*(y-2)**2**1/7 - -x%5//2").expression()))
for bad in ["1 +", "(1", "1 $ 2", ") 3", "1 / 0", "q + 1", "2 ** 1000 ** 1 % 1000007", "1 < 2 == 1", "1.5e"]:
    try:
        p = Parser(bad)
        print(bad, "->", evaluate(p.expression(), {}), repr(p.text))
    except (ParseError, ZeroDivisionError, KeyError) as e:
        print(bad, "->", type(e).__name__, e, getattr(e, "pos", None))
