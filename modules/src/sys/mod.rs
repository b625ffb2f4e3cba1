//! `sys`: the interpreter's own module. It exists from the start, so everything here that costs time
//! is made when it is first asked for (`sys.__getattr__`).

mod functions;
mod hooks;
mod info;
mod lazy;
mod namespace;

pub use hooks::{call_display_hook, call_except_hook};
pub use namespace::simple_namespace;

use crate::posix::fs_text;
use taipan_runtime::objects::{dict, list, module};
use taipan_runtime::{Thread, Value};

/// CPython's version whose language and library this is.
pub const VERSION: (i64, i64, i64) = (3, 14, 0);
/// Taipan's own version: `sys.implementation.version`.
pub const TAIPAN_VERSION: (i64, i64, i64) = (0, 1, 0);

/// What the command line and the environment say.
#[derive(Default)]
pub struct Config {
    /// `sys.argv`; raw bytes of the operating system.
    pub argv: Vec<Vec<u8>>,
    pub orig_argv: Vec<Vec<u8>>,
    /// `sys.path`.
    pub path: Vec<Vec<u8>>,
    /// Absolute path of the binary, or empty.
    pub executable: Vec<u8>,
    /// `-X name[=value]`.
    pub x_options: Vec<(String, Option<String>)>,
    /// `-W` and PYTHONWARNINGS.
    pub warn_options: Vec<String>,
    pub flags: Flags,
}

/// `sys.flags`.
#[derive(Clone, Copy, Default)]
pub struct Flags {
    pub debug: bool,
    pub inspect: bool,
    pub interactive: bool,
    pub optimize: u8,
    pub dont_write_bytecode: bool,
    pub no_user_site: bool,
    pub no_site: bool,
    pub ignore_environment: bool,
    pub verbose: u8,
    pub bytes_warning: u8,
    pub quiet: bool,
    pub hash_randomization: bool,
    pub isolated: bool,
    pub dev_mode: bool,
    pub utf8_mode: bool,
    pub safe_path: bool,
    pub unbuffered: bool,
}

/// Makes the module and `t.sys_dict`. [`crate::builtins::init`] and [`crate::io::init`] come before.
pub fn init(t: &mut Thread, config: &Config) {
    let m = module::new(t, "sys");
    t.sys_dict = module::namespace(m);
    let name = t.intern("sys");
    dict::set_str(t, t.modules, name, m);
    let modules = t.modules;
    module::add(t, m, "modules", modules);
    module::add_functions(t, m, functions::FUNCTIONS);
    module::add_functions(t, m, hooks::FUNCTIONS);
    module::add_functions(t, m, lazy::FUNCTIONS);
    for (plain, dunder) in [
        ("displayhook", "__displayhook__"),
        ("excepthook", "__excepthook__"),
        ("unraisablehook", "__unraisablehook__"),
        ("breakpointhook", "__breakpointhook__"),
    ] {
        let plain = t.intern(plain);
        let f = dict::get_str(t.sys_dict, plain).unwrap_or(Value::NONE);
        module::add(t, m, dunder, f);
    }
    let list_of = |t: &mut Thread, items: &[Vec<u8>]| {
        let l = list::new(t, &[]);
        for item in items {
            let text = fs_text(t, item);
            list::push(t, l, text);
        }
        l
    };
    for (name, items) in [("argv", &config.argv), ("orig_argv", &config.orig_argv), ("path", &config.path)] {
        let l = list_of(t, items);
        module::add(t, m, name, l);
    }
    for name in ["meta_path", "path_hooks"] {
        let l = list::new(t, &[]);
        module::add(t, m, name, l);
    }
    let cache = dict::new(t);
    module::add(t, m, "path_importer_cache", cache);
    let warn: Vec<Vec<u8>> = config.warn_options.iter().map(|s| s.clone().into_bytes()).collect();
    let l = list_of(t, &warn);
    module::add(t, m, "warnoptions", l);
    let options = dict::new(t);
    for (name, value) in &config.x_options {
        let key = t.intern(name);
        let v = match value {
            Some(text) => t.str(text),
            None => Value::TRUE,
        };
        dict::set_str(t, options, key, v);
    }
    module::add(t, m, "_xoptions", options);
    info::add(t, m, config);
}
