def match_all(subject):
    match subject:
        case 1 | None:
            return 0
        case [first, *rest] if rest:
            return first
        case {"key": value, **others}:
            return value, others
        case Point(x, y=0):
            return x
        case (True as yes) | yes:
            return yes
