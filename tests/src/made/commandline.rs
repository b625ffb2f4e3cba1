//! The command line and the environment, as `python3` understands them.

use super::Made;

const ARGUMENTS: &[u8] = b"import sys\nprint(__name__, sys.argv)\n";

pub(super) fn all() -> Vec<Made> {
    let mut programs = scripts_and_modules();
    programs.extend(options());
    programs
}

/// A program run as `bad.py` with options before it.
fn optioned(name: &str, options: &[&str], script: &str, arguments: &[&str]) -> Made {
    let mut program = Made::script(name, script);
    let words = options.iter().chain(&["bad.py"]).chain(arguments);
    program.arguments = words.map(ToString::to_string).collect();
    program
}

fn scripts_and_modules() -> Vec<Made> {
    vec![
        optioned("commandline/arguments", &[], "import sys\nprint(sys.argv)\n", &["a", "-b", "--c=d", "", "é"]),
        Made::command("commandline/command", &["-c", "import sys; print(sys.argv, __name__)", "x", "-y"]),
        Made::command("commandline/command-lines", &["-c", "for i in range(2):\n    print(i)\nprint('end')"]),
        Made::command("commandline/module", &["-m", "tool", "x", "y"]).file("tool.py", Some(b"import sys\nprint(__name__, sys.argv[1:], __package__ == '')\n")),
        Made::command("commandline/package", &["-m", "pack", "x"])
            .file("pack", None)
            .file("pack/__init__.py", Some(b"print('init', __name__)\n"))
            .file(
                "pack/__main__.py",
                Some(b"import sys\nfrom . import part\nprint(__name__, sys.argv[1:], __package__)\n"),
            )
            .file("pack/part.py", Some(b"print('part', __name__)\n")),
        Made::command("commandline/submodule", &["-m", "pack.part"])
            .file("pack", None)
            .file("pack/__init__.py", Some(b"print('init')\n"))
            .file("pack/part.py", Some(b"print(__name__, __package__)\n")),
        Made::command("commandline/folder-with-main", &["app", "x"])
            .file("app", None)
            .file("app/helper.py", Some(b"value = 5\n"))
            .file(
                "app/__main__.py",
                Some(b"import sys\nimport helper\nprint(__name__, len(sys.argv), helper.value)\n"),
            ),
        Made::command("commandline/dash", &["-", "x"]).stdin(ARGUMENTS),
        Made::command("commandline/piped", &[]).stdin(ARGUMENTS),
        Made::command("commandline/piped-reads-rest", &["-c", "print(input()); print(input())"]).stdin("one\ntwo\n"),
        optioned("commandline/imports-beside-script", &[], "import beside\nprint(beside.value)\n", &[]).file("beside.py", Some(b"value = 'beside'\n")),
        optioned("commandline/script-in-folder", &[], "", &[])
            .file("sub", None)
            .file("sub/near.py", Some(b"value = 'near'\n"))
            .file("sub/run.py", Some(b"import near\nprint(near.value)\n"))
            .with_arguments(&["sub/run.py"]),
        optioned(
            "commandline/option-after-script",
            &[],
            "import sys\nprint(sys.argv)\n",
            &["-c", "-V", "-X", "jit=off"],
        ),
        optioned("commandline/double-dash", &["--"], "import sys\nprint(sys.argv)\n", &["x"]),
    ]
}

fn options() -> Vec<Made> {
    let flags = "import sys\nf = sys.flags\nprint(f.dont_write_bytecode, f.ignore_environment, f.isolated, f.no_site, \
                 f.quiet, f.hash_randomization)\n";
    let path = "import extra\nprint(extra.value)\n";
    let with_extra = |program: Made| program.file("lib", None).file("lib/extra.py", Some(b"value = 'from PYTHONPATH'\n"));
    vec![
        optioned("commandline/option-B", &["-B"], flags, &[]),
        optioned("commandline/option-E", &["-E"], flags, &[]),
        optioned("commandline/option-I", &["-I"], flags, &[]),
        optioned("commandline/option-S", &["-S"], flags, &[]),
        optioned("commandline/option-q", &["-q"], flags, &[]),
        optioned("commandline/options-together", &["-BSq"], flags, &[]),
        optioned(
            "commandline/option-u",
            &["-u"],
            "import os\nprint('a', end='')\nos.write(1, b'b')\nprint('c')\n",
            &[],
        ),
        optioned(
            "commandline/buffered",
            &[],
            "import os\nprint('a', end='')\nos.write(1, b'b')\nprint('c')\n",
            &[],
        ),
        optioned(
            "commandline/unbuffered",
            &[],
            "import os\nprint('a', end='')\nos.write(1, b'b')\nprint('c')\n",
            &[],
        )
        .variable("PYTHONUNBUFFERED", "1"),
        optioned("commandline/unknown-X", &["-X", "no-such-name", "-X", "other=5"], "print('runs')\n", &[]),
        optioned("commandline/X-glued", &["-Xno-such-name"], "print('runs')\n", &[]),
        with_extra(optioned("commandline/pythonpath", &[], path, &[]).variable("PYTHONPATH", "lib:other")),
        with_extra(optioned("commandline/pythonpath-ignored", &["-E"], path, &[]).variable("PYTHONPATH", "lib")),
        with_extra(optioned("commandline/pythonpath-isolated", &["-I"], path, &[]).variable("PYTHONPATH", "lib")),
        optioned("commandline/hash-seed-0", &[], "print(hash('abc'), {'a', 'b', 'c', 'd'})\n", &[]),
        optioned("commandline/hash-seed-7", &[], "print(hash('abc') == hash('ab' + 'c'))\n", &[]).variable("PYTHONHASHSEED", "7"),
        optioned("commandline/exit-large", &[], "import sys\nsys.exit(300)\n", &[]),
        optioned("commandline/exit-negative", &[], "import sys\nsys.exit(-1)\n", &[]),
        optioned("commandline/exit-bool", &[], "raise SystemExit(True)\n", &[]),
        optioned(
            "commandline/exit-in-function",
            &[],
            "def f():\n    try:\n        exit(4)\n    finally:\n        print('cleanup')\nf()\n",
            &[],
        ),
        optioned("commandline/os-exit", &[], "import os\nprint('lost in the buffer', end='')\nos._exit(6)\n", &[]),
        optioned(
            "commandline/atexit",
            &[],
            "import atexit\natexit.register(print, 'last')\nprint('first')\n1 / 0\n",
            &[],
        ),
        Made::command("commandline/missing-command", &["-c"]).last_line(),
        Made::command("commandline/missing-module", &["-m"]).last_line(),
    ]
}
