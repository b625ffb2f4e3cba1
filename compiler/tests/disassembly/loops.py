def nested(x, y):
    while True:
        while x:
            x -= 1
            if x == y:
                continue
            for i in x:
                pass
        y += 1


def shared(x):
    while 1:
        while 1:
            while x:
                x = x.next
                if x:
                    break
