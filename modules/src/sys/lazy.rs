//! Attributes of `sys` that few programs ask for, made at the first access.

use super::info;
use taipan_runtime::objects::{dict, exception, set, string};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value};

/// Modules of CPython's library that are written in C or only exist on other systems, and those left out of
/// the embedded library. With the embedded modules and the native ones they make up `sys.stdlib_module_names`.
const OTHER_MODULES: &str = "_aix_support _android_support _apple_support _ast _asyncio _blake2 _bz2 _codecs_cn _codecs_hk \
    _codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw _ctypes _curses _curses_panel _dbm _decimal _elementtree _frozen_importlib \
    _frozen_importlib_external _gdbm _hashlib _hmac _imp _interpchannels _interpqueues _interpreters _ios_support _locale _lsprof \
    _lzma _md5 _multibytecodec _multiprocessing _opcode _osx_support _overlapped _pickle _posixshmem _posixsubprocess _queue \
    _remote_debugging _scproxy _sha1 _sha2 _sha3 _sqlite3 _ssl _stat _statistics _symtable _sysconfig _tkinter _tokenize \
    _tracemalloc _types _typing _uuid _winapi _wmi _zoneinfo _zstd antigravity array atexit binascii builtins cProfile cmath ctypes \
    curses ensurepip errno faulthandler fcntl gc grp idlelib itertools marshal math mmap msvcrt nt posix pwd pydoc_data pyexpat \
    readline resource select sqlite3 sys syslog termios this time tkinter turtle turtledemo unicodedata venv winreg winsound zlib";

fn make(t: &mut Thread, name: &str) -> Option<Value> {
    Some(match name {
        "float_info" => info::float_info(t),
        "int_info" => info::int_info(t),
        "hash_info" => info::hash_info(t),
        "thread_info" => info::thread_info(t),
        "stdlib_module_names" => module_names(t),
        _ => return None,
    })
}

fn module_names(t: &mut Thread) -> Value {
    let names = set::new(t);
    let native = crate::NATIVE_MODULES.iter().map(|(name, _)| *name);
    for name in taipan_pylib::names().chain(native).chain(OTHER_MODULES.split_whitespace()) {
        if !name.contains('.') && !name.starts_with("__") {
            let v = t.intern(name);
            set::add(t, names, v).expect("strs are hashable");
        }
    }
    let future = t.intern("__future__");
    set::add(t, names, future).expect("strs are hashable");
    let mut position = 0;
    let scratch = taipan_runtime::objects::list::new(t, &[]);
    while let Some(v) = set::next_entry(names, &mut position) {
        taipan_runtime::objects::list::push(t, scratch, v);
    }
    set::new_frozen(t, taipan_runtime::objects::list::items(&scratch)).expect("strs are hashable")
}

fn get_attribute(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = string::to_string_lossy(args.get(0));
    match make(t, &name) {
        Some(v) => {
            let key = string::intern_value(t, args.get(0));
            let sys = t.sys_dict;
            dict::set_str(t, sys, key, v);
            Ok(v)
        }
        None => {
            let key = t.intern("sys");
            let module = dict::get_str(t.modules, key).unwrap_or(Value::NONE);
            let message = format!("module 'sys' has no attribute '{name}'");
            Err(exception::attribute_error(t, &message, module, args.get(0)))
        }
    }
}

pub static FUNCTIONS: &[NativeDef] = &[NativeDef::function("__getattr__", 1, 1, get_attribute)];
