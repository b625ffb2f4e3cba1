def helper():
    return {}["while importing"]


helper()
