"""An interpreter in Python: a stack machine that runs a program of its own.

A tiny assembler turns text into (operation, operand) pairs; the loop that runs
them is one long chain of comparisons over a stack and a store. The program it
runs finds the number below a limit whose Collatz sequence is longest.
"""

import sys

BENCH = 900
DEFAULT = 20000

PUSH, LOAD, STORE, ADD, MULTIPLY, DIVIDE, REMAINDER, LESS, EQUAL, JUMP, UNLESS, HALT = range(12)

OPERATIONS = {
    "push": PUSH, "load": LOAD, "store": STORE, "add": ADD, "multiply": MULTIPLY,
    "divide": DIVIDE, "remainder": REMAINDER, "less": LESS, "equal": EQUAL,
    "jump": JUMP, "unless": UNLESS, "halt": HALT,
}

LONGEST_COLLATZ = """
        push 1      store start     push 0      store best      push 0      store most
outer:  load start  load limit      less        unless done
        load start  store number    push 0      store length
inner:  load number push 1          equal       unless step     jump ended
step:   load length push 1          add         store length
        load number push 2          remainder   unless even
        load number push 3          multiply    push 1          add         store number
        jump inner
even:   load number push 2          divide      store number    jump inner
ended:  load most   load length     less        unless next
        load length store most      load start  store best
next:   load start  push 1          add         store start     jump outer
done:   halt
"""


def assemble(text):
    """The program, and the number of each variable."""
    program = []
    labels = {}
    variables = {}
    words = text.split()
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        if word.endswith(":"):
            labels[word[:-1]] = len(program)
            continue
        operation = OPERATIONS[word]
        operand = None
        if operation in (PUSH, LOAD, STORE, JUMP, UNLESS):
            operand = words[position]
            position += 1
            if operation == PUSH:
                operand = int(operand)
            elif operation in (LOAD, STORE):
                operand = variables.setdefault(operand, len(variables))
        program.append((operation, operand))
    resolved = []
    for operation, operand in program:
        if operation in (JUMP, UNLESS):
            operand = labels[operand]
        resolved.append((operation, operand))
    return resolved, variables


def execute(program, store):
    stack = []
    position = 0
    executed = 0
    while True:
        operation, operand = program[position]
        position += 1
        executed += 1
        if operation == LOAD:
            stack.append(store[operand])
        elif operation == PUSH:
            stack.append(operand)
        elif operation == STORE:
            store[operand] = stack.pop()
        elif operation == UNLESS:
            if not stack.pop():
                position = operand
        elif operation == JUMP:
            position = operand
        elif operation == ADD:
            right = stack.pop()
            stack[-1] = stack[-1] + right
        elif operation == LESS:
            right = stack.pop()
            stack[-1] = stack[-1] < right
        elif operation == EQUAL:
            right = stack.pop()
            stack[-1] = stack[-1] == right
        elif operation == REMAINDER:
            right = stack.pop()
            stack[-1] = stack[-1] % right
        elif operation == DIVIDE:
            right = stack.pop()
            stack[-1] = stack[-1] // right
        elif operation == MULTIPLY:
            right = stack.pop()
            stack[-1] = stack[-1] * right
        elif operation == HALT:
            return executed
        else:
            raise ValueError("no such operation: %r" % operation)


def run(limit):
    program, variables = assemble(LONGEST_COLLATZ)
    store = [0] * len(variables)
    store[variables["limit"]] = limit
    executed = execute(program, store)
    return "%d takes %d steps, %d instructions" % (
        store[variables["best"]], store[variables["most"]], executed)


if __name__ == "__main__":
    print(run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
