//! `stat` and its result.

use super::{c_path, int_arg, no_dir_fd, os_error, os_error_for};
use crate::structseq::{self, item};
use std::cell::Cell;
use std::mem::MaybeUninit;
use taipan_runtime::objects::{bytes, int, module, string};
use taipan_runtime::{Args, Bind, GetSetDef, NativeDef, Raised, Thread, Value, ops};

thread_local! {
    static CLASS: Cell<Value> = const { Cell::new(Value::ZERO) };
}

/// A time as float seconds: from the nanoseconds, if the result came from the system.
fn time<const I: usize>(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let name = t.intern(["st_atime_ns", "st_mtime_ns", "st_ctime_ns"][I]);
    let own = taipan_runtime::objects::instance::attributes(t, v);
    match taipan_runtime::objects::dict::get_str(own, name).and_then(int::to_i64) {
        Some(ns) => {
            let seconds = ns.div_euclid(1_000_000_000) as f64 + 1e-9 * ns.rem_euclid(1_000_000_000) as f64;
            Ok(t.float(seconds))
        }
        None => Ok(taipan_runtime::objects::tuple::items(&v)[7 + I]),
    }
}

static FIELDS: &[GetSetDef] = &[
    GetSetDef::read_only("st_mode", item::<0>),
    GetSetDef::read_only("st_ino", item::<1>),
    GetSetDef::read_only("st_dev", item::<2>),
    GetSetDef::read_only("st_nlink", item::<3>),
    GetSetDef::read_only("st_uid", item::<4>),
    GetSetDef::read_only("st_gid", item::<5>),
    GetSetDef::read_only("st_size", item::<6>),
    GetSetDef::read_only("st_atime", time::<0>),
    GetSetDef::read_only("st_mtime", time::<1>),
    GetSetDef::read_only("st_ctime", time::<2>),
];
const HIDDEN: &[&str] = &["st_atime_ns", "st_mtime_ns", "st_ctime_ns", "st_blksize", "st_blocks", "st_rdev"];

fn class(t: &mut Thread) -> Value {
    if CLASS.get() == Value::ZERO {
        let made = structseq::class(t, "os", "stat_result", FIELDS, HIDDEN);
        std::mem::forget(t.heap.root(made));
        CLASS.set(made);
    }
    CLASS.get()
}

pub fn add_classes(t: &mut Thread, m: Value) {
    let class = class(t);
    module::add(t, m, "stat_result", class);
}

/// `os.stat_result` of what the system said.
#[allow(clippy::unnecessary_cast, clippy::useless_conversion, reason = "the fields' types differ between architectures")]
pub fn result(t: &mut Thread, s: &libc::stat) -> Value {
    let class = class(t);
    let n = [
        s.st_mode as i64,
        s.st_ino as i64,
        s.st_dev as i64,
        s.st_nlink as i64,
        s.st_uid as i64,
        s.st_gid as i64,
        s.st_size,
        s.st_atime,
        s.st_mtime,
        s.st_ctime,
    ];
    let items = n.map(|i| Value::try_small(i).unwrap_or(Value::small(0)));
    let v = structseq::instance(t, class, &items);
    let ns = |seconds: i64, ns: i64| seconds * 1_000_000_000 + ns;
    for (name, i) in HIDDEN.iter().zip([
        ns(s.st_atime, s.st_atime_nsec),
        ns(s.st_mtime, s.st_mtime_nsec),
        ns(s.st_ctime, s.st_ctime_nsec),
        s.st_blksize as i64,
        s.st_blocks,
        s.st_rdev as i64,
    ]) {
        let i = t.int(i);
        structseq::set_hidden(t, v, name, i);
    }
    v
}

/// `stat(2)`, `lstat(2)` or `fstat(2)`.
pub fn stat_path(path: &std::ffi::CStr, follow: bool) -> Option<libc::stat> {
    let mut s = MaybeUninit::<libc::stat>::uninit();
    // SAFETY: a C string and room for the result, which is filled when the call succeeds.
    unsafe {
        let done = if follow {
            libc::stat(path.as_ptr(), s.as_mut_ptr())
        } else {
            libc::lstat(path.as_ptr(), s.as_mut_ptr())
        };
        (done == 0).then(|| s.assume_init())
    }
}

fn by_descriptor(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    let fd = int_arg(t, v)?;
    let mut s = MaybeUninit::<libc::stat>::uninit();
    // SAFETY: room for the result, which is filled when the call succeeds.
    let s = unsafe { (libc::fstat(fd, s.as_mut_ptr()) == 0).then(|| s.assume_init()) };
    match s {
        Some(s) => Ok(result(t, &s)),
        None => Err(os_error(t)),
    }
}

fn by_path(t: &mut Thread, function: &str, path: Value, follow: bool) -> Result<Value, Raised> {
    let c = c_path(t, function, path)?;
    match stat_path(&c, follow) {
        Some(s) => Ok(result(t, &s)),
        None => Err(os_error_for(t, path)),
    }
}

fn stat(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path, dir_fd, follow] = args.bind(t, "stat", ["path", "dir_fd", "follow_symlinks"], Bind::required(1).keyword_from(1))?;
    no_dir_fd(t, dir_fd)?;
    let follow = follow.map_or(Ok(true), |v| ops::truth(t, v))?;
    let path = path.expect("required");
    if int::is_int(t, path) {
        return by_descriptor(t, path);
    }
    let fspath = t.names.fspath;
    if !string::is_str(t, path) && !bytes::is_bytes(t, path) && ops::lookup_special(t, path, fspath).is_none() {
        let message = format!("stat: path should be string, bytes, os.PathLike or integer, not {}", t.type_name(path));
        return Err(t.type_error(message));
    }
    by_path(t, "stat", path, follow)
}

fn lstat(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path, dir_fd] = args.bind(t, "lstat", ["path", "dir_fd"], Bind::required(1).keyword_from(1))?;
    no_dir_fd(t, dir_fd)?;
    by_path(t, "lstat", path.expect("required"), false)
}

fn fstat(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [fd] = args.bind(t, "fstat", ["fd"], Bind::required(1))?;
    by_descriptor(t, fd.expect("required"))
}

/// The mode bits of what a path names; following links if asked.
fn mode_of(t: &mut Thread, args: Args, function: &str, follow: bool) -> Result<Option<u32>, Raised> {
    let [path] = args.bind(t, function, ["path"], Bind::required(1))?;
    let path = path.expect("required");
    if int::is_int(t, path) {
        let fd = int_arg(t, path)?;
        let mut s = MaybeUninit::<libc::stat>::uninit();
        // SAFETY: room for the result, which is filled when the call succeeds.
        return Ok(unsafe { (libc::fstat(fd, s.as_mut_ptr()) == 0).then(|| s.assume_init().st_mode) });
    }
    match c_path(t, function, path) {
        Ok(c) => Ok(stat_path(&c, follow).map(|s| s.st_mode)),
        Err(raised) if !t.pending_is(t.exceptions.value_error) => Err(raised),
        Err(_) => {
            t.take_pending();
            Ok(None)
        }
    }
}

fn exists(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(mode_of(t, args, "exists", true)?.is_some()))
}
fn lexists(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(mode_of(t, args, "lexists", false)?.is_some()))
}
fn is_kind(t: &mut Thread, args: Args, function: &str, kind: u32, follow: bool) -> Result<Value, Raised> {
    Ok(Value::bool(mode_of(t, args, function, follow)?.is_some_and(|mode| mode & libc::S_IFMT == kind)))
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("stat", 1, 1, stat).keywords(),
    NativeDef::function("lstat", 1, 1, lstat).keywords(),
    NativeDef::function("fstat", 1, 1, fstat).keywords(),
    NativeDef::function("_path_exists", 1, 1, exists).keywords(),
    NativeDef::function("_path_lexists", 1, 1, lexists).keywords(),
    NativeDef::function("_path_isdir", 1, 1, |t, args| is_kind(t, args, "isdir", libc::S_IFDIR, true)).keywords(),
    NativeDef::function("_path_isfile", 1, 1, |t, args| is_kind(t, args, "isfile", libc::S_IFREG, true)).keywords(),
    NativeDef::function("_path_islink", 1, 1, |t, args| is_kind(t, args, "islink", libc::S_IFLNK, false)).keywords(),
];
