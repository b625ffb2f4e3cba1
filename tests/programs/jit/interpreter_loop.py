# An interpreter loop with many arms over a little stack machine.
OPS = [
    "push", "add", "sub", "mul", "mod", "dup", "swap", "over", "drop", "jump", "jz", "jnz", "load", "store", "inc", "dec",
    "lt", "gt", "eq", "and", "or", "xor", "shl", "shr", "neg", "not", "call", "ret", "print", "halt", "min", "max",
]
CODE = {name: i for i, name in enumerate(OPS)}


def assemble(text):
    program, labels, fixes = [], {}, []
    for line in text.split("\n"):
        for word in line.split():
            if word.endswith(":"):
                labels[word[:-1]] = len(program)
            elif word in CODE:
                program.append(CODE[word])
            elif word.startswith("@"):
                fixes.append((len(program), word[1:]))
                program.append(0)
            else:
                program.append(int(word))
    for at, label in fixes:
        program[at] = labels[label]
    return program


def run(code, limit):
    stack, calls, memory, output = [], [], [0] * 16, []
    pc = steps = 0
    while steps < limit:
        steps += 1
        op = code[pc]
        pc += 1
        if op == 0:
            stack.append(code[pc])
            pc += 1
        elif op == 1:
            b = stack.pop()
            stack[-1] += b
        elif op == 2:
            b = stack.pop()
            stack[-1] -= b
        elif op == 3:
            b = stack.pop()
            stack[-1] *= b
        elif op == 4:
            b = stack.pop()
            stack[-1] %= b
        elif op == 5:
            stack.append(stack[-1])
        elif op == 6:
            stack[-1], stack[-2] = stack[-2], stack[-1]
        elif op == 7:
            stack.append(stack[-2])
        elif op == 8:
            stack.pop()
        elif op == 9:
            pc = code[pc]
        elif op == 10:
            pc = code[pc] if stack.pop() == 0 else pc + 1
        elif op == 11:
            pc = code[pc] if stack.pop() != 0 else pc + 1
        elif op == 12:
            stack.append(memory[code[pc]])
            pc += 1
        elif op == 13:
            memory[code[pc]] = stack.pop()
            pc += 1
        elif op == 14:
            stack[-1] += 1
        elif op == 15:
            stack[-1] -= 1
        elif op == 16:
            b = stack.pop()
            stack[-1] = int(stack[-1] < b)
        elif op == 17:
            b = stack.pop()
            stack[-1] = int(stack[-1] > b)
        elif op == 18:
            b = stack.pop()
            stack[-1] = int(stack[-1] == b)
        elif op == 19:
            b = stack.pop()
            stack[-1] &= b
        elif op == 20:
            b = stack.pop()
            stack[-1] |= b
        elif op == 21:
            b = stack.pop()
            stack[-1] ^= b
        elif op == 22:
            b = stack.pop()
            stack[-1] <<= b
        elif op == 23:
            b = stack.pop()
            stack[-1] >>= b
        elif op == 24:
            stack[-1] = -stack[-1]
        elif op == 25:
            stack[-1] = ~stack[-1]
        elif op == 26:
            calls.append(pc + 1)
            pc = code[pc]
        elif op == 27:
            pc = calls.pop()
        elif op == 28:
            output.append(stack.pop())
        elif op == 29:
            break
        elif op == 30:
            b = stack.pop()
            stack[-1] = min(stack[-1], b)
        elif op == 31:
            b = stack.pop()
            stack[-1] = max(stack[-1], b)
    return steps, memory[:6], stack, output


gcd = "push 1071 push 462 loop: dup jz @done swap over mod jump @loop done: drop print halt"
print(run(assemble(gcd), 1000))
loops = """
push 0 store 0 push 400 store 1
outer: load 1 jz @end
  load 1 push 7 mod store 2
  inner: load 2 jz @next
    load 0 load 1 xor load 2 add push 65535 and store 0
    load 2 dec store 2 jump @inner
  next: call @mix load 1 dec store 1 jump @outer
mix: load 0 push 3 mul push 5 shr neg not push 1000 min push 3 max load 3 add store 3 ret
end: load 0 print load 3 print halt
"""
print(run(assemble(loops), 100000))
collatz = """
push 60 store 1
next: load 1 push 1 eq jnz @end load 1 store 2
step: load 2 push 1 eq jnz @done load 4 inc store 4
  load 2 push 1 and jnz @odd load 2 push 1 shr store 2 jump @step
  odd: load 2 push 3 mul inc store 2 jump @step
done: load 1 dec store 1 jump @next
end: load 4 print halt
"""
print(run(assemble(collatz), 100000))
print(run(assemble(loops), 1234))
