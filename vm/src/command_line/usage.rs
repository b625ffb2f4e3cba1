//! What `-h` and `-V` print.

use super::options::JitMode;
use taipan_modules::sys::{TAIPAN_VERSION, VERSION};

/// The first line of help, and of the answer to a wrong option.
pub fn usage_line(command: &str) -> String {
    format!("usage: {command} [option] ... [-c cmd | -m mod | file | -] [arg] ...")
}

/// `-V`; given twice, with the build.
pub fn version(times: u8) -> String {
    let (major, minor, micro) = VERSION;
    let (a, b, c) = TAIPAN_VERSION;
    let short = format!("Python {major}.{minor}.{micro} (Taipan {a}.{b}.{c})");
    if times < 2 {
        short
    } else {
        format!(
            "{short} [Rust, {}, {}]",
            std::env::consts::ARCH,
            if cfg!(debug_assertions) { "debug" } else { "release" }
        )
    }
}

/// The modes of `-X jit=`.
const JIT_MODES: [(JitMode, &str, &str); 4] = [
    (JitMode::Off, "off", "everything is interpreted"),
    (JitMode::On, "on", "hot code is compiled (the default)"),
    (JitMode::Eager, "eager", "code is compiled the first time it runs"),
    (JitMode::Exits, "exits", "as eager, and every guard fails once"),
];

/// The whole help.
pub fn help(command: &str) -> String {
    let mut text = usage_line(command);
    text.push_str(
        "
Options (and the environment variables that do the same):
-b     : accepted and ignored
-B     : set sys.dont_write_bytecode; also PYTHONDONTWRITEBYTECODE=x
-c cmd : run the program given as text; ends the options
-d     : accepted and ignored; also PYTHONDEBUG=x
-E     : ignore the environment variables PYTHON*
-h     : print this and exit (also -? or --help)
-i     : go on interactively after the program; also PYTHONINSPECT=x
-I     : keep away from the user's environment (implies -E, -P and -s)
-m mod : run a module of the library or of sys.path; ends the options
-O     : leave out assert and what depends on __debug__; also PYTHONOPTIMIZE=x
-OO    : as -O, and leave out docstrings
-P     : put no folder in front of sys.path; also PYTHONSAFEPATH=x
-q     : no version at the interactive start
-s     : no user site folder; also PYTHONNOUSERSITE=x
-S     : no import of site
-u     : do not buffer stdout and stderr; also PYTHONUNBUFFERED=x
-v     : accepted and ignored; also PYTHONVERBOSE=x
-V     : print the version and exit (also --version); twice: more of it
-W arg : warning control, action:message:category:module:lineno;
         also PYTHONWARNINGS=arg
-x     : skip the first line of the program
-X opt : an option of Taipan's own; unknown ones are kept in sys._xoptions
",
    );
    for (_, name, meaning) in JIT_MODES {
        text.push_str(&format!("         jit={name}: {meaning}\n"));
    }
    text.push_str(
        "         jit-no-opt: compile without optimising
         jit-log=FILE: write what the JIT does, one JSON object per line

Further variables: PYTHONPATH (folders in front of the library's),
PYTHONHASHSEED (0, or a number that makes hashes of text repeatable),
GC_STRESS=n (collect garbage every n allocations).

Arguments:
file   : program to run
-      : read the program from stdin (the default; interactive on a terminal)
arg ...: arguments of the program, sys.argv[1:]
",
    );
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_begins_as_pythons() {
        assert!(super::version(1).starts_with("Python 3.14"));
        assert!(super::version(2).starts_with(&super::version(1)));
    }
}
