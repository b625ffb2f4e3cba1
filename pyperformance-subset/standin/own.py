"""Times one of our own programs, as a pyperformance program times itself.

    own.py NAME --size N [--seconds S] [--first-only]

NAME is a module on the path with a function `run(size)`; importing it is part
of "process start to first value", as is reading a program from its file.
"""

import pyperf


def main():
    runner = pyperf.Runner()
    runner.argparser.add_argument("name")
    runner.argparser.add_argument("--size", type=int)
    args = runner.parse_args()
    module = __import__(args.name)
    runner.bench_func(args.name, module.run, args.size)


if __name__ == "__main__":
    main()
