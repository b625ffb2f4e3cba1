//! The arguments of `taipan`, as `python3` reads them: options up to the program, the rest belongs to
//! the program.

use lexopt::Arg::{Long, Short, Value};
use std::ffi::OsString;
use std::path::PathBuf;

/// What to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    /// `-c TEXT`
    Command(OsString),
    /// `-m NAME`
    Module(OsString),
    /// A script, or a folder or archive with a `__main__` module.
    File(OsString),
    /// `-`, or nothing at all.
    Stdin,
}

/// How the JIT works: `-X jit=…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum JitMode {
    Off,
    #[default]
    On,
    /// Everything is compiled the first time it runs, before it goes on.
    Eager,
    /// As `Eager`, and each guard takes its exit the first time it is reached.
    Exits,
}

/// What the command line says about the JIT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JitOptions {
    pub mode: JitMode,
    /// False: `-X jit-no-opt`.
    pub optimize: bool,
    /// `-X jit-log=FILE`
    pub log: Option<PathBuf>,
}

impl Default for JitOptions {
    fn default() -> JitOptions {
        JitOptions {
            mode: JitMode::default(),
            optimize: true,
            log: None,
        }
    }
}

/// The options in front of the program. Counts are how often an option was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub program: Option<Program>,
    /// `sys.argv[1:]`
    pub arguments: Vec<OsString>,
    pub bytes_warning: u8,
    pub dont_write_bytecode: bool,
    pub debug: u8,
    /// `-E`, or part of `-I`.
    pub ignore_environment: bool,
    pub inspect: bool,
    pub isolated: bool,
    pub optimize: u8,
    pub safe_path: bool,
    pub quiet: bool,
    pub random_hashes: bool,
    pub no_user_site: bool,
    pub no_site: bool,
    pub unbuffered: bool,
    pub verbose: u8,
    pub warnings: Vec<String>,
    pub skip_first_line: bool,
    pub x_options: Vec<(String, Option<String>)>,
    pub jit: JitOptions,
}

/// What the arguments ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    Run(Box<Options>),
    Help,
    /// `-V`; how often.
    Version(u8),
}

/// Reads the arguments behind the command's name.
///
/// # Errors
/// A sentence for an unknown option or a missing argument.
pub fn parse(arguments: &[OsString]) -> Result<Request, String> {
    let mut options = Options::default();
    let mut version = 0;
    let mut parser = lexopt::Parser::from_args(arguments.iter().cloned());
    parser.set_short_equals(false);
    loop {
        let argument = match parser.next() {
            Ok(Some(argument)) => argument,
            Ok(None) => break,
            Err(error) => return Err(error.to_string()),
        };
        match argument {
            Value(file) => {
                options.program = Some(if file == "-" { Program::Stdin } else { Program::File(file) });
                break;
            }
            Short('c') => {
                options.program = Some(Program::Command(value(&mut parser, "-c")?));
                break;
            }
            Short('m') => {
                options.program = Some(Program::Module(value(&mut parser, "-m")?));
                break;
            }
            Short('h' | '?') | Long("help" | "help-all" | "help-env" | "help-xoptions") => return Ok(Request::Help),
            Short('V') | Long("version") => version += 1,
            Short('W') => {
                let warning = value(&mut parser, "-W")?;
                options.warnings.push(warning.to_string_lossy().into_owned());
            }
            Short('X') => {
                let option = value(&mut parser, "-X")?;
                add_x_option(&mut options, &option.to_string_lossy())?;
            }
            Long("check-hash-based-pycs") => {
                value(&mut parser, "--check-hash-based-pycs")?;
            }
            Short('b') => options.bytes_warning += 1,
            Short('B') => options.dont_write_bytecode = true,
            Short('d') => options.debug += 1,
            Short('E') => options.ignore_environment = true,
            Short('i') => options.inspect = true,
            Short('I') => {
                options.isolated = true;
                options.ignore_environment = true;
                options.safe_path = true;
                options.no_user_site = true;
            }
            Short('O') => options.optimize += 1,
            Short('P') => options.safe_path = true,
            Short('q') => options.quiet = true,
            Short('R') => options.random_hashes = true,
            Short('s') => options.no_user_site = true,
            Short('S') => options.no_site = true,
            // Ignored, as in CPython.
            Short('t') => {}
            Short('u') => options.unbuffered = true,
            Short('v') => options.verbose += 1,
            Short('x') => options.skip_first_line = true,
            Short(other) => return Err(format!("Unknown option: -{other}")),
            Long(other) => return Err(format!("Unknown option: --{other}")),
        }
    }
    if version > 0 {
        return Ok(Request::Version(version));
    }
    options.arguments = parser.try_raw_args().map(Iterator::collect).unwrap_or_default();
    Ok(Request::Run(Box::new(options)))
}

fn value(parser: &mut lexopt::Parser, option: &str) -> Result<OsString, String> {
    parser.value().map_err(|_| format!("Argument expected for the {option} option"))
}

fn add_x_option(options: &mut Options, text: &str) -> Result<(), String> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    };
    match (name, value) {
        ("jit", value) => {
            options.jit.mode = match value {
                Some("off") => JitMode::Off,
                Some("on") => JitMode::On,
                Some("eager") => JitMode::Eager,
                Some("exits") => JitMode::Exits,
                _ => return Err("-X jit=MODE: MODE is one of off, on, eager, exits".to_string()),
            }
        }
        ("jit-no-opt", _) => options.jit.optimize = false,
        ("jit-log", Some(file)) if !file.is_empty() => options.jit.log = Some(PathBuf::from(file)),
        ("jit-log", _) => return Err("-X jit-log=FILE: the name of a file is missing".to_string()),
        _ => {}
    }
    options.x_options.push((name.to_string(), value.map(str::to_string)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Request, String> {
        parse(&arguments.iter().map(OsString::from).collect::<Vec<_>>())
    }

    fn run(arguments: &[&str]) -> Options {
        match read(arguments) {
            Ok(Request::Run(options)) => *options,
            other => panic!("{arguments:?}: {other:?}"),
        }
    }

    #[test]
    fn options_end_at_the_program() {
        let options = run(&["-B", "x.py", "-c", "--", "-B"]);
        assert_eq!(options.program, Some(Program::File("x.py".into())));
        assert_eq!(options.arguments, ["-c", "--", "-B"]);
        let options = run(&["-c", "code", "-m", "x"]);
        assert_eq!(options.program, Some(Program::Command("code".into())));
        assert_eq!(options.arguments, ["-m", "x"]);
        let options = run(&["-Bccode", "-V"]);
        assert_eq!(options.program, Some(Program::Command("code".into())));
        assert_eq!(options.arguments, ["-V"]);
        let options = run(&["--", "-x.py", "y"]);
        assert_eq!(options.program, Some(Program::File("-x.py".into())));
        assert_eq!(options.arguments, ["y"]);
        let options = run(&["-", "y", "--", "z"]);
        assert_eq!(options.program, Some(Program::Stdin));
        assert_eq!(options.arguments, ["y", "--", "z"]);
        assert_eq!(run(&[]).program, None);
    }

    #[test]
    fn letters_stand_together() {
        let options = run(&["-BSqOO", "-Wignore", "-W", "error", "x.py"]);
        assert!(options.dont_write_bytecode && options.no_site && options.quiet);
        assert_eq!((options.optimize, options.warnings), (2, vec!["ignore".to_string(), "error".to_string()]));
        assert!(run(&["-I"]).ignore_environment);
    }

    #[test]
    fn x_options() {
        let options = run(&["-X", "jit=eager", "-Xjit-no-opt", "-X", "jit-log=f", "-Xunknown", "-X", "a=b=c"]);
        assert_eq!(
            options.jit,
            JitOptions {
                mode: JitMode::Eager,
                optimize: false,
                log: Some("f".into())
            }
        );
        assert_eq!(
            options.x_options[3..],
            [("unknown".to_string(), None), ("a".to_string(), Some("b=c".to_string()))]
        );
        assert!(read(&["-Xjit=fast"]).is_err() && read(&["-Xjit-log"]).is_err());
        assert_eq!(run(&["x.py"]).jit.mode, JitMode::On);
    }

    #[test]
    fn what_python_refuses() {
        assert_eq!(read(&["-z"]), Err("Unknown option: -z".to_string()));
        assert_eq!(read(&["--foo"]), Err("Unknown option: --foo".to_string()));
        for option in ["-c", "-m", "-W", "-X"] {
            assert_eq!(read(&[option]), Err(format!("Argument expected for the {option} option")));
        }
        assert_eq!(read(&["-VV", "x.py"]), Ok(Request::Version(2)));
        assert_eq!(read(&["-h", "-z"]), Ok(Request::Help));
    }
}
