"""A stand-in for `pyperf`: just what the benchmark programs of the set ask of it.

Why not pyperf itself: it imports half of the standard library before the first
line of a benchmark runs, starts worker processes of its own, and so can be run
neither by a young Python implementation nor with a clean start-up time. This
one imports `sys` and `time`, and measures in the process it is in.

How a benchmark is timed
* The first call runs one loop. The line that reports it is flushed at once:
  the runner takes "process start to first value" from the line's arrival, so
  that the program's own clock plays no part in it.
* Then values are taken until their durations add up to `--seconds` (at least
  MINIMUM_VALUES of them). A value is the duration of `loops` loops in a row,
  measured as pyperf does it: `bench_time_func` programs time themselves;
  `bench_func` programs are called in a plain loop between two clock readings.
* A value that took less than SHORT doubles `loops` for the next, one that took
  more than LONG halves it. Nothing else is remembered, so that loops follow a
  program that gets faster (or slower) while a JIT compiler warms up, and a value
  soon takes 50 to 100 ms. No value is ever thrown away here: which count as
  the steady state is the runner's decision, and it is given every one.
* Garbage collection is left as the implementation has it.

What is printed (all else on standard output is the program's own):
    @bench begin NAME
    @bench result TEXT               bench_func only: what the first call returned
    @bench first SECONDS             the first call, one loop
    @bench value SECONDS LOOPS       repeated; SECONDS for all LOOPS together
    @bench end NAME

Options: `--seconds S` (4), `--first-only` (stop after the first value), and
those the program adds. `inner_loops` divides nothing: it is the same for all
implementations, and only ratios are read.
"""

import sys
import time

perf_counter = time.perf_counter

SHORT = 0.05
LONG = 0.2
MINIMUM_VALUES = 5


class Arguments:
    """The parsed command line; options are attributes."""


class ArgumentError(Exception):
    pass


class _Argument:
    def __init__(self, names, type, default, choices, nargs, flag):
        self.names = names
        self.positional = not names[0].startswith("-")
        self.destination = names[-1].lstrip("-").replace("-", "_")
        self.type = type
        self.default = default
        self.choices = choices
        self.optional = nargs == "?"
        self.flag = flag

    def convert(self, text):
        value = text
        if self.type is not None:
            try:
                value = self.type(text)
            except ValueError:
                raise ArgumentError("argument %s: invalid value: %r" % (self.names[-1], text))
        if self.choices is not None and value not in self.choices:
            raise ArgumentError("argument %s: invalid choice: %r (choose from %s)" % (
                self.names[-1], value, ", ".join([str(choice) for choice in self.choices])))
        return value


class ArgumentParser:
    """`argparse` as far as the set needs it: options with a value, flags, and
    positional arguments, one value each. Anything else asked of it is refused."""

    def __init__(self):
        self.arguments = []

    def add_argument(self, *names, type=None, default=None, choices=None, nargs=None,
                     action=None, help=None, metavar=None):
        if nargs not in (None, "?"):
            raise NotImplementedError("nargs=%r is not implemented in the stand-in for pyperf"
                                      % (nargs,))
        if action not in (None, "store", "store_true"):
            raise NotImplementedError("action=%r is not implemented in the stand-in for pyperf"
                                      % (action,))
        flag = action == "store_true"
        if flag and default is None:
            default = False
        self.arguments.append(_Argument(names, type, default, choices, nargs, flag))

    def parse_args(self, words):
        try:
            return self.parse(words)
        except ArgumentError as error:
            sys.stderr.write("%s: error: %s\n" % (sys.argv[0], error))
            raise SystemExit(2)

    def parse(self, words):
        result = Arguments()
        for argument in self.arguments:
            setattr(result, argument.destination, argument.default)
        positionals = [argument for argument in self.arguments if argument.positional]
        position = 0
        filled = 0
        while position < len(words):
            word = words[position]
            position += 1
            if word.startswith("-"):
                name, equals, text = word.partition("=")
                argument = self.option(name)
                if argument.flag:
                    if equals:
                        raise ArgumentError("argument %s: takes no value" % name)
                    setattr(result, argument.destination, True)
                    continue
                if not equals:
                    if position == len(words):
                        raise ArgumentError("argument %s: expected one argument" % name)
                    text = words[position]
                    position += 1
            else:
                if filled == len(positionals):
                    raise ArgumentError("unrecognized argument: %s" % word)
                argument = positionals[filled]
                text = word
                filled += 1
            setattr(result, argument.destination, argument.convert(text))
        for argument in positionals[filled:]:
            if not argument.optional:
                raise ArgumentError("argument %s: is required" % argument.names[0])
        return result

    def option(self, name):
        for argument in self.arguments:
            if not argument.positional and name in argument.names:
                return argument
        raise ArgumentError("unrecognized option: %s" % name)


def report(*words):
    sys.stdout.write("@bench " + " ".join(words) + "\n")
    sys.stdout.flush()


def describe(result):
    """A first call's result as one line, where it says more than its address."""
    if result is None or isinstance(result, (bool, int, float, str)):
        return repr(result)
    return "<" + type(result).__name__ + ">"


class Runner:
    def __init__(self, add_cmdline_args=None):
        # pyperf calls `add_cmdline_args` to start its workers; there are none here.
        self.metadata = {}
        self.argparser = ArgumentParser()
        self.argparser.add_argument("--seconds", type=float, default=4.0,
                                    help="duration of all values together")
        self.argparser.add_argument("--first-only", action="store_true",
                                    help="stop after the first value")
        self.args = None

    def parse_args(self, args=None):
        if self.args is None:
            self.args = self.argparser.parse_args(sys.argv[1:] if args is None else args)
        return self.args

    def bench_func(self, name, func, *args, inner_loops=None):
        """Times calls of `func(*args)`."""
        self.parse_args()

        def run_loops(loops):
            range_it = range(loops)
            start = perf_counter()
            for _ in range_it:
                func(*args)
            return perf_counter() - start

        report("begin", name)
        start = perf_counter()
        result = func(*args)
        first = perf_counter() - start
        report("result", describe(result))
        # The result may be large: it must not stay alive through the measurement.
        result = None
        self.measure(name, first, run_loops, ())

    def bench_time_func(self, name, time_func, *args, inner_loops=None):
        """Times by `time_func(loops, *args)`, which returns the seconds it took."""
        self.parse_args()
        report("begin", name)
        self.measure(name, time_func(1, *args), time_func, args)

    def measure(self, name, first, time_func, args):
        report("first", repr(first))
        if not self.args.first_only:
            seconds = self.args.seconds
            elapsed = first
            values = 1
            loops = next_loops(1, first)
            while elapsed < seconds or values < MINIMUM_VALUES:
                duration = time_func(loops, *args)
                report("value", repr(duration), str(loops))
                elapsed += duration
                values += 1
                loops = next_loops(loops, duration)
        report("end", name)


def next_loops(loops, duration):
    if duration < SHORT:
        return loops * 2
    if duration > LONG and loops > 1:
        return loops // 2
    return loops
