# raise from: an explicit cause, over two levels.


class ConfigError(Exception):
    pass


def read(text):
    try:
        return int(text)
    except ValueError as error:
        raise ConfigError(f"bad value {text!r}") from error


def start():
    try:
        read("x1")
    except ConfigError as error:
        raise RuntimeError("cannot start") from error


start()
