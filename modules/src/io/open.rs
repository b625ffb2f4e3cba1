//! `open()`, `open_code()`, `text_encoding()`.

use super::buffered;
use super::raw::{self, parse_mode};
use super::state::{self, Field, State};
use super::text_methods::{self, TextOptions, text_option};
use super::{DEFAULT_BUFFER_SIZE, classes};
use taipan_runtime::objects::{instance, module, native_function, string};
use taipan_runtime::{Args, Bind, NativeDef, Raised, Thread, Value, ops};

/// What a mode like `rt+` asks for.
#[derive(Default)]
struct OpenMode {
    creating: bool,
    reading: bool,
    writing: bool,
    appending: bool,
    updating: bool,
    text: bool,
    binary: bool,
}

fn open_mode(t: &mut Thread, text: &str) -> Result<OpenMode, Raised> {
    let mut mode = OpenMode::default();
    for (i, c) in text.char_indices() {
        let flag = match c {
            'x' => &mut mode.creating,
            'r' => &mut mode.reading,
            'w' => &mut mode.writing,
            'a' => &mut mode.appending,
            '+' => &mut mode.updating,
            't' => &mut mode.text,
            'b' => &mut mode.binary,
            _ => return Err(t.value_error(format!("invalid mode: '{text}'"))),
        };
        *flag = true;
        if text[..i].contains(c) {
            return Err(t.value_error(format!("invalid mode: '{text}'")));
        }
    }
    if mode.text && mode.binary {
        return Err(t.value_error("can't have text and binary mode at once"));
    }
    if [mode.creating, mode.reading, mode.writing, mode.appending].iter().filter(|b| **b).count() > 1 {
        return Err(t.value_error("must have exactly one of create/read/write/append mode"));
    }
    Ok(mode)
}

fn open(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let names = ["file", "mode", "buffering", "encoding", "errors", "newline", "closefd", "opener"];
    let [file, mode, buffering, encoding, errors, newline, close_fd, opener] = args.bind(t, "open", names, Bind::required(1))?;
    let file = file.expect("required");
    let mode_text = match mode {
        None => "r".to_string(),
        Some(m) if string::is_str(t, m) => string::to_string_lossy(m),
        Some(m) => {
            let message = format!("open() argument 'mode' must be str, not {}", t.type_name(m));
            return Err(t.type_error(message));
        }
    };
    let mut buffering = match buffering {
        Some(v) => ops::index(t, v)?,
        None => -1,
    };
    let encoding = text_option(t, encoding, "open", "encoding")?;
    let errors = text_option(t, errors, "open", "errors")?;
    let newline = text_option(t, newline, "open", "newline")?;
    let m = open_mode(t, &mode_text)?;
    if m.binary {
        for (given, what) in [(encoding, "an encoding"), (errors, "an errors"), (newline, "a newline")] {
            if given.is_some() {
                return Err(t.value_error(format!("binary mode doesn't take {what} argument")));
            }
        }
    }
    let close_fd = match close_fd {
        Some(v) => ops::truth(t, v)?,
        None => true,
    };
    let raw_mode: String = mode_text.chars().filter(|c| !matches!(c, 't' | 'b')).collect();
    let parsed = parse_mode(t, &raw_mode)?;
    let path = match buffered_path(t, file)? {
        Some(path) => path,
        None => file,
    };
    let c = classes();
    let raw = instance::allocate(t, c.file_io);
    raw::open(t, raw, path, parsed, close_fd, opener)?;
    let terminal = match state::get(raw) {
        Some(State::Raw(r)) if buffering < 0 || buffering == 1 => r.descriptor.is_terminal(),
        _ => false,
    };
    let mut line_buffering = false;
    if buffering == 1 && !m.binary || buffering < 0 && terminal {
        buffering = -1;
        line_buffering = true;
    }
    if buffering < 0 {
        buffering = block_size(raw);
    }
    if buffering == 0 {
        if !m.binary {
            let close = t.names.close;
            ops::call_method(t, raw, close, &[])?;
            return Err(t.value_error("can't have unbuffered text I/O"));
        }
        return Ok(raw);
    }
    let class = match (m.updating, m.reading) {
        (true, _) => c.buffered_random,
        (false, true) => c.buffered_reader,
        (false, false) => c.buffered_writer,
    };
    let buffer = instance::allocate(t, class);
    buffered::set_up(t, buffer, raw, buffering, parsed.readable, parsed.writable)?;
    if m.binary {
        return Ok(buffer);
    }
    let text = instance::allocate(t, c.text_wrapper);
    text_methods::set_up(
        t,
        text,
        buffer,
        TextOptions {
            encoding,
            errors,
            newline,
            line_buffering,
            write_through: false,
        },
    )?;
    let mode = t.intern(&mode_text);
    state::set_field(t, text, Field::Mode, mode);
    Ok(text)
}

/// The path that an `os.PathLike` stands for; `None` for strs, bytes and descriptors.
fn buffered_path(t: &mut Thread, file: Value) -> Result<Option<Value>, Raised> {
    if string::is_str(t, file) || file.is_small() {
        return Ok(None);
    }
    let name = t.names.fspath;
    ops::call_special(t, file, name, &[])
}

/// The buffer's size: what the file system likes, between our default and 8 MB.
#[allow(clippy::useless_conversion, reason = "the field's type differs between architectures")]
fn block_size(raw: Value) -> i64 {
    match state::get(raw) {
        Some(State::Raw(r)) => r.descriptor.stat().map_or(DEFAULT_BUFFER_SIZE as i64, |s| {
            i64::try_from(s.st_blksize).unwrap_or(0).clamp(DEFAULT_BUFFER_SIZE as i64, 8 << 20)
        }),
        _ => DEFAULT_BUFFER_SIZE as i64,
    }
}

fn open_code(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mode = t.intern("rb");
    open(t, Args::of(&[args.get(0), mode]))
}

fn text_encoding(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(if args.get(0).is_none() { t.intern("locale") } else { args.get(0) })
}

static OPEN: NativeDef = NativeDef::function("open", 1, 8, open)
    .keywords()
    .doc("Open file and return a stream.  Raise OSError upon failure.");
static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("open_code", 1, 1, open_code),
    NativeDef::function("text_encoding", 1, 2, text_encoding),
];

/// Adds `open` to the builtins.
pub fn add_open(t: &mut Thread, builtins: Value) {
    let name = t.intern("_io");
    let function = native_function::for_module(t, name, &OPEN);
    module::add(t, builtins, "open", function);
}

/// Adds the functions of `_io`; `open` is the builtin.
pub fn add_functions(t: &mut Thread, m: Value) {
    let name = t.intern("open");
    let function = match taipan_runtime::objects::dict::get_str(t.builtins, name) {
        Some(f) => f,
        None => native_function::for_module(t, name, &OPEN),
    };
    module::add(t, m, "open", function);
    module::add_functions(t, m, FUNCTIONS);
}
