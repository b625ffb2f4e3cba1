//! Who is compared: Taipan beside this binary, its peers under `PEERS_ROOT`, any other by
//! `--python`, and the C twins, which are run like one more interpreter. One that is not
//! there is named on the terminal and in the table.

use crate::options::Options;
use crate::process;
use crate::workplace::Workplace;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The interpreter that ratios refer to unless `--baseline` names another.
pub const BASELINE: &str = "cpython3.14";

/// The C twins' name in tables and options.
pub const C_TWIN: &str = "c";

/// Variables that change how an interpreter runs; none of the user's reaches it.
const FOREIGN_VARIABLES: [&str; 5] = ["PYTHON", "PYPY", "TAIPAN", "GC_STRESS", "MALLOC_"];

const PROBE_LIMIT: Duration = Duration::from_secs(30);

#[derive(Clone, Debug)]
pub struct Interpreter {
    pub name: String,
    /// As it is called in a table's head.
    pub title: String,
    /// Program and first arguments. Empty for the C twins.
    pub command: Vec<String>,
    /// What `-V` says, or why it cannot be run.
    pub version: Result<String, String>,
}

struct Known {
    name: &'static str,
    title: &'static str,
    /// File under `PEERS_ROOT/bin`; `None` is Taipan.
    file: Option<&'static str>,
    arguments: &'static [&'static str],
    /// Measured when `--interpreters` is not given.
    usual: bool,
}

const fn taipan(name: &'static str, title: &'static str, arguments: &'static [&'static str], usual: bool) -> Known {
    Known {
        name,
        title,
        file: None,
        arguments,
        usual,
    }
}

const fn peer(name: &'static str, title: &'static str, file: &'static str, usual: bool) -> Known {
    Known {
        name,
        title,
        file: Some(file),
        arguments: &[],
        usual,
    }
}

const KNOWN: [Known; 7] = [
    taipan("taipan", "Taipan", &[], true),
    taipan("taipan-nojit", "Taipan, JIT off", &["-X", "jit=off"], true),
    taipan("taipan-nojitopt", "Taipan, not optimised", &["-X", "jit-no-opt"], false),
    peer(BASELINE, "CPython 3.14", "python3.14", true),
    peer("cpython3.15", "CPython 3.15", "python3.15", false),
    peer("cpython3.15-jit", "CPython 3.15 JIT", "python3.15-jit", true),
    peer("pypy", "PyPy", "pypy3", true),
];

/// The interpreters that the options ask for, in the order of the table, each probed.
///
/// # Errors
/// A name is unknown, or an interpreter that was asked for by name cannot be run.
pub fn find(options: &Options, workplace: &Workplace) -> Result<Vec<Interpreter>, String> {
    let mut all: Vec<(Interpreter, bool)> = KNOWN
        .iter()
        .map(|known| {
            let program = match known.file {
                Some(file) => peers_root().join("bin").join(file),
                None => taipan_path(options),
            };
            let mut command = vec![program.to_string_lossy().into_owned()];
            command.extend(known.arguments.iter().map(|&word| word.to_owned()));
            (interpreter(known.name, known.title, command), known.usual)
        })
        .collect();
    for (name, command) in &options.pythons {
        all.retain(|(interpreter, _)| interpreter.name != *name);
        let command = command.split_whitespace().map(str::to_owned).collect();
        all.push((interpreter(name, name, command), true));
    }
    let mut chosen: Vec<Interpreter> = match &options.interpreters {
        None => all.into_iter().filter(|(_, usual)| *usual).map(|(found, _)| found).collect(),
        Some(names) => {
            let mut chosen = Vec::new();
            for name in names {
                let Some((found, _)) = all.iter().find(|(found, _)| found.name == *name) else {
                    let known: Vec<&str> = all.iter().map(|(known, _)| known.name.as_str()).collect();
                    return Err(format!("no interpreter {name}; known are {}", known.join(", ")));
                };
                chosen.push(found.clone());
            }
            chosen
        }
    };
    for interpreter in &mut chosen {
        interpreter.version = probe(interpreter, workplace);
        if let Err(why) = &interpreter.version
            && options.interpreters.is_some()
        {
            return Err(format!("{} cannot be run: {why}", interpreter.name));
        }
    }
    if !chosen.iter().any(|interpreter| interpreter.version.is_ok()) {
        return Err("no interpreter is there to be measured".to_owned());
    }
    Ok(chosen)
}

/// The C twins, as the last column.
pub fn c_twin(compiler: Result<String, String>) -> Interpreter {
    let title = "C (gcc -O2)".to_owned();
    Interpreter {
        name: C_TWIN.to_owned(),
        title,
        command: Vec::new(),
        version: compiler,
    }
}

fn interpreter(name: &str, title: &str, mut command: Vec<String>) -> Interpreter {
    // It is started in another folder. A bare name stays one: it is looked for in PATH.
    if let Some(program) = command.first_mut()
        && program.contains('/')
        && let Ok(path) = std::path::absolute(&*program)
    {
        *program = path.to_string_lossy().into_owned();
    }
    let version = Err("not probed".to_owned());
    Interpreter {
        name: name.to_owned(),
        title: title.to_owned(),
        command,
        version,
    }
}

fn peers_root() -> PathBuf {
    std::env::var_os("PEERS_ROOT").map_or_else(|| PathBuf::from("/opt/peers"), PathBuf::from)
}

/// `--taipan`, else the release build beside this binary's, else the one in the target folder.
fn taipan_path(options: &Options) -> PathBuf {
    if let Some(path) = &options.taipan {
        return path.clone();
    }
    let here = Path::new("target/release/taipan").to_owned();
    let beside = std::env::current_exe().ok().and_then(|binary| {
        // From `target/debug` too: a debug build is never what is to be measured.
        Some(binary.parent()?.parent()?.join("release").join("taipan"))
    });
    beside.filter(|path| path.exists()).unwrap_or(here)
}

/// Asks for the version, and has the stand-in imported once, so that where an interpreter
/// caches compiled modules, its first measured start is like the others.
fn probe(interpreter: &Interpreter, workplace: &Workplace) -> Result<String, String> {
    let run = |arguments: &[&str]| {
        let mut command = interpreter.start(workplace);
        command.args(arguments);
        process::run(command, PROBE_LIMIT, |_| ())
    };
    let ended = run(&["-V"]).map_err(|error| format!("{}: {error}", interpreter.command.join(" ")))?;
    if let Some(failure) = ended.failure {
        return Err(format!("-V: {failure} {}", ended.stderr_tail));
    }
    let version: Vec<&str> = ended.lines.iter().map(|line| line.text.as_str()).collect();
    // Whether this fails is for the benchmarks to say, with their names.
    let _ = run(&["-c", "import pyperf"]);
    Ok(version.join(" "))
}

impl Interpreter {
    /// The command without what it shall run, in an environment that is the same for all.
    pub fn start(&self, workplace: &Workplace) -> Command {
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]);
        clean_environment(&mut command);
        let path = [workplace.stand_in(), workplace.programs()];
        command.env("PYTHONPATH", std::env::join_paths(path).expect("cache paths have no colon"));
        // Else the order of sets, and with it the work, differs from run to run.
        command.env("PYTHONHASHSEED", "0");
        command.current_dir(workplace.root());
        command
    }

    pub fn is_c(&self) -> bool {
        self.name == C_TWIN
    }
}

fn clean_environment(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if FOREIGN_VARIABLES.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_five() {
        let usual: Vec<&str> = KNOWN.iter().filter(|known| known.usual).map(|known| known.name).collect();
        assert_eq!(usual, ["taipan", "taipan-nojit", BASELINE, "cpython3.15-jit", "pypy"]);
    }

    #[test]
    fn a_path_is_made_absolute_and_a_name_is_not() {
        let program = |word: &str| interpreter("x", "X", vec![word.to_owned()]).command.swap_remove(0);
        assert!(Path::new(&program("target/release/taipan")).is_absolute());
        assert_eq!(program("/opt/python"), "/opt/python");
        assert_eq!(program("python3"), "python3");
    }

    #[test]
    fn taipan_is_looked_for_among_release_builds_only() {
        let path = taipan_path(&Options::default());
        assert!(path.ends_with("release/taipan"), "{}", path.display());
    }
}
