# Carets under an attribute of a call's result.
class Node:
    next = None


def find():
    return Node()


value = find().next.next.value + 1
