//! `_io`: files, buffers, text over them, and files in memory.
//!
//! The layers are CPython's, so that programs can put their own between them: a raw file, a buffer
//! over any raw file, text over any buffer. Where neighbouring layers are ours, they talk in Rust:
//! an object's native state ([`state::State`]) holds its neighbour's directly, which also lets a file
//! nobody closed write its buffers out when it dies, in whatever order the collector finds the layers.
//!
//! The classes exist from the start, for `sys.stdout` is made of them.

mod base;
mod buffered;
pub mod bytes_io;
mod descriptor;
mod newline;
mod open;
mod raw;
mod standard;
pub mod state;
mod string_io;
pub mod text;
mod text_methods;
mod text_read;
mod text_seek;

pub use open::add_open;
pub use standard::{flush_std, make_std};
pub use state::{flush_before_path, flush_open_writers};

use crate::native_class::{self, NativeClass};
use std::cell::Cell;
use taipan_runtime::layout::Payload;
use taipan_runtime::objects::{module, tuple};
use taipan_runtime::{GetSetDef, NativeDef, Raised, Thread, Value, types};

/// Bytes in a buffer unless the program says otherwise.
pub const DEFAULT_BUFFER_SIZE: usize = 128 << 10;

/// The classes of this module. A tuple behind a heap root keeps them alive.
#[derive(Clone, Copy)]
pub struct Classes {
    pub io_base: Value,
    pub raw_io_base: Value,
    pub buffered_io_base: Value,
    pub text_io_base: Value,
    pub unsupported: Value,
    pub file_io: Value,
    pub buffered_reader: Value,
    pub buffered_writer: Value,
    pub buffered_random: Value,
    pub buffered_pair: Value,
    pub bytes_io: Value,
    pub string_io: Value,
    pub text_wrapper: Value,
    pub newline_decoder: Value,
}

impl Classes {
    const EMPTY: Classes = {
        let z = Value::ZERO;
        Classes {
            io_base: z,
            raw_io_base: z,
            buffered_io_base: z,
            text_io_base: z,
            unsupported: z,
            file_io: z,
            buffered_reader: z,
            buffered_writer: z,
            buffered_random: z,
            buffered_pair: z,
            bytes_io: z,
            string_io: z,
            text_wrapper: z,
            newline_decoder: z,
        }
    };
}

thread_local! {
    static CLASSES: Cell<Classes> = const { Cell::new(Classes::EMPTY) };
}

/// The classes of this thread's interpreter.
#[inline]
pub fn classes() -> Classes {
    CLASSES.get()
}

fn class(t: &mut Thread, module: &str, name: &str, bases: &[Value], methods: &[&'static [NativeDef]], getsets: &'static [GetSetDef]) -> Value {
    let made = native_class::define(
        t,
        NativeClass {
            module,
            name,
            bases,
            payload: Some(Payload::File),
            has_dict: true,
        },
    );
    types::set_new(made, native_class::allocate);
    for table in methods {
        types::add_methods(t, made, table);
    }
    types::add_getsets(t, made, getsets);
    made
}

/// Makes the classes; once, at start-up, before anything else of this module is used.
pub fn init(t: &mut Thread) {
    let io_base = class(t, "_io", "_IOBase", &[], &[base::METHODS], base::GETSETS);
    types::set_next(io_base, base::next_line);
    let raw_io_base = class(t, "_io", "_RawIOBase", &[io_base], &[base::RAW_METHODS], &[]);
    let buffered_io_base = class(t, "_io", "_BufferedIOBase", &[io_base], &[base::BUFFERED_METHODS], &[]);
    let text_io_base = class(t, "_io", "_TextIOBase", &[io_base], &[base::TEXT_METHODS], base::TEXT_GETSETS);
    let (os_error, value_error) = (t.exceptions.os_error, t.exceptions.value_error);
    let unsupported = native_class::define(
        t,
        NativeClass {
            module: "io",
            name: "UnsupportedOperation",
            bases: &[os_error, value_error],
            payload: None,
            has_dict: true,
        },
    );
    let file_io = class(t, "_io", "FileIO", &[raw_io_base], &[raw::METHODS], raw::GETSETS);
    let buffered = |t: &mut Thread, name: &str, init: &'static [NativeDef], parts: &[&'static [NativeDef]]| {
        let made = class(t, "_io", name, &[buffered_io_base], &[buffered::METHODS, init], buffered::GETSETS);
        for table in parts {
            types::add_methods(t, made, table);
        }
        made
    };
    let buffered_reader = buffered(t, "BufferedReader", buffered::READER_INIT, &[buffered::READ_METHODS]);
    let buffered_writer = buffered(t, "BufferedWriter", buffered::WRITER_INIT, &[buffered::WRITE_METHODS]);
    let buffered_random = buffered(t, "BufferedRandom", buffered::RANDOM_INIT, &[buffered::READ_METHODS, buffered::WRITE_METHODS]);
    let buffered_pair = class(
        t,
        "_io",
        "BufferedRWPair",
        &[buffered_io_base],
        &[buffered::PAIR_METHODS],
        buffered::PAIR_GETSETS,
    );
    let bytes_io = class(t, "_io", "BytesIO", &[buffered_io_base], &[bytes_io::METHODS], bytes_io::GETSETS);
    types::set_next(bytes_io, bytes_io::next_line);
    let string_io = class(t, "_io", "StringIO", &[text_io_base], &[string_io::METHODS], string_io::GETSETS);
    types::set_next(string_io, string_io::next_line);
    let text_wrapper = class(t, "_io", "TextIOWrapper", &[text_io_base], &[text_methods::METHODS], text_methods::GETSETS);
    types::set_next(text_wrapper, text_methods::next_line);
    let newline_decoder = class(t, "_io", "IncrementalNewlineDecoder", &[], &[newline::METHODS], newline::GETSETS);
    let all = Classes {
        io_base,
        raw_io_base,
        buffered_io_base,
        text_io_base,
        unsupported,
        file_io,
        buffered_reader,
        buffered_writer,
        buffered_random,
        buffered_pair,
        bytes_io,
        string_io,
        text_wrapper,
        newline_decoder,
    };
    let kept = tuple::new(
        t,
        &[
            raw_io_base,
            unsupported,
            file_io,
            buffered_reader,
            buffered_writer,
            buffered_random,
            buffered_pair,
            bytes_io,
            string_io,
            text_wrapper,
            newline_decoder,
        ],
    );
    // The classes live as long as the process: their root is never given back.
    std::mem::forget(t.heap.root(kept));
    CLASSES.set(all);
}

/// The module object of `_io`.
pub fn module(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_io");
    let c = classes();
    let blocking = t.exceptions.blocking_io_error;
    for (name, v) in [
        ("_IOBase", c.io_base),
        ("_RawIOBase", c.raw_io_base),
        ("_BufferedIOBase", c.buffered_io_base),
        ("_TextIOBase", c.text_io_base),
        ("UnsupportedOperation", c.unsupported),
        ("FileIO", c.file_io),
        ("BufferedReader", c.buffered_reader),
        ("BufferedWriter", c.buffered_writer),
        ("BufferedRandom", c.buffered_random),
        ("BufferedRWPair", c.buffered_pair),
        ("BytesIO", c.bytes_io),
        ("StringIO", c.string_io),
        ("TextIOWrapper", c.text_wrapper),
        ("IncrementalNewlineDecoder", c.newline_decoder),
        ("BlockingIOError", blocking),
        ("DEFAULT_BUFFER_SIZE", Value::small(DEFAULT_BUFFER_SIZE as i64)),
    ] {
        module::add(t, m, name, v);
    }
    open::add_functions(t, m);
    Ok(m)
}

/// `io.UnsupportedOperation(what)`
pub fn unsupported(t: &mut Thread, what: &str) -> Raised {
    t.raise(classes().unsupported, what)
}

/// The error of using a closed file.
pub fn closed_error(t: &mut Thread) -> Raised {
    t.value_error("I/O operation on closed file.")
}
