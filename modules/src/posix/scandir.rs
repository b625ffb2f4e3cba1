//! `scandir` and its entries.

use super::stat::{result, stat_path};
use super::{c_path, fs_path, text_like};
use crate::native_class::{self, NativeClass};
use std::cell::Cell;
use std::ffi::{CString, OsStr};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirEntryExt, FileTypeExt};
use taipan_runtime::header::Header;
use taipan_runtime::layout::Payload;
use taipan_runtime::objects::{exception, instance, iterators, list, module, string};
use taipan_runtime::{Args, Bind, GetSetDef, NativeDef, Raised, Thread, Value, ops, types};

/// Payload of both classes here: that of native iterators.
#[repr(C)]
struct Object {
    header: Header,
    /// Entry: file type bits of a mode, 0 if unknown. Iterator: index of the next entry.
    number: u64,
    /// Entry: name. Iterator: list of entries, None when closed.
    first: Value,
    /// Entry: path.
    second: Value,
    /// Entry: inode.
    third: Value,
    unused: [Value; 3],
}

fn object<'a>(v: Value) -> &'a mut Object {
    // SAFETY: receivers are instances of the two classes here, which have this payload.
    unsafe { &mut *v.cast::<Object>() }
}

thread_local! {
    static CLASSES: Cell<(Value, Value)> = const { Cell::new((Value::ZERO, Value::ZERO)) };
}

pub fn add_classes(t: &mut Thread, m: Value) {
    let payload = Some(Payload::NativeIterator);
    let entry = native_class::define(
        t,
        NativeClass {
            module: "posix",
            name: "DirEntry",
            bases: &[],
            payload,
            has_dict: false,
        },
    );
    types::add_methods(t, entry, ENTRY_METHODS);
    types::add_getsets(t, entry, ENTRY_GETSETS);
    let iterator = native_class::define(
        t,
        NativeClass {
            module: "posix",
            name: "ScandirIterator",
            bases: &[],
            payload,
            has_dict: false,
        },
    );
    types::add_methods(t, iterator, ITERATOR_METHODS);
    types::set_next(iterator, next);
    iterators::add_protocol(t, iterator);
    for class in [entry, iterator] {
        types::set_new(class, native_class::no_new);
        std::mem::forget(t.heap.root(class));
    }
    CLASSES.set((entry, iterator));
    module::add(t, m, "DirEntry", entry);
}

fn scandir(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path] = args.bind(t, "scandir", ["path"], Bind::required(0))?;
    let path = match path.filter(|p| !p.is_none()) {
        Some(path) => {
            c_path(t, "scandir", path)?;
            fs_path(t, path)?
        }
        None => t.str("."),
    };
    let raw = super::path_text(t, path)?;
    let error = |t: &mut Thread, e: std::io::Error| exception::os_error(t, e.raw_os_error().unwrap_or(0), Some(path));
    let found = match std::fs::read_dir(OsStr::from_bytes(&raw)) {
        Ok(found) => found,
        Err(e) => return Err(error(t, e)),
    };
    let entries = list::new(t, &[]);
    let (entry_class, iterator_class) = CLASSES.get();
    for entry in found {
        let entry = match entry {
            Ok(entry) => entry,
            Err(e) => return Err(error(t, e)),
        };
        let name = entry.file_name();
        let mut full = raw.clone();
        if !full.ends_with(b"/") {
            full.push(b'/');
        }
        full.extend_from_slice(name.as_bytes());
        let kind = entry.file_type().map_or(0, |k| match k {
            k if k.is_dir() => libc::S_IFDIR,
            k if k.is_file() => libc::S_IFREG,
            k if k.is_symlink() => libc::S_IFLNK,
            k if k.is_fifo() => libc::S_IFIFO,
            k if k.is_socket() => libc::S_IFSOCK,
            k if k.is_char_device() => libc::S_IFCHR,
            _ => libc::S_IFBLK,
        });
        let v = instance::allocate(t, entry_class);
        list::push(t, entries, v);
        object(v).number = u64::from(kind);
        let name = text_like(t, Some(path), name.as_bytes());
        object(v).first = name;
        t.heap.write_barrier_any(v);
        let full = text_like(t, Some(path), &full);
        object(v).second = full;
        t.heap.write_barrier_any(v);
        let inode = t.int(entry.ino() as i64);
        object(v).third = inode;
        t.heap.write_barrier_any(v);
    }
    let iterator = instance::allocate(t, iterator_class);
    object(iterator).first = entries;
    Ok(iterator)
}

fn next(_: &mut Thread, iterator: Value) -> Result<Value, Raised> {
    let it = object(iterator);
    if it.first.is_none() {
        return Ok(Value::HOLE);
    }
    let item = list::items(&it.first).get(it.number as usize).copied();
    it.number += 1;
    Ok(item.unwrap_or(Value::HOLE))
}

fn close(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    object(args.get(0)).first = Value::NONE;
    Ok(Value::NONE)
}

static ITERATOR_METHODS: &[NativeDef] = &[
    NativeDef::method("close", 0, 0, close),
    NativeDef::method("__enter__", 0, 0, |_, args| Ok(args.get(0))),
    NativeDef::method("__exit__", 0, NativeDef::MANY, close),
];

fn follows(t: &mut Thread, args: Args, function: &str) -> Result<bool, Raised> {
    let [follow] = args.rest().bind(t, function, ["follow_symlinks"], Bind::required(0).keyword_from(0))?;
    follow.map_or(Ok(true), |v| ops::truth(t, v))
}

fn path_of(t: &mut Thread, v: Value) -> Result<CString, Raised> {
    c_path(t, "DirEntry", object(v).second)
}

fn is_kind(t: &mut Thread, args: Args, function: &str, kind: u32) -> Result<Value, Raised> {
    let follow = follows(t, args, function)?;
    let known = object(args.get(0)).number as u32;
    if known != 0 && !(follow && known == libc::S_IFLNK) {
        return Ok(Value::bool(known == kind));
    }
    let path = path_of(t, args.get(0))?;
    match stat_path(&path, follow) {
        Some(s) => Ok(Value::bool(s.st_mode & libc::S_IFMT == kind)),
        None if super::errno() == libc::ENOENT => Ok(Value::FALSE),
        None => Err(super::os_error_for(t, object(args.get(0)).second)),
    }
}

fn is_symlink(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(object(args.get(0)).number as u32 == libc::S_IFLNK))
}

fn entry_stat(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let follow = follows(t, args, "stat")?;
    let path = path_of(t, args.get(0))?;
    match stat_path(&path, follow) {
        Some(s) => Ok(result(t, &s)),
        None => Err(super::os_error_for(t, object(args.get(0)).second)),
    }
}

fn entry_repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = ops::repr(t, object(args.get(0)).first)?;
    let text = format!("<DirEntry {}>", string::to_string_lossy(name));
    Ok(t.str(&text))
}

static ENTRY_METHODS: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, entry_repr),
    NativeDef::method("__fspath__", 0, 0, |_, args| Ok(object(args.get(0)).second)),
    NativeDef::method("inode", 0, 0, |_, args| Ok(object(args.get(0)).third)),
    NativeDef::method("is_dir", 0, 0, |t, args| is_kind(t, args, "is_dir", libc::S_IFDIR)).keywords(),
    NativeDef::method("is_file", 0, 0, |t, args| is_kind(t, args, "is_file", libc::S_IFREG)).keywords(),
    NativeDef::method("is_symlink", 0, 0, is_symlink),
    NativeDef::method("is_junction", 0, 0, |_, _| Ok(Value::FALSE)),
    NativeDef::method("stat", 0, 0, entry_stat).keywords(),
];
static ENTRY_GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("name", |_, v| Ok(object(v).first)),
    GetSetDef::read_only("path", |_, v| Ok(object(v).second)),
];

pub static FUNCTIONS: &[NativeDef] = &[NativeDef::function("scandir", 0, 1, scandir).keywords()];
