import sys, operator as op, functools, re
sys.setrecursionlimit(4000)
class Symbol(str): pass
class LispError(Exception): pass
class Env(dict):
    def __init__(self, names=(), vals=(), outer=None):
        super().__init__(zip(names, vals)); self.outer = outer
    def find(self, k):
        e = self
        while e is not None:
            if k in e: return e
            e = e.outer
        raise LispError(f"unbound: {k}")
    def __missing__(self, k):
        if self.outer is None: raise LispError(f"unbound {k!r}")
        return self.outer[k]
def read(src):
    toks = re.findall(r"""[()']|"(?:\\.|[^"])*"|[^\s()']+""", src)
    def parse(i):
        t = toks[i]
        if t == "(":
            out = []; i += 1
            while True:
                if i >= len(toks): raise LispError("eof")
                if toks[i] == ")": return out, i + 1
                x, i = parse(i); out.append(x)
        if t == ")": raise LispError("unexpected )")
        if t == "'": x, i = parse(i + 1); return [Symbol("quote"), x], i
        if t[0] == '"': return t[1:-1].encode().decode("unicode_escape"), i + 1
        for k in (int, float):
            try: return k(t), i + 1
            except ValueError: pass
        return {"#t": True, "#f": False}.get(t, Symbol(t)), i + 1
    i = 0
    while i < len(toks): x, i = parse(i); yield x
class Lambda:
    def __init__(self, params, body, env): self.params, self.body, self.env = params, body, env
    def __call__(self, *args): return ev(self.body, Env(self.params, args, self.env))
    def __repr__(self): return f"<lambda {' '.join(self.params)}>"
def ev(x, env):
    while True:
        if isinstance(x, Symbol): return env[x]
        if not isinstance(x, list): return x
        match x:
            case ["quote", e]: return e
            case ["if", c, a, *b]:
                x = a if ev(c, env) is not False else b[0] if b else None; continue
            case ["define", [name, *ps], *body]: env[name] = Lambda(ps, [Symbol("begin"), *body], env); return None
            case ["define", name, e]: env[name] = ev(e, env); return None
            case ["set!", name, e]: env.find(name)[name] = ev(e, env); return None
            case ["lambda", ps, *body]: return Lambda(ps, [Symbol("begin"), *body], env)
            case ["begin", *body]:
                for e in body[:-1]: ev(e, env)
                x = body[-1]; continue
            case ["let", binds, *body]: env = Env([b[0] for b in binds], [ev(b[1], env) for b in binds], env); x = [Symbol("begin"), *body]; continue
            case [f, *args]:
                f = ev(f, env); args = [ev(a, env) for a in args]
                if isinstance(f, Lambda):
                    if len(args) != len(f.params): raise LispError(f"arity {f} {len(args)}")
                    x, env = f.body, Env(f.params, args, f.env); continue
                try: return f(*args)
                except TypeError as e: raise LispError(str(e)) from e
            case []: raise LispError("empty call")
G = Env(); G.update({"+": lambda *a: sum(a), "-": op.sub, "*": lambda *a: functools.reduce(op.mul, a, 1), "<": op.lt, "=": op.eq, "mod": op.mod, "/": op.truediv, "car": lambda l: l[0], "cdr": lambda l: l[1:], "cons": lambda a, l: [a, *l], "null?": lambda l: l == [], "list": lambda *a: list(a), "print": print, "map": lambda f, l: [f(x) for x in l]})
prog = """
(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(print (fib 13))
(define (loop i acc) (if (= i 0) acc (loop (- i 1) (+ acc (mod (* i i) 7)))))
(print (loop 3000 0))
(define (make) (let ((n 0)) (lambda (k) (begin (set! n (+ n k)) n))))
(define c (make)) (c 5) (print (c 6) "tab\\there" '(a b (1 2.5)) #t)
(define (rev l acc) (if (null? l) acc (rev (cdr l) (cons (car l) acc))))
(print (rev '(1 2 3 4) (list)))
(define (fact n) (if (= n 0) 1 (* n (fact (- n 1)))))
(print (fact 60) (map fact '(1 2 3 4 5)))
(define (ack m n) (if (= m 0) (+ n 1) (if (= n 0) (ack (- m 1) 1) (ack (- m 1) (ack m (- n 1))))))
(print (ack 2 7) make)
"""
for form in read(prog): ev(form, G)
for bad in ("(foo 1)", "(+ 1 'a)", "(fib)", "(", ")", "(car '())", "(/ 1 0)", "()", "(set! zz 1)", "(1 2)", "(fact 0.5)"):
    try:
        for form in read(bad): print(bad, ev(form, G))
    except RecursionError as e: print(bad, "RecursionError", str(e)[:32])
    except (LispError, IndexError, ZeroDivisionError) as e: print(bad, type(e).__name__, e, repr(e.__cause__))
class Brainf:
    def __init__(self, src):
        self.src = [c for c in src if c in "+-<>[].,"]; self.jump = {}; st = []
        for i, c in enumerate(self.src):
            if c == "[": st.append(i)
            elif c == "]": j = st.pop(); self.jump[i] = j; self.jump[j] = i
    def run(self):
        tape = bytearray(100); p = i = n = 0; out = []
        while i < len(self.src):
            c = self.src[i]; n += 1
            match c:
                case "+": tape[p] = (tape[p] + 1) & 255
                case "-": tape[p] = (tape[p] - 1) % 256
                case ">": p += 1
                case "<": p -= 1
                case ".": out.append(chr(tape[p]))
                case "[" if not tape[p]: i = self.jump[i]
                case "]" if tape[p]: i = self.jump[i]
            i += 1
        return "".join(out), n
print(Brainf("++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++.").run())
def tmpl(src, ctx):
    out = []; pos = 0; stack = []
    parts = re.split(r"(\{\{.*?\}\}|\{%.*?%\})", src)
    while pos < len(parts):
        t = parts[pos]; pos += 1
        if t.startswith("{{"): out.append(str(eval(t[2:-2].strip(), {}, ctx)))
        elif t.startswith("{%"):
            w = t[2:-2].split()
            if w[0] == "for": it = iter(eval(" ".join(w[3:]), {}, ctx)); stack.append((pos, w[1], it)); ctx[w[1]] = next(it)
            elif w[0] == "end":
                start, var, it = stack[-1]
                try: ctx[var] = next(it); pos = start
                except StopIteration: stack.pop()
        else: out.append(t)
    return "".join(out)
print(tmpl("{% for i in range(n) %}<{{i}}:{% for c in 'ab' %}{{ c * i }},{% end %}>{% end %} {{n+1}}", {"n": 5}), len(tmpl("{% for i in range(n) %}{{i*i}} {% end %}", {"n": 400})))
Brainf("]").run()
