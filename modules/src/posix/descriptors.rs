//! File descriptors.

use super::{c_path, check, int_arg, no_dir_fd, os_error, os_error_for};
use crate::builtins::memory_view::bytes_of;
use taipan_runtime::objects::{bytes, exception, tuple};
use taipan_runtime::{Args, Bind, NativeDef, Raised, Thread, Value, ops};

fn open(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [path, flags, mode, dir_fd] = args.bind(t, "open", ["path", "flags", "mode", "dir_fd"], Bind::required(2).keyword_from(3))?;
    no_dir_fd(t, dir_fd)?;
    let flags = int_arg(t, flags.expect("required"))? | libc::O_CLOEXEC;
    let mode = mode.map_or(Ok(0o777), |m| int_arg(t, m))?;
    let path = path.expect("required");
    let c = c_path(t, "open", path)?;
    loop {
        // SAFETY: a C string.
        let fd = unsafe { libc::open(c.as_ptr(), flags, mode) };
        if fd >= 0 {
            return Ok(Value::small(fd as i64));
        }
        if super::errno() != libc::EINTR {
            return Err(os_error_for(t, path));
        }
    }
}

fn close(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [fd] = args.bind(t, "close", ["fd"], Bind::required(1))?;
    let fd = int_arg(t, fd.expect("required"))?;
    // SAFETY: no memory is involved.
    check(t, unsafe { libc::close(fd) })?;
    Ok(Value::NONE)
}

fn close_range(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (from, to) = (int_arg(t, args.get(0))?, int_arg(t, args.get(1))?);
    for fd in from..to {
        // SAFETY: as above.
        unsafe { libc::close(fd) };
    }
    Ok(Value::NONE)
}

fn read(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (fd, n) = (int_arg(t, args.get(0))?, ops::index(t, args.get(1))?);
    if n < 0 {
        return Err(exception::os_error(t, libc::EINVAL, None));
    }
    let mut buffer = vec![0u8; n as usize];
    loop {
        // SAFETY: the buffer is writable for its length.
        let got = unsafe { libc::read(fd, buffer.as_mut_ptr().cast(), buffer.len()) };
        if got >= 0 {
            return Ok(bytes::new(t, &buffer[..got as usize]));
        }
        if super::errno() != libc::EINTR {
            return Err(os_error(t));
        }
    }
}

fn write(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let fd = int_arg(t, args.get(0))?;
    let data = bytes_of(t, args.get(1))?;
    loop {
        // SAFETY: the data is readable for its length.
        let n = unsafe { libc::write(fd, data.as_ptr().cast(), data.len()) };
        if n >= 0 {
            return Ok(Value::small(n as i64));
        }
        if super::errno() != libc::EINTR {
            return Err(os_error(t));
        }
    }
}

fn seek(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (fd, offset, whence) = (int_arg(t, args.get(0))?, ops::index(t, args.get(1))?, int_arg(t, args.get(2))?);
    // SAFETY: no memory is involved.
    let at = unsafe { libc::lseek(fd, offset, whence) };
    if at < 0 { Err(os_error(t)) } else { Ok(t.int(at)) }
}

fn is_terminal(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let fd = int_arg(t, args.get(0))?;
    // SAFETY: no memory is involved.
    Ok(Value::bool(unsafe { libc::isatty(fd) } == 1))
}

fn duplicate(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let fd = int_arg(t, args.get(0))?;
    // SAFETY: no memory is involved.
    let copy = check(t, unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) })?;
    Ok(Value::small(copy as i64))
}

fn duplicate_to(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [fd, to, inheritable] = args.bind(t, "dup2", ["fd", "fd2", "inheritable"], Bind::required(2))?;
    let (fd, to) = (int_arg(t, fd.expect("required"))?, int_arg(t, to.expect("required"))?);
    let inheritable = inheritable.map_or(Ok(true), |v| ops::truth(t, v))?;
    // SAFETY: no memory is involved.
    let result = unsafe {
        if inheritable || fd == to {
            libc::dup2(fd, to)
        } else {
            libc::dup3(fd, to, libc::O_CLOEXEC)
        }
    };
    check(t, result)?;
    Ok(Value::small(to as i64))
}

fn pipe(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let mut ends = [0i32; 2];
    // SAFETY: room for two descriptors.
    check(t, unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) })?;
    Ok(tuple::new(t, &ends.map(|fd| Value::small(fd as i64))))
}

fn truncate(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (fd, size) = (int_arg(t, args.get(0))?, ops::index(t, args.get(1))?);
    // SAFETY: no memory is involved.
    check(t, unsafe { libc::ftruncate(fd, size) })?;
    Ok(Value::NONE)
}

fn sync(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [fd] = args.bind(t, "fsync", ["fd"], Bind::required(1))?;
    let fd = int_arg(t, fd.expect("required"))?;
    // SAFETY: no memory is involved.
    check(t, unsafe { libc::fsync(fd) })?;
    Ok(Value::NONE)
}

fn get_inheritable(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let fd = int_arg(t, args.get(0))?;
    // SAFETY: no memory is involved.
    let flags = check(t, unsafe { libc::fcntl(fd, libc::F_GETFD) })?;
    Ok(Value::bool(flags & libc::FD_CLOEXEC == 0))
}

fn set_inheritable(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (fd, on) = (int_arg(t, args.get(0))?, ops::truth(t, args.get(1))?);
    // SAFETY: no memory is involved.
    check(t, unsafe { libc::fcntl(fd, libc::F_SETFD, if on { 0 } else { libc::FD_CLOEXEC }) })?;
    Ok(Value::NONE)
}

fn get_blocking(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let fd = int_arg(t, args.get(0))?;
    // SAFETY: no memory is involved.
    let flags = check(t, unsafe { libc::fcntl(fd, libc::F_GETFL) })?;
    Ok(Value::bool(flags & libc::O_NONBLOCK == 0))
}

fn set_blocking(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (fd, on) = (int_arg(t, args.get(0))?, ops::truth(t, args.get(1))?);
    // SAFETY: no memory is involved.
    let flags = check(t, unsafe { libc::fcntl(fd, libc::F_GETFL) })?;
    let flags = if on { flags & !libc::O_NONBLOCK } else { flags | libc::O_NONBLOCK };
    // SAFETY: as above.
    check(t, unsafe { libc::fcntl(fd, libc::F_SETFL, flags) })?;
    Ok(Value::NONE)
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("open", 2, 3, open).keywords(),
    NativeDef::function("close", 1, 1, close).keywords(),
    NativeDef::function("closerange", 2, 2, close_range),
    NativeDef::function("read", 2, 2, read),
    NativeDef::function("write", 2, 2, write),
    NativeDef::function("lseek", 3, 3, seek),
    NativeDef::function("isatty", 1, 1, is_terminal),
    NativeDef::function("dup", 1, 1, duplicate),
    NativeDef::function("dup2", 2, 3, duplicate_to).keywords(),
    NativeDef::function("pipe", 0, 0, pipe),
    NativeDef::function("ftruncate", 2, 2, truncate),
    NativeDef::function("fsync", 1, 1, sync).keywords(),
    NativeDef::function("fdatasync", 1, 1, sync).keywords(),
    NativeDef::function("get_inheritable", 1, 1, get_inheritable),
    NativeDef::function("set_inheritable", 2, 2, set_inheritable),
    NativeDef::function("get_blocking", 1, 1, get_blocking),
    NativeDef::function("set_blocking", 2, 2, set_blocking),
];
