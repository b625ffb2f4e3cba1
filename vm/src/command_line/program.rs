//! Running the program that the command line names, as the module `__main__`.

use super::environment::{Settings, bytes};
use super::options::Program;
use super::run_module;
use super::setup::absolute;
use super::site::builtins_module;
use crate::traceback_print::{self, remember};
use std::ffi::OsStr;
use std::io::{IsTerminal, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use taipan_modules::builtins::compile_flags;
use taipan_modules::posix::fs_text;
use taipan_runtime::objects::{dict, exception, module, string};
use taipan_runtime::{Raised, Thread, Value};

/// What goes in front of `sys.path`; nothing under `-P` and `-I`.
pub fn first_path(settings: &Settings) -> Option<Vec<u8>> {
    let options = &settings.options;
    if let Some(Program::File(file)) = &options.program
        && is_application(&absolute(Path::new(file)))
    {
        return Some(bytes(absolute(Path::new(file)).as_os_str()));
    }
    if options.safe_path {
        return None;
    }
    match &options.program {
        Some(Program::File(file)) => {
            let file = Path::new(file);
            // A link leads to the folder of the script itself.
            let real = file.canonicalize().unwrap_or_else(|_| absolute(file));
            Some(real.parent().map_or_else(Vec::new, |folder| bytes(folder.as_os_str())))
        }
        Some(Program::Module(_)) => Some(std::env::current_dir().map_or_else(|_| Vec::new(), |folder| bytes(folder.as_os_str()))),
        Some(Program::Command(_) | Program::Stdin) | None => Some(Vec::new()),
    }
}

/// Whether a path is run through its `__main__` module: folders and zip archives.
fn is_application(path: &Path) -> bool {
    path.is_dir() || is_archive(path)
}

fn is_archive(path: &Path) -> bool {
    let mut start = [0; 4];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && &start == b"PK\x03\x04"
}

/// Whether the program is what somebody types.
pub fn is_interactive(settings: &Settings) -> bool {
    matches!(settings.options.program, None | Some(Program::Stdin)) && (std::io::stdin().is_terminal() || settings.options.inspect)
}

/// Runs it.
///
/// # Errors
/// The program's uncaught exception; SystemExit for what stops before it starts.
pub fn run(t: &mut Thread, settings: &Settings) -> Result<(), Raised> {
    make_main(t);
    match &settings.options.program {
        Some(Program::Command(text)) => command(t, text),
        Some(Program::Module(name)) => run_module::run(t, &name.to_string_lossy(), true),
        Some(Program::File(file)) => script(t, settings, &absolute(Path::new(file))),
        Some(Program::Stdin) | None if is_interactive(settings) => match crate::repl::run(t, settings.options.quiet) {
            super::Status::Code(0) => Ok(()),
            super::Status::Code(code) | super::Status::Exit(code) => Err(leave(t, code)),
            super::Status::Interrupted => Err(exception::raise_with(t, t.exceptions.keyboard_interrupt, &[])),
        },
        Some(Program::Stdin) | None => stdin(t, settings),
    }
}

/// The module `__main__`, empty.
pub fn make_main(t: &mut Thread) {
    let main = module::new(t, "__main__");
    let builtins = builtins_module(t);
    module::add(t, main, "__builtins__", builtins);
    let name = t.names.main;
    dict::set_str(t, t.modules, name, main);
}

/// The namespace of `__main__`.
pub fn main_namespace(t: &mut Thread) -> Value {
    let name = t.names.main;
    let main = dict::get_str(t.modules, name).filter(|m| m.has_shape(taipan_runtime::layout::shape_id::MODULE));
    match main {
        Some(main) => module::namespace(main),
        None => dict::new(t),
    }
}

/// Sets `__main__.__file__`, where there is one, and `__cached__`.
pub fn set_file(t: &mut Thread, file: Value) {
    let space = main_namespace(t);
    let (name, cached) = (t.names.file, t.intern("__cached__"));
    dict::set_str(t, space, name, file);
    dict::set_str(t, space, cached, Value::NONE);
}

/// Compiles and runs text in `__main__`.
fn execute(t: &mut Thread, source: &[u8], filename: &str) -> Result<(), Raised> {
    let code = (t.hooks.compile)(t, source, filename, "exec", 0)?;
    run_code(t, code)
}

fn run_code(t: &mut Thread, code: Value) -> Result<(), Raised> {
    let space = main_namespace(t);
    (t.hooks.exec)(t, code, space, space)?;
    Ok(())
}

fn command(t: &mut Thread, text: &OsStr) -> Result<(), Raised> {
    // CPython runs the text with a newline at its end, and without the indent common to its lines.
    let text = dedent(&text.to_string_lossy());
    let source = format!("{text}\n");
    let code = (t.hooks.compile)(t, source.as_bytes(), "<string>", "exec", compile_flags::STR)?;
    remember(code, &source);
    run_code(t, code)
}

/// The text without the blanks that all its lines begin with.
fn dedent(text: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(str::to_string).collect();
    if lines
        .iter()
        .find(|line| !line.trim().is_empty())
        .is_none_or(|line| !line.starts_with([' ', '\t']))
    {
        return text.to_string();
    }
    traceback_print::dedent(&lines).join("\n")
}

fn stdin(t: &mut Thread, settings: &Settings) -> Result<(), Raised> {
    let mut source = Vec::new();
    if let Err(error) = std::io::stdin().read_to_end(&mut source) {
        return Err(exception::os_error(t, error.raw_os_error().unwrap_or(libc::EIO), None));
    }
    let file = t.intern("<stdin>");
    set_file(t, file);
    without_first_line(&mut source, settings.options.skip_first_line);
    execute(t, &source, "<stdin>")
}

/// Blanks the first line out, so that the others keep their numbers.
fn without_first_line(source: &mut Vec<u8>, skip: bool) {
    if skip {
        let end = source.iter().position(|b| *b == b'\n').unwrap_or(source.len());
        source.drain(..end);
    }
}

fn script(t: &mut Thread, settings: &Settings, path: &Path) -> Result<(), Raised> {
    if path.is_dir() {
        return run_module::run(t, "__main__", false);
    }
    let mut source = match std::fs::read(path) {
        Ok(source) => source,
        Err(error) => return Err(cannot_open(t, path, &error)),
    };
    if is_archive(path) {
        return Err(t.not_implemented("running a zip archive"));
    }
    without_first_line(&mut source, settings.options.skip_first_line);
    let file = fs_text(t, path.as_os_str().as_bytes());
    set_file(t, file);
    let name = string::to_string_lossy(file);
    execute(t, &source, &name)
}

fn cannot_open(t: &mut Thread, path: &Path, error: &std::io::Error) -> Raised {
    let number = error.raw_os_error().unwrap_or(libc::EIO);
    // SAFETY: strerror returns a valid C string, read before anyone else can ask for another.
    let text = unsafe { std::ffi::CStr::from_ptr(libc::strerror(number)) }.to_string_lossy().into_owned();
    let file = fs_text(t, path.as_os_str().as_bytes());
    let shown = string::repr_text(string::bytes(&file));
    let message = format!("{}: can't open file {shown}: [Errno {number}] {text}\n", command_name());
    traceback_print::write_stderr(t, &message);
    leave(t, 2)
}

/// How the command was called.
fn command_name() -> String {
    std::env::args_os()
        .next()
        .map_or_else(|| "taipan".to_string(), |name| name.to_string_lossy().into_owned())
}

/// SystemExit with a code.
pub fn leave(t: &mut Thread, code: i32) -> Raised {
    let class = t.exceptions.system_exit;
    exception::raise_with(t, class, &[Value::small(i64::from(code))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_may_be_indented() {
        assert_eq!(dedent("  x = 1\n  if x:\n    y"), "x = 1\nif x:\n  y");
        assert_eq!(dedent("if x:\n    y"), "if x:\n    y");
    }

    #[test]
    fn the_first_line_keeps_its_newline() {
        let mut source = b"#! odd\nx\n".to_vec();
        without_first_line(&mut source, true);
        assert_eq!(source, b"\nx\n");
    }
}
