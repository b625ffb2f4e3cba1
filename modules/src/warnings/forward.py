"""What importlib asks of the native half of `warnings`. Filters and formatting are the library's Python code, which
takes over by itself because the names it would import from here for speed do not exist."""


def warn(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=()):
    import warnings

    warnings.warn(message, category, stacklevel + 1, source, skip_file_prefixes=skip_file_prefixes)


def warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None):
    import warnings

    warnings.warn_explicit(message, category, filename, lineno, module, registry, module_globals, source)


def __getattr__(name):
    if name == "filters":
        import warnings

        return warnings.filters
    raise AttributeError(f"module '_warnings' has no attribute '{name}'")
