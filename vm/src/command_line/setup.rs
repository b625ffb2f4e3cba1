//! A thread ready to run Python: heap, builtins, `sys`, standard files, importing.

use super::environment::{Settings, bytes};
use super::options::Program;
use super::{program, site};
use crate::{hooks, import, interp, traceback_print};
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use taipan_modules::sys::{Config, Flags};
use taipan_modules::{builtins, io, sys};
use taipan_runtime::heap::HeapOptions;
use taipan_runtime::startup::{self, Options};
use taipan_runtime::thread::Hooks;
use taipan_runtime::{Raised, Thread, Value};

/// What the interpreter does for the runtime.
fn hooks() -> Hooks {
    Hooks {
        run: interp::run,
        resume: interp::generator::resume,
        compile: hooks::compile,
        exec: hooks::exec,
        import,
        run_class_body: hooks::run_class_body,
        print_exception: traceback_print::print_exception,
        finalizers: crate::poll::finalizers,
        print_brief: traceback_print::print_brief,
    }
}

/// `Hooks::import`.
fn import(t: &mut Thread, name: Value, globals: Value, from_list: Value, level: Value) -> Result<Value, Raised> {
    let imported = import::import(t, name, globals, from_list, level)?;
    traceback_print::adapt(t);
    Ok(imported)
}

/// Makes the thread on the present native stack of `stack` bytes.
///
/// # Errors
/// When the system refuses address space.
pub fn thread(settings: &Settings, command: OsString, stack: usize) -> std::io::Result<Box<Thread>> {
    let mut t = startup::new_thread(Options {
        heap: HeapOptions::from_environment(),
        hooks: hooks(),
        hash_key: settings.hash_key,
        native_stack: stack,
    })?;
    builtins::init(&mut t);
    io::init(&mut t);
    sys::init(&mut t, &config(settings, command));
    import::init(&mut t);
    io::make_std(&mut t, settings.options.unbuffered);
    if settings.options.optimize > 0 {
        builtins::set_debug(&mut t, false);
    }
    if !settings.options.no_site {
        site::add(&mut t);
    }
    crate::jit::start(&mut t, &settings.options.jit);
    Ok(t)
}

fn config(settings: &Settings, command: OsString) -> Config {
    let options = &settings.options;
    let first: OsString = match &options.program {
        Some(Program::Command(_)) => "-c".into(),
        // The module's file takes its place once it is found.
        Some(Program::Module(_)) => "-m".into(),
        Some(Program::File(file)) => file.clone(),
        Some(Program::Stdin) => "-".into(),
        None => OsString::new(),
    };
    let argv = std::iter::once(&first).chain(&options.arguments).map(|argument| bytes(argument)).collect();
    let mut path: Vec<Vec<u8>> = program::first_path(settings).into_iter().collect();
    path.extend(
        settings
            .path
            .iter()
            .map(|folder| bytes(absolute(Path::new(OsStr::from_bytes(folder))).as_os_str())),
    );
    path.push(import::LIBRARY_ENTRY.as_bytes().to_vec());
    Config {
        argv,
        orig_argv: std::env::args_os().map(|argument| bytes(&argument)).collect(),
        path,
        executable: executable(&command).map_or_else(Vec::new, |path| bytes(path.as_os_str())),
        x_options: options.x_options.clone(),
        warn_options: options.warnings.clone(),
        flags: Flags {
            debug: options.debug > 0,
            inspect: options.inspect,
            interactive: options.inspect,
            optimize: options.optimize,
            dont_write_bytecode: options.dont_write_bytecode,
            no_user_site: options.no_user_site,
            no_site: options.no_site,
            ignore_environment: options.ignore_environment,
            verbose: options.verbose,
            bytes_warning: options.bytes_warning,
            quiet: options.quiet,
            hash_randomization: settings.hash_randomization,
            isolated: options.isolated,
            dev_mode: false,
            utf8_mode: false,
            safe_path: options.safe_path,
            unbuffered: options.unbuffered,
        },
    }
}

/// A path from the root, not otherwise changed.
pub fn absolute(path: &Path) -> PathBuf {
    if path.is_absolute() {
        return path.to_path_buf();
    }
    let Ok(here) = std::env::current_dir() else { return path.to_path_buf() };
    let path = path.strip_prefix(".").unwrap_or(path);
    if path.as_os_str().is_empty() { here } else { here.join(path) }
}

/// The binary's path: as it was called, found in PATH, or as the system knows it.
fn executable(command: &OsStr) -> Option<PathBuf> {
    let named = Path::new(command);
    if command.as_bytes().contains(&b'/') {
        return Some(absolute(named));
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders).map(|folder| folder.join(named)).find(|file| file.is_file());
    found.map(|file| absolute(&file)).or_else(|| std::env::current_exe().ok())
}
