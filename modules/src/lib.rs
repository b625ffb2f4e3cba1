//! Native standard library modules, one Rust module each.
//!
//! A module is a name and a function that makes it when it is first imported.

pub mod abc;
pub mod array;
pub mod ast;
pub mod atexit;
pub mod binascii;
pub mod bisect;
pub mod builtins;
pub mod cmath;
pub mod codecs;
pub mod collections;
pub mod contextvars;
pub mod csv;
pub mod errno;
pub mod functools;
pub mod gc;
pub mod hashes;
pub mod heapq;
pub mod imp;
pub mod io;
pub mod itertools;
pub mod json;
pub mod marshal;
pub mod math;
pub mod native_class;
pub mod opcode;
pub mod operator;
pub mod posix;
pub mod random;
pub mod select;
pub mod signal;
pub mod sre;
pub mod string;
pub mod structs;
pub mod structseq;
pub mod support;
pub mod sys;
pub mod templates;
pub mod thread;
pub mod time;
pub mod tokenizer;
pub mod types;
pub mod typing;
pub mod unicodedata;
pub mod warnings;
pub mod weakref;

use taipan_runtime::{Raised, Thread, Value};

/// Makes the module object.
pub type ModuleInit = fn(&mut Thread) -> Result<Value, Raised>;

/// (name, initialiser) of every native module but `builtins` and `sys`, which exist from the start.
pub static NATIVE_MODULES: &[(&str, ModuleInit)] = &[
    ("_abc", abc::init),
    ("_ast", ast::init),
    ("_bisect", bisect::init),
    ("_blake2", hashes::blake2_module),
    ("_codecs", codecs::init),
    ("_collections", collections::init),
    ("_contextvars", contextvars::init),
    ("_csv", csv::init),
    ("_functools", functools::init),
    ("_heapq", heapq::init),
    ("_imp", imp::module),
    ("_io", io::module),
    ("_json", json::init),
    ("_md5", hashes::md5_module),
    ("_opcode", opcode::init),
    ("_operator", operator::init),
    ("_posixsubprocess", posix::spawn::module),
    ("_random", random::init),
    ("_sha1", hashes::sha1_module),
    ("_sha2", hashes::sha2_module),
    ("_sha3", hashes::sha3_module),
    ("_signal", signal::init),
    ("_sre", sre::init),
    ("_string", string::init),
    ("_struct", structs::init),
    ("_templates", templates::init),
    ("_thread", thread::init),
    ("_tokenize", tokenizer::init),
    ("_types", types::init),
    ("_typing", typing::init),
    ("_warnings", warnings::init),
    ("_weakref", weakref::init),
    ("array", array::init),
    ("atexit", atexit::init),
    ("binascii", binascii::init),
    ("cmath", cmath::init),
    ("errno", errno::module),
    ("gc", gc::init),
    ("itertools", itertools::init),
    ("marshal", marshal::module),
    ("math", math::init),
    ("posix", posix::module),
    ("select", select::module),
    ("time", time::init),
    ("unicodedata", unicodedata::init),
];
