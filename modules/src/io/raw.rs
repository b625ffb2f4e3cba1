//! `FileIO`: a file descriptor as a raw file.

use super::descriptor::{Descriptor, retry};
use super::state::{self, Field, RawState, State};
use super::unsupported;
use crate::builtins::memory_view;
use crate::posix;
use std::cell::Cell;
use std::ffi::CString;
use std::rc::Rc;
use taipan_runtime::objects::{bytes, exception, int, string};
use taipan_runtime::{Args, Bind, GetSetDef, NativeDef, Raised, Thread, Value, ops};

/// What a mode string like `r+b` asks for.
#[derive(Clone, Copy, Default)]
pub struct RawMode {
    pub readable: bool,
    pub writable: bool,
    pub created: bool,
    pub appending: bool,
    pub truncate: bool,
    pub updating: bool,
}

/// Parses FileIO's mode.
pub fn parse_mode(t: &mut Thread, text: &str) -> Result<RawMode, Raised> {
    let mut mode = RawMode::default();
    let (mut kind, mut plus) = (false, false);
    for c in text.chars() {
        match c {
            'x' | 'r' | 'w' | 'a' => {
                if kind {
                    return Err(bad_mode(t));
                }
                kind = true;
                mode.readable = c == 'r';
                mode.writable = c != 'r';
                mode.created = c == 'x';
                mode.truncate = c == 'w';
                mode.appending = c == 'a';
            }
            'b' => {}
            '+' => {
                if plus {
                    return Err(bad_mode(t));
                }
                plus = true;
            }
            _ => return Err(t.value_error(format!("invalid mode: {text}"))),
        }
    }
    if !kind {
        return Err(bad_mode(t));
    }
    if plus {
        (mode.readable, mode.writable, mode.updating) = (true, true, true);
    }
    Ok(mode)
}

fn bad_mode(t: &mut Thread) -> Raised {
    t.value_error("Must have exactly one of create/read/write/append mode and at most one plus")
}

impl RawMode {
    fn flags(self) -> i32 {
        let access = match (self.readable, self.writable) {
            (true, true) => libc::O_RDWR,
            (false, true) => libc::O_WRONLY,
            _ => libc::O_RDONLY,
        };
        let mut flags = access | libc::O_CLOEXEC;
        if self.created {
            flags |= libc::O_EXCL | libc::O_CREAT;
        }
        if self.truncate {
            flags |= libc::O_CREAT | libc::O_TRUNC;
        }
        if self.appending {
            flags |= libc::O_APPEND | libc::O_CREAT;
        }
        flags
    }
    /// The `mode` attribute.
    fn text(self) -> &'static str {
        match self {
            RawMode {
                created: true, readable: true, ..
            } => "xb+",
            RawMode { created: true, .. } => "xb",
            RawMode {
                appending: true,
                readable: true,
                ..
            } => "ab+",
            RawMode { appending: true, .. } => "ab",
            RawMode {
                readable: true,
                writable: true,
                ..
            } => "rb+",
            RawMode { readable: true, .. } => "rb",
            _ => "wb",
        }
    }
}

fn mode_of(state: &RawState) -> RawMode {
    RawMode {
        readable: state.readable,
        writable: state.writable,
        created: state.created,
        appending: state.appending,
        ..RawMode::default()
    }
}

/// Opens `file` (a path or a descriptor) as the FileIO object `v`.
pub fn open(t: &mut Thread, v: Value, file: Value, mode: RawMode, close_fd: bool, opener: Option<Value>) -> Result<(), Raised> {
    let number = descriptor_number(t, file)?;
    let descriptor = if let Some(fd) = number {
        if fd < 0 {
            return Err(t.value_error("negative file descriptor"));
        }
        let Ok(fd) = i32::try_from(fd) else {
            return Err(t.overflow_error("Python int too large to convert to C int"));
        };
        // Checked before it is ours: a bad number must not be closed when the error unwinds.
        let foreign = Descriptor::new(fd, false);
        if let Err(error) = foreign.stat() {
            return Err(exception::os_error(t, error, None));
        }
        Descriptor::new(fd, close_fd)
    } else {
        let path = posix::path_text(t, file)?;
        if !close_fd {
            return Err(t.value_error("Cannot use closefd=False with file name"));
        }
        if path.contains(&0) {
            return Err(t.value_error("embedded null byte"));
        }
        let path = CString::new(path).expect("no null bytes");
        state::flush_before_path();
        let fd = match opener.filter(|o| !o.is_none()) {
            None => open_path(t, &path, mode.flags()).map_err(|error| exception::os_error(t, error, Some(file)))?,
            Some(opener) => {
                let result = ops::call(t, opener, &[file, Value::small(mode.flags() as i64)])?;
                if !int::is_int(t, result) {
                    return Err(t.type_error("expected integer from opener"));
                }
                let fd = ops::index(t, result)?;
                if fd < 0 {
                    return Err(t.value_error(format!("opener returned {fd}")));
                }
                fd as i32
            }
        };
        Descriptor::new(fd, true)
    };
    match descriptor.stat() {
        Ok(stat) if stat.st_mode & libc::S_IFMT == libc::S_IFDIR => return Err(exception::os_error(t, libc::EISDIR, Some(file))),
        _ => {}
    }
    if mode.appending {
        let _ = descriptor.seek(0, libc::SEEK_END);
    }
    let state = RawState {
        descriptor: Rc::new(descriptor),
        readable: mode.readable,
        writable: mode.writable,
        created: mode.created,
        appending: mode.appending,
        seekable: Cell::new(None),
    };
    state::set(t, v, State::Raw(state));
    state::set_field(t, v, Field::Name, file);
    Ok(())
}

/// The file as a descriptor's number; anything without a usable `__index__` is a path.
fn descriptor_number(t: &mut Thread, file: Value) -> Result<Option<i64>, Raised> {
    if int::is_int(t, file) {
        return ops::index(t, file).map(Some);
    }
    if string::is_str(t, file) || bytes::is_bytes(t, file) {
        return Ok(None);
    }
    let name = t.names.index;
    if ops::lookup_special(t, file, name).is_none() {
        return Ok(None);
    }
    match ops::index(t, file) {
        Ok(fd) => Ok(Some(fd)),
        Err(Raised) => {
            t.take_pending();
            Ok(None)
        }
    }
}

/// `open(2)`; when the process is out of descriptors, dead files are collected first.
fn open_path(t: &mut Thread, path: &CString, flags: i32) -> Result<i32, i32> {
    // SAFETY: a C string.
    let attempt = || retry(|| unsafe { libc::open(path.as_ptr(), flags, 0o666) } as isize);
    match attempt() {
        Err(libc::EMFILE | libc::ENFILE) => {
            crate::posix::collect_garbage(t);
            attempt().map(|fd| fd as i32)
        }
        other => other.map(|fd| fd as i32),
    }
}

/// The state of a FileIO.
pub fn raw_state<'a>(t: &mut Thread, v: Value) -> Result<&'a RawState, Raised> {
    match state::get(v) {
        Some(State::Raw(raw)) => Ok(raw),
        _ => Err(state::uninitialized(t)),
    }
}

fn open_state<'a>(t: &mut Thread, v: Value) -> Result<&'a RawState, Raised> {
    let raw = raw_state(t, v)?;
    if raw.descriptor.fd() < 0 {
        return Err(t.value_error("I/O operation on closed file"));
    }
    Ok(raw)
}

fn init(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [file, mode, close_fd, opener] = args.rest().bind(t, "FileIO", ["file", "mode", "closefd", "opener"], Bind::required(1))?;
    let mode_text = match mode {
        Some(m) => string::to_string_lossy(m),
        None => "r".to_string(),
    };
    let mode = parse_mode(t, &mode_text)?;
    let close_fd = match close_fd {
        Some(v) => ops::truth(t, v)?,
        None => true,
    };
    open(t, args.get(0), file.expect("required"), mode, close_fd, opener)?;
    Ok(Value::NONE)
}

fn os_error(t: &mut Thread, error: i32) -> Raised {
    exception::os_error(t, error, None)
}

fn readable_state<'a>(t: &mut Thread, v: Value) -> Result<&'a RawState, Raised> {
    let raw = open_state(t, v)?;
    if raw.readable {
        Ok(raw)
    } else {
        Err(unsupported(t, "File not open for reading"))
    }
}
fn writable_state<'a>(t: &mut Thread, v: Value) -> Result<&'a RawState, Raised> {
    let raw = open_state(t, v)?;
    if raw.writable {
        Ok(raw)
    } else {
        Err(unsupported(t, "File not open for writing"))
    }
}

/// Everything up to the end of the file.
pub fn read_to_end(descriptor: &Descriptor, out: &mut Vec<u8>) -> Result<bool, i32> {
    // One more byte than is left, so that the end is seen without another read of growing size.
    let left = match (descriptor.stat(), descriptor.seek(0, libc::SEEK_CUR)) {
        (Ok(stat), Ok(at)) if stat.st_size > at => (stat.st_size - at) as usize + 1,
        _ => 0,
    };
    let mut room = left.clamp(8 << 10, 1 << 30);
    loop {
        out.reserve(room);
        // The end shows itself in the room that is left; only a full buffer grows.
        while out.len() < out.capacity() {
            let start = out.len();
            let spare = out.spare_capacity_mut();
            // SAFETY: read fills a part of the spare room with bytes.
            let slice = unsafe { std::slice::from_raw_parts_mut(spare.as_mut_ptr().cast::<u8>(), spare.len()) };
            match descriptor.read(slice) {
                Ok(0) => return Ok(true),
                // SAFETY: that many bytes were written behind the old end.
                Ok(n) => unsafe { out.set_len(start + n) },
                Err(libc::EAGAIN) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        room = (out.len() / 2).clamp(8 << 10, 1 << 24);
    }
}

fn read_all(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let raw = readable_state(t, args.get(0))?;
    let mut out = Vec::new();
    match read_to_end(&raw.descriptor, &mut out) {
        Ok(false) if out.is_empty() => Ok(Value::NONE),
        Ok(_) => Ok(bytes::new(t, &out)),
        Err(error) => Err(os_error(t, error)),
    }
}

fn read(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let size = match args.opt(1) {
        Some(v) if !v.is_none() => ops::index(t, v)?,
        _ => -1,
    };
    if size < 0 {
        return read_all(t, args);
    }
    let raw = readable_state(t, args.get(0))?;
    let mut buffer = vec![0; size as usize];
    match raw.descriptor.read(&mut buffer) {
        Ok(n) => Ok(bytes::new(t, &buffer[..n])),
        Err(libc::EAGAIN) => Ok(Value::NONE),
        Err(error) => Err(os_error(t, error)),
    }
}

fn read_into(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let raw = readable_state(t, args.get(0))?;
    let mut buffer = vec![0; memory_view::room_of(t, args.get(1))];
    match raw.descriptor.read(&mut buffer) {
        Ok(n) => {
            memory_view::write_into(t, args.get(1), &buffer[..n])?;
            Ok(Value::small(n as i64))
        }
        Err(libc::EAGAIN) => Ok(Value::NONE),
        Err(error) => Err(os_error(t, error)),
    }
}

fn write(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let raw = writable_state(t, args.get(0))?;
    let data = memory_view::bytes_of(t, args.get(1))?;
    match raw.descriptor.write(&data) {
        Ok(n) => Ok(Value::small(n as i64)),
        Err(libc::EAGAIN) => Ok(Value::NONE),
        Err(error) => Err(os_error(t, error)),
    }
}

fn seek(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let raw = open_state(t, args.get(0))?;
    let offset = ops::index(t, args.get(1))?;
    let whence = match args.opt(2) {
        Some(v) => ops::index(t, v)? as i32,
        None => 0,
    };
    match raw.descriptor.seek(offset, whence) {
        Ok(at) => Ok(Value::small(at)),
        Err(error) => Err(os_error(t, error)),
    }
}

fn tell(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let raw = open_state(t, args.get(0))?;
    match raw.descriptor.seek(0, libc::SEEK_CUR) {
        Ok(at) => Ok(Value::small(at)),
        Err(error) => Err(os_error(t, error)),
    }
}

fn truncate(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let raw = writable_state(t, args.get(0))?;
    let size = match args.opt(1) {
        Some(v) if !v.is_none() => ops::index(t, v)?,
        _ => raw.descriptor.seek(0, libc::SEEK_CUR).map_err(|error| os_error(t, error))?,
    };
    match raw.descriptor.truncate(size) {
        Ok(()) => Ok(Value::small(size)),
        Err(error) => Err(os_error(t, error)),
    }
}

fn close(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let Some(State::Raw(raw)) = state::get(args.get(0)) else {
        return Ok(Value::NONE);
    };
    let flush = t.names.flush;
    if raw.descriptor.fd() >= 0 && t.class_of(args.get(0)) != super::classes().file_io {
        ops::call_method(t, args.get(0), flush, &[])?;
    }
    match raw.descriptor.close() {
        Ok(()) => Ok(Value::NONE),
        Err(error) => Err(os_error(t, error)),
    }
}

fn readable(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(open_state(t, args.get(0))?.readable))
}
fn writable(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(open_state(t, args.get(0))?.writable))
}
fn seekable(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let raw = open_state(t, args.get(0))?;
    let known = raw.seekable.get().unwrap_or_else(|| raw.descriptor.seek(0, libc::SEEK_CUR).is_ok());
    raw.seekable.set(Some(known));
    Ok(Value::bool(known))
}
fn file_number(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::small(open_state(t, args.get(0))?.descriptor.fd() as i64))
}
fn is_terminal(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(open_state(t, args.get(0))?.descriptor.is_terminal()))
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let raw = raw_state(t, v)?;
    let class = crate::structseq::class_name(t.class_of(v));
    let text = if raw.descriptor.fd() < 0 {
        format!("<_io.{class} [closed]>")
    } else {
        let close = if raw.descriptor.owned() { "True" } else { "False" };
        let mode = mode_of(raw).text();
        match state::field(v, Field::Name) {
            Some(name) => {
                let shown = ops::repr(t, name)?;
                format!("<_io.{class} name={} mode='{mode}' closefd={close}>", string::to_string_lossy(shown))
            }
            None => format!("<_io.{class} fd={} mode='{mode}' closefd={close}>", raw.descriptor.fd()),
        }
    };
    Ok(t.str(&text))
}

pub static METHODS: &[NativeDef] = &[
    NativeDef::slot_range("__init__", 1, 4, init).keywords(),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::method("read", 0, 1, read),
    NativeDef::method("readall", 0, 0, read_all),
    NativeDef::method("readinto", 1, 1, read_into),
    NativeDef::method("write", 1, 1, write),
    NativeDef::method("seek", 1, 2, seek),
    NativeDef::method("tell", 0, 0, tell),
    NativeDef::method("truncate", 0, 1, truncate),
    NativeDef::method("close", 0, 0, close),
    NativeDef::method("readable", 0, 0, readable),
    NativeDef::method("writable", 0, 0, writable),
    NativeDef::method("seekable", 0, 0, seekable),
    NativeDef::method("fileno", 0, 0, file_number),
    NativeDef::method("isatty", 0, 0, is_terminal),
];

pub static GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("closed", |_, v| match state::get(v) {
        Some(State::Raw(raw)) => Ok(Value::bool(raw.descriptor.fd() < 0)),
        _ => Ok(Value::TRUE),
    }),
    GetSetDef::read_only("closefd", |t, v| Ok(Value::bool(raw_state(t, v)?.descriptor.owned()))),
    GetSetDef::read_only("mode", |t, v| {
        let mode = mode_of(raw_state(t, v)?).text();
        Ok(t.intern(mode))
    }),
    GetSetDef::new(
        "name",
        |t, v| match state::field(v, Field::Name) {
            Some(name) => Ok(name),
            None => Err(t.attribute_error("'FileIO' object has no attribute 'name'")),
        },
        |t, v, name| {
            state::set_field(t, v, Field::Name, name.unwrap_or(Value::ZERO));
            Ok(())
        },
    ),
    GetSetDef::read_only("_blksize", |_, _| Ok(Value::small(super::DEFAULT_BUFFER_SIZE as i64))),
];
