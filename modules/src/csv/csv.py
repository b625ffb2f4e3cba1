"""The native half of `csv`, as Python code: one state machine over characters for reading, one pass per row for writing."""

QUOTE_MINIMAL = 0
QUOTE_ALL = 1
QUOTE_NONNUMERIC = 2
QUOTE_NONE = 3
QUOTE_STRINGS = 4
QUOTE_NOTNULL = 5

__version__ = "1.0"


class Error(Exception):
    pass


Error.__module__ = "_csv"
_dialects = {}
_limit = 131072
_missing = object()


def _character(name, value, default, optional=False):
    if value is _missing:
        return default
    if value is None and optional:
        return None
    if not isinstance(value, str):
        kind = "a unicode character or None" if optional else "a unicode character"
        raise TypeError(f'"{name}" must be {kind}, not {type(value).__name__}')
    if len(value) != 1:
        kind = "a unicode character or None" if optional else "a unicode character"
        raise TypeError(f'"{name}" must be {kind}, not a string of length {len(value)}')
    return value


class Dialect:
    """CSV dialect"""

    __slots__ = ("delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict")

    def __new__(cls, dialect=None, **options):
        if isinstance(dialect, str):
            dialect = get_dialect(dialect)
        for name in options:
            if name not in Dialect.__slots__:
                raise TypeError(f"this function got an unexpected keyword argument '{name}'")
        if isinstance(dialect, Dialect) and not options:
            return dialect

        def get(name):
            value = options.get(name, _missing)
            return getattr(dialect, name, _missing) if value is _missing and dialect is not None else value

        self = object.__new__(cls)
        put = object.__setattr__
        put(self, "delimiter", _character("delimiter", get("delimiter"), ","))
        for name, default in (("doublequote", True), ("skipinitialspace", False), ("strict", False)):
            value = get(name)
            put(self, name, default if value is _missing else bool(value))
        put(self, "escapechar", _character("escapechar", get("escapechar"), None, True))
        terminator = get("lineterminator")
        if terminator is _missing:
            terminator = "\r\n"
        elif not isinstance(terminator, str):
            raise TypeError(f'"lineterminator" must be a string, not {type(terminator).__name__}')
        put(self, "lineterminator", terminator)
        quoting, quotechar = get("quoting"), get("quotechar")
        put(self, "quotechar", _character("quotechar", quotechar, '"', True))
        if quotechar is None and quoting is _missing:
            quoting = QUOTE_NONE
        if quoting is _missing:
            quoting = QUOTE_MINIMAL
        elif type(quoting) is not int:
            raise TypeError(f'"quoting" must be an integer, not {type(quoting).__name__}')
        if not 0 <= quoting <= 5:
            raise TypeError('bad "quoting" value')
        put(self, "quoting", quoting)
        if quoting != QUOTE_NONE and self.quotechar is None:
            raise TypeError("quotechar must be set if quoting enabled")
        self._check()
        return self

    def _check(self):
        special = [("delimiter", self.delimiter, True), ("escapechar", self.escapechar, not self.skipinitialspace), ("quotechar", self.quotechar, not self.skipinitialspace)]
        for name, c, space_allowed in special:
            if c is not None and (c in "\r\n" or c == " " and not space_allowed or c in self.lineterminator):
                raise ValueError(f"bad {name} value")
        names = [s for s in special if s[1] is not None]
        for i, (name, c, _) in enumerate(names):
            for other, d, _ in names[i + 1 :]:
                if c == d:
                    raise ValueError(f"bad {name} or {other} value")

    def __setattr__(self, name, value):
        raise AttributeError(f"'_csv.Dialect' object attribute '{name}' is read-only" if name in Dialect.__slots__ else f"'_csv.Dialect' object has no attribute '{name}'")

    def __reduce_ex__(self, protocol):
        raise TypeError(f"cannot pickle '{type(self).__name__}' instances")


Dialect.__module__ = "_csv"

_START_RECORD, _START_FIELD, _ESCAPED, _IN_FIELD, _IN_QUOTED, _ESCAPE_IN_QUOTED, _QUOTE_IN_QUOTED, _EAT_NEWLINE, _AFTER_ESCAPED_NEWLINE = range(9)


class reader:
    """CSV reader"""

    def __init__(self, iterable, /, dialect=None, **options):
        try:
            self._lines = iter(iterable)
        except TypeError:
            raise TypeError(f"'{type(iterable).__name__}' object is not iterable") from None
        self.dialect = Dialect(dialect, **options)
        self.line_num = 0

    def __iter__(self):
        return self

    def _finish(self):
        text = "".join(self._field)
        self._field = []
        self._size = 0
        quoting = self.dialect.quoting
        if not self._quoted and quoting in (QUOTE_NOTNULL, QUOTE_STRINGS) and not text:
            self._fields.append(None)
        elif not self._quoted and quoting in (QUOTE_NONNUMERIC, QUOTE_STRINGS) and text:
            self._fields.append(float(text))
        else:
            self._fields.append(text)
        self._quoted = False

    def _add(self, c):
        self._size += 1
        if self._size > _limit:
            raise Error(f"field larger than field limit ({_limit})")
        self._field.append(c)

    def __next__(self):
        self._fields = []
        self._field = []
        self._size = 0
        self._quoted = False
        state = _START_RECORD
        while True:
            try:
                line = next(self._lines)
            except StopIteration:
                if self._size or state == _IN_QUOTED:
                    if self.dialect.strict:
                        raise Error("unexpected end of data") from None
                    self._finish()
                    return self._fields
                raise
            if not isinstance(line, str):
                raise Error(f"iterator should return strings, not {type(line).__name__} (the file should be opened in text mode)")
            self.line_num += 1
            state = self._line(line, state)
            if state == _START_RECORD:
                return self._fields

    def _line(self, line, state):
        d = self.dialect
        delimiter, escape, quote = d.delimiter, d.escapechar, d.quotechar
        if quote is None or d.quoting == QUOTE_NONE:
            quote = _missing
        if escape is None:
            escape = _missing
        # A plain line needs no state machine.
        if state == _START_RECORD and escape is _missing and d.quoting in (QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONE) and not d.skipinitialspace and len(line) <= _limit:
            text = line.removesuffix("\n").removesuffix("\r")
            if text and "\n" not in text and "\r" not in text and (quote is _missing or quote not in text):
                self._fields = text.split(delimiter)
                return _START_RECORD
        for c in line:
            state = self._step(c, state, d, delimiter, escape, quote)
        return self._step("", state, d, delimiter, escape, quote)

    def _step(self, c, state, d, delimiter, escape, quote):
        """One character; the empty string is the line's end."""
        end = c == "" or c in "\r\n"
        if state == _START_RECORD:
            if c == "":
                return _START_RECORD
            if end:
                return _EAT_NEWLINE
            state = _START_FIELD
        if state == _START_FIELD:
            if end:
                self._finish()
                return _START_RECORD if c == "" else _EAT_NEWLINE
            if c == quote:
                self._quoted = True
                return _IN_QUOTED
            if c == escape:
                return _ESCAPED
            if c == " " and d.skipinitialspace:
                return _START_FIELD
            if c == delimiter:
                self._finish()
                return _START_FIELD
            self._add(c)
            return _IN_FIELD
        if state == _ESCAPED:
            if c and c in "\r\n":
                self._add(c)
                return _AFTER_ESCAPED_NEWLINE
            self._add(c or "\n")
            return _IN_FIELD
        if state == _AFTER_ESCAPED_NEWLINE:
            if c == "":
                return state
            state = _IN_FIELD
        if state == _IN_FIELD:
            if end:
                self._finish()
                return _START_RECORD if c == "" else _EAT_NEWLINE
            if c == escape:
                return _ESCAPED
            if c == delimiter:
                self._finish()
                return _START_FIELD
            self._add(c)
            return _IN_FIELD
        if state == _IN_QUOTED:
            if c == "":
                return state
            if c == escape:
                return _ESCAPE_IN_QUOTED
            if c == quote:
                return _QUOTE_IN_QUOTED if d.doublequote else _IN_FIELD
            self._add(c)
            return state
        if state == _ESCAPE_IN_QUOTED:
            self._add(c or "\n")
            return _IN_QUOTED
        if state == _QUOTE_IN_QUOTED:
            if c == quote:
                self._add(c)
                return _IN_QUOTED
            if c == delimiter:
                self._finish()
                return _START_FIELD
            if end:
                self._finish()
                return _START_RECORD if c == "" else _EAT_NEWLINE
            if d.strict:
                raise Error(f"'{delimiter}' expected after '{quote}'")
            self._add(c)
            return _IN_FIELD
        if c == "":
            return _START_RECORD
        if not end:
            raise Error("new-line character seen in unquoted field - do you need to open the file with newline=''?")
        return state


class writer:
    """CSV writer"""

    def __init__(self, file, /, dialect=None, **options):
        write = getattr(file, "write", None)
        if not callable(write):
            raise TypeError('argument 1 must have a "write" method')
        self._write = write
        self.dialect = Dialect(dialect, **options)

    def writerow(self, row, /):
        try:
            fields = iter(row)
        except TypeError:
            raise Error(f"iterable expected, not {type(row).__name__}") from None
        d = self.dialect
        out = []
        only_null = False
        for v in fields:
            if v is None:
                text = ""
            elif isinstance(v, str):
                text = v
            else:
                text = repr(v) if type(v) is float else str(v)
            quoting = d.quoting
            if quoting == QUOTE_NONNUMERIC:
                quoted = not isinstance(v, (int, float, complex)) and not hasattr(type(v), "__float__")
            elif quoting == QUOTE_STRINGS:
                quoted = isinstance(v, str)
            elif quoting == QUOTE_NOTNULL:
                quoted = v is not None
            else:
                quoted = quoting == QUOTE_ALL
            only_null = not out and v is None
            out.append(self._field(text, quoted, v is None))
        if len(out) == 1 and out[0] == "":
            if d.quoting == QUOTE_NONE or only_null and d.quoting in (QUOTE_STRINGS, QUOTE_NOTNULL):
                raise Error("single empty field record must be quoted")
            out[0] = d.quotechar * 2
        return self._write(d.delimiter.join(out) + d.lineterminator)

    def _field(self, text, quoted, is_null):
        d = self.dialect
        delimiter, escape, quote = d.delimiter, d.escapechar, d.quotechar
        if not text:
            if d.skipinitialspace and delimiter == " " and not quoted:
                if d.quoting == QUOTE_NONE or is_null and d.quoting in (QUOTE_STRINGS, QUOTE_NOTNULL):
                    raise Error("empty field must be quoted if delimiter is a space and skipinitialspace is true")
                quoted = True
            return quote * 2 if quoted else text
        out = []
        for c in text:
            special = c == delimiter or c == escape or c == quote or c in "\r\n" or c in d.lineterminator
            if not special:
                out.append(c)
                continue
            want_escape = False
            if d.quoting == QUOTE_NONE:
                want_escape = True
            elif c == quote:
                if d.doublequote:
                    out.append(quote)
                else:
                    want_escape = True
                if not want_escape:
                    quoted = True
            elif c == escape:
                want_escape = True
            if not want_escape:
                quoted = True
            elif escape is None:
                raise Error("need to escape, but no escapechar set")
            else:
                out.append(escape)
            out.append(c)
        body = "".join(out)
        return quote + body + quote if quoted else body

    def writerows(self, rows, /):
        for row in rows:
            self.writerow(row)


_reader_class, _writer_class = reader, writer
_reader_class.__module__ = _writer_class.__module__ = "_csv"


def reader(iterable, /, dialect=None, **options):
    return _reader_class(iterable, dialect, **options)


def writer(file, /, dialect=None, **options):
    return _writer_class(file, dialect, **options)


def register_dialect(name, /, dialect=None, **options):
    if not isinstance(name, str):
        raise TypeError("dialect name must be a string")
    _dialects[name] = Dialect(dialect, **options)


def unregister_dialect(name, /):
    try:
        del _dialects[name]
    except KeyError:
        raise Error("unknown dialect") from None


def get_dialect(name, /):
    try:
        return _dialects[name]
    except KeyError:
        raise Error("unknown dialect") from None


def list_dialects():
    return list(_dialects)


def field_size_limit(new_limit=_missing, /):
    global _limit
    old = _limit
    if new_limit is not _missing:
        if type(new_limit) is not int:
            raise TypeError("limit must be an integer")
        _limit = new_limit
    return old
