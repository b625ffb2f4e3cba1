def deep():
    return "deep", __package__
