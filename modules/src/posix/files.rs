//! Files and folders by name.

use super::{c_path, check, int_arg, no_dir_fd, os_error_for, text_like};
use std::os::unix::ffi::OsStrExt;
use taipan_runtime::objects::{bytes, exception, float, int, list, tuple};
use taipan_runtime::{Args, Bind, NativeDef, Raised, Thread, Value, ops};

/// Calls with a path; a negative result raises with the path's name.
fn by_path(t: &mut Thread, function: &str, path: Value, call: impl FnOnce(*const libc::c_char) -> i32) -> Result<Value, Raised> {
    let c = c_path(t, function, path)?;
    if call(c.as_ptr()) < 0 { Err(os_error_for(t, path)) } else { Ok(Value::NONE) }
}

/// Calls with two paths.
fn by_paths(
    t: &mut Thread,
    function: &str,
    from: Value,
    to: Value,
    call: impl FnOnce(*const libc::c_char, *const libc::c_char) -> i32,
) -> Result<Value, Raised> {
    let (a, b) = (c_path(t, function, from)?, c_path(t, function, to)?);
    if call(a.as_ptr(), b.as_ptr()) >= 0 {
        return Ok(Value::NONE);
    }
    let errno = super::errno();
    let raised = exception::os_error(t, errno, Some(from));
    let e = t.pending;
    exception::extra_set(t, e, 3, to);
    Err(raised)
}

fn get_cwd_raw(t: &mut Thread) -> Result<Vec<u8>, Raised> {
    match std::env::current_dir() {
        Ok(path) => Ok(path.as_os_str().as_bytes().to_vec()),
        Err(error) => Err(exception::os_error(t, error.raw_os_error().unwrap_or(0), None)),
    }
}
fn get_cwd(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let path = get_cwd_raw(t)?;
    Ok(super::fs_text(t, &path))
}
fn get_cwd_bytes(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let path = get_cwd_raw(t)?;
    Ok(bytes::new(t, &path))
}

fn change_dir(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path] = args.bind(t, "chdir", ["path"], Bind::required(1))?;
    let path = path.expect("required");
    if path.is_small() {
        let fd = int_arg(t, path)?;
        // SAFETY: no memory is involved.
        check(t, unsafe { libc::fchdir(fd) })?;
        return Ok(Value::NONE);
    }
    // SAFETY: a C string.
    by_path(t, "chdir", path, |p| unsafe { libc::chdir(p) })
}

fn make_dir(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path, mode, dir_fd] = args.bind(t, "mkdir", ["path", "mode", "dir_fd"], Bind::required(1).keyword_from(2))?;
    no_dir_fd(t, dir_fd)?;
    let mode = mode.map_or(Ok(0o777), |m| int_arg(t, m))?;
    // SAFETY: a C string.
    by_path(t, "mkdir", path.expect("required"), |p| unsafe { libc::mkdir(p, mode as libc::mode_t) })
}

fn remove_dir(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path, dir_fd] = args.bind(t, "rmdir", ["path", "dir_fd"], Bind::required(1).keyword_from(1))?;
    no_dir_fd(t, dir_fd)?;
    // SAFETY: a C string.
    by_path(t, "rmdir", path.expect("required"), |p| unsafe { libc::rmdir(p) })
}

fn unlink_as(t: &mut Thread, args: Args, name: &str) -> Result<Value, Raised> {
    let [path, dir_fd] = args.bind(t, name, ["path", "dir_fd"], Bind::required(1).keyword_from(1))?;
    no_dir_fd(t, dir_fd)?;
    // SAFETY: a C string.
    by_path(t, name, path.expect("required"), |p| unsafe { libc::unlink(p) })
}
fn unlink(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    unlink_as(t, args, "unlink")
}
fn remove(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    unlink_as(t, args, "remove")
}

fn rename_as(t: &mut Thread, args: Args, name: &str) -> Result<Value, Raised> {
    let [from, to, a, b] = args.bind(t, name, ["src", "dst", "src_dir_fd", "dst_dir_fd"], Bind::required(2).keyword_from(2))?;
    no_dir_fd(t, a)?;
    no_dir_fd(t, b)?;
    // SAFETY: two C strings.
    by_paths(t, name, from.expect("required"), to.expect("required"), |a, b| unsafe { libc::rename(a, b) })
}
fn rename(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    rename_as(t, args, "rename")
}
fn replace(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    rename_as(t, args, "replace")
}

fn link(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [from, to, a, b, _follow] = args.bind(
        t,
        "link",
        ["src", "dst", "src_dir_fd", "dst_dir_fd", "follow_symlinks"],
        Bind::required(2).keyword_from(2),
    )?;
    no_dir_fd(t, a)?;
    no_dir_fd(t, b)?;
    // SAFETY: two C strings.
    by_paths(t, "link", from.expect("required"), to.expect("required"), |a, b| unsafe { libc::link(a, b) })
}

fn symlink(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [from, to, _directory, dir_fd] = args.bind(t, "symlink", ["src", "dst", "target_is_directory", "dir_fd"], Bind::required(2).keyword_from(3))?;
    no_dir_fd(t, dir_fd)?;
    // SAFETY: two C strings.
    by_paths(t, "symlink", from.expect("required"), to.expect("required"), |a, b| unsafe {
        libc::symlink(a, b)
    })
}

fn read_link(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path, dir_fd] = args.bind(t, "readlink", ["path", "dir_fd"], Bind::required(1).keyword_from(1))?;
    no_dir_fd(t, dir_fd)?;
    let path = path.expect("required");
    let c = c_path(t, "readlink", path)?;
    let mut buffer = vec![0u8; libc::PATH_MAX as usize];
    // SAFETY: the buffer is writable for its length.
    let n = unsafe { libc::readlink(c.as_ptr(), buffer.as_mut_ptr().cast(), buffer.len()) };
    if n < 0 {
        return Err(os_error_for(t, path));
    }
    Ok(text_like(t, Some(path), &buffer[..n as usize]))
}

fn access(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let names = ["path", "mode", "dir_fd", "effective_ids", "follow_symlinks"];
    let [path, mode, dir_fd, _, _] = args.bind(t, "access", names, Bind::required(2).keyword_from(2))?;
    no_dir_fd(t, dir_fd)?;
    let mode = int_arg(t, mode.expect("required"))?;
    let c = c_path(t, "access", path.expect("required"))?;
    // SAFETY: a C string.
    Ok(Value::bool(unsafe { libc::access(c.as_ptr(), mode) } == 0))
}

fn change_mode(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path, mode, dir_fd, _follow] = args.bind(t, "chmod", ["path", "mode", "dir_fd", "follow_symlinks"], Bind::required(2).keyword_from(2))?;
    no_dir_fd(t, dir_fd)?;
    let mode = int_arg(t, mode.expect("required"))? as libc::mode_t;
    let path = path.expect("required");
    if path.is_small() {
        let fd = int_arg(t, path)?;
        // SAFETY: no memory is involved.
        check(t, unsafe { libc::fchmod(fd, mode) })?;
        return Ok(Value::NONE);
    }
    // SAFETY: a C string.
    by_path(t, "chmod", path, |p| unsafe { libc::chmod(p, mode) })
}

fn change_owner(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let names = ["path", "uid", "gid", "dir_fd", "follow_symlinks"];
    let [path, user, group, dir_fd, _] = args.bind(t, "chown", names, Bind::required(3).keyword_from(3))?;
    no_dir_fd(t, dir_fd)?;
    let (user, group) = (ops::index(t, user.expect("required"))?, ops::index(t, group.expect("required"))?);
    // SAFETY: a C string.
    by_path(t, "chown", path.expect("required"), |p| unsafe {
        libc::chown(p, user as libc::uid_t, group as libc::gid_t)
    })
}

fn list_dir(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path] = args.bind(t, "listdir", ["path"], Bind::required(0))?;
    let given = path.filter(|p| !p.is_none());
    let raw = match given {
        Some(path) => c_path(t, "listdir", path)?.into_bytes(),
        None => b".".to_vec(),
    };
    let names = list::new(t, &[]);
    let error = |t: &mut Thread, error: std::io::Error| {
        let dot = t.str(".");
        exception::os_error(t, error.raw_os_error().unwrap_or(0), Some(given.unwrap_or(dot)))
    };
    let entries = match std::fs::read_dir(std::ffi::OsStr::from_bytes(&raw)) {
        Ok(entries) => entries,
        Err(e) => return Err(error(t, e)),
    };
    for entry in entries {
        match entry {
            Ok(entry) => {
                let name = text_like(t, given, entry.file_name().as_bytes());
                list::push(t, names, name);
            }
            Err(e) => return Err(error(t, e)),
        }
    }
    Ok(names)
}

fn truncate(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path, length] = args.bind(t, "truncate", ["path", "length"], Bind::required(2))?;
    let length = ops::index(t, length.expect("required"))?;
    let path = path.expect("required");
    if path.is_small() {
        let fd = int_arg(t, path)?;
        // SAFETY: no memory is involved.
        check(t, unsafe { libc::ftruncate(fd, length) })?;
        return Ok(Value::NONE);
    }
    // SAFETY: a C string.
    by_path(t, "truncate", path, |p| unsafe { libc::truncate(p, length) })
}

fn umask(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let mask = int_arg(t, args.get(0))?;
    // SAFETY: no memory is involved.
    Ok(Value::small(unsafe { libc::umask(mask as libc::mode_t) } as i64))
}

/// One time of `utime`: seconds as int or float.
fn seconds(t: &mut Thread, v: Value) -> Result<libc::timespec, Raised> {
    if let Some(x) = float::value_of(t, v) {
        let whole = x.floor();
        return Ok(libc::timespec {
            tv_sec: whole as i64,
            tv_nsec: ((x - whole) * 1e9) as i64,
        });
    }
    Ok(libc::timespec {
        tv_sec: ops::index(t, v)?,
        tv_nsec: 0,
    })
}

fn nanoseconds(t: &mut Thread, v: Value) -> Result<libc::timespec, Raised> {
    let n = ops::index(t, v)?;
    Ok(libc::timespec {
        tv_sec: n.div_euclid(1_000_000_000),
        tv_nsec: n.rem_euclid(1_000_000_000),
    })
}

fn set_times(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let names = ["path", "times", "ns", "dir_fd", "follow_symlinks"];
    let [path, times, ns, dir_fd, follow] = args.bind(t, "utime", names, Bind::required(1).keyword_from(2))?;
    no_dir_fd(t, dir_fd)?;
    let (times, ns) = (times.filter(|v| !v.is_none()), ns);
    if times.is_some() && ns.is_some() {
        return Err(t.value_error("utime: you may specify either 'times' or 'ns' but not both"));
    }
    let follow = follow.map_or(Ok(true), |v| ops::truth(t, v))?;
    let now = libc::timespec {
        tv_sec: 0,
        tv_nsec: libc::UTIME_NOW,
    };
    let mut pair = [now, now];
    if let Some(given) = times.or(ns) {
        if !tuple::is_tuple(t, given) || tuple::len(given) != 2 {
            return Err(t.type_error(if ns.is_some() {
                "utime: 'ns' must be a tuple of two ints"
            } else {
                "utime: 'times' must be either a tuple of two ints or None"
            }));
        }
        for (i, slot) in pair.iter_mut().enumerate() {
            let v = tuple::items(&given)[i];
            *slot = if ns.is_some() { nanoseconds(t, v)? } else { seconds(t, v)? };
        }
    }
    let path = path.expect("required");
    if int::is_int(t, path) {
        let fd = int_arg(t, path)?;
        // SAFETY: an array of two times.
        check(t, unsafe { libc::futimens(fd, pair.as_ptr()) })?;
        return Ok(Value::NONE);
    }
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    // SAFETY: a C string and an array of two times.
    by_path(t, "utime", path, |p| unsafe { libc::utimensat(libc::AT_FDCWD, p, pair.as_ptr(), flags) })
}

fn make_fifo(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path, mode] = args.bind(t, "mkfifo", ["path", "mode"], Bind::required(1))?;
    let mode = mode.map_or(Ok(0o666), |m| int_arg(t, m))?;
    // SAFETY: a C string.
    by_path(t, "mkfifo", path.expect("required"), |p| unsafe { libc::mkfifo(p, mode as libc::mode_t) })
}

fn sync(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    // SAFETY: no memory is involved.
    unsafe { libc::sync() };
    Ok(Value::NONE)
}

/// `(root drive, root, rest)` of a POSIX path, for `posixpath`.
fn split_root(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path] = args.bind(t, "_path_splitroot_ex", ["p"], Bind::required(1))?;
    let path = super::fs_path(t, path.expect("required"))?;
    let raw = super::path_text(t, path)?;
    let slashes = raw.iter().take_while(|b| **b == b'/').count();
    let root = match slashes {
        0 => 0,
        2 => 2,
        _ => 1,
    };
    let empty = text_like(t, Some(path), b"");
    let head = text_like(t, Some(path), &raw[..root]);
    let rest = text_like(t, Some(path), &raw[root..]);
    Ok(tuple::new(t, &[empty, head, rest]))
}

/// `posixpath.normpath`.
fn normalize(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path] = args.bind(t, "_path_normpath", ["path"], Bind::required(1))?;
    let path = super::fs_path(t, path.expect("required"))?;
    let raw = super::path_text(t, path)?;
    let out = normal_path(&raw);
    Ok(text_like(t, Some(path), &out))
}

fn normal_path(raw: &[u8]) -> Vec<u8> {
    let slashes = raw.iter().take_while(|b| **b == b'/').count();
    let root: &[u8] = match slashes {
        0 => b"",
        2 => b"//",
        _ => b"/",
    };
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in raw.split(|b| *b == b'/') {
        match part {
            b"" | b"." => {}
            b".." if root.is_empty() && parts.last().is_none_or(|p| *p == b"..") => parts.push(part),
            b".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let mut out = root.to_vec();
    out.extend_from_slice(&parts.join(&b'/'));
    if out.is_empty() { b".".to_vec() } else { out }
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("getcwd", 0, 0, get_cwd),
    NativeDef::function("getcwdb", 0, 0, get_cwd_bytes),
    NativeDef::function("chdir", 1, 1, change_dir).keywords(),
    NativeDef::function("mkdir", 1, 2, make_dir).keywords(),
    NativeDef::function("rmdir", 1, 1, remove_dir).keywords(),
    NativeDef::function("unlink", 1, 1, unlink).keywords(),
    NativeDef::function("remove", 1, 1, remove).keywords(),
    NativeDef::function("rename", 2, 2, rename).keywords(),
    NativeDef::function("replace", 2, 2, replace).keywords(),
    NativeDef::function("link", 2, 2, link).keywords(),
    NativeDef::function("symlink", 2, 3, symlink).keywords(),
    NativeDef::function("readlink", 1, 1, read_link).keywords(),
    NativeDef::function("access", 2, 2, access).keywords(),
    NativeDef::function("chmod", 2, 2, change_mode).keywords(),
    NativeDef::function("chown", 3, 3, change_owner).keywords(),
    NativeDef::function("listdir", 0, 1, list_dir).keywords(),
    NativeDef::function("truncate", 2, 2, truncate).keywords(),
    NativeDef::function("umask", 1, 1, umask),
    NativeDef::function("utime", 1, 2, set_times).keywords(),
    NativeDef::function("mkfifo", 1, 2, make_fifo).keywords(),
    NativeDef::function("sync", 0, 0, sync),
    NativeDef::function("_path_splitroot_ex", 1, 1, split_root).keywords(),
    NativeDef::function("_path_normpath", 1, 1, normalize).keywords(),
];

#[cfg(test)]
mod tests {
    use super::normal_path;

    #[test]
    fn paths_are_normalised_as_posixpath_does() {
        for (path, normal) in [
            ("", "."),
            ("a//b/./c/../d", "a/b/d"),
            ("/..", "/"),
            ("//a", "//a"),
            ("///a", "/a"),
            ("../a/../..", "../.."),
            ("a/..", "."),
        ] {
            assert_eq!(normal_path(path.as_bytes()), normal.as_bytes(), "{path}");
        }
    }
}
