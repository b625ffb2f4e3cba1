"""A byte-code machine with a big if-chain, globals, and 64-bit wrapping words."""
MASK = (1 << 64) - 1
PUSH, ADD, SUB, MUL, JNZ, DUP, SWAP, POP, LOAD, STORE, LT, HALT, XOR, ROL, PRINT = range(15)
steps = 0
output = []

def run(code, limit=200000):
    global steps
    stack = []
    mem = [0] * 16
    pc = 0
    while True:
        steps += 1
        if steps > limit:
            raise RuntimeError("limit %d at pc %d" % (limit, pc))
        op = code[pc]
        pc += 1
        if op == PUSH:
            stack.append(code[pc]); pc += 1
        elif op == ADD:
            b = stack.pop(); stack[-1] = (stack[-1] + b) & MASK
        elif op == SUB:
            b = stack.pop(); stack[-1] = (stack[-1] - b) & MASK
        elif op == MUL:
            b = stack.pop(); stack[-1] = (stack[-1] * b) & MASK
        elif op == XOR:
            b = stack.pop(); stack[-1] ^= b
        elif op == ROL:
            n = code[pc]; pc += 1
            x = stack[-1]
            stack[-1] = ((x << n) | (x >> (64 - n))) & MASK
        elif op == JNZ:
            t = code[pc]; pc += 1
            if stack.pop():
                pc = t
        elif op == DUP:
            stack.append(stack[-1])
        elif op == SWAP:
            stack[-1], stack[-2] = stack[-2], stack[-1]
        elif op == POP:
            stack.pop()
        elif op == LOAD:
            stack.append(mem[code[pc]]); pc += 1
        elif op == STORE:
            mem[code[pc]] = stack.pop(); pc += 1
        elif op == LT:
            b = stack.pop(); stack[-1] = int(stack[-1] < b)
        elif op == PRINT:
            output.append(stack.pop())
        elif op == HALT:
            return mem
        else:
            raise ValueError(f"bad opcode {op} at {pc - 1}")

program = [
    PUSH, 0xcbf29ce484222325, STORE, 0, PUSH, 0, STORE, 1,
    # loop at 8
    LOAD, 0, LOAD, 1, XOR, PUSH, 0x100000001b3, MUL, ROL, 13, STORE, 0,
    LOAD, 1, PUSH, 1, ADD, DUP, STORE, 1, PUSH, 2500, LT, JNZ, 8,
    LOAD, 0, PRINT, HALT]
m = run(program)
print(m, output, steps)
for bad in ([99], [ADD], [PUSH], [PUSH, 1, PUSH, 1, JNZ, 0], [PUSH, 1, PUSH, None, ADD]):
    steps = 0
    try:
        run(bad)
    except (RuntimeError, ValueError, IndexError, TypeError) as e:
        print(type(e).__name__, e, steps)
steps = 190000
run([PUSH, 1, JNZ, 0])
