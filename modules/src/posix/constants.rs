//! The numbers of `posix`.

macro_rules! constants {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64),)*] };
}

pub static CONSTANTS: &[(&str, i64)] = &{
    const FROM_LIBC: &[(&str, i64)] = constants![
        O_RDONLY O_WRONLY O_RDWR O_CREAT O_EXCL O_TRUNC O_APPEND O_NONBLOCK O_CLOEXEC O_NOCTTY O_SYNC O_DSYNC O_RSYNC O_DIRECTORY
        O_NOFOLLOW O_NOATIME O_PATH O_TMPFILE O_ACCMODE O_ASYNC O_NDELAY
        F_OK R_OK W_OK X_OK
        WNOHANG WUNTRACED WCONTINUED WEXITED WSTOPPED WNOWAIT P_PID P_PGID P_ALL
        RTLD_LAZY RTLD_NOW RTLD_GLOBAL RTLD_LOCAL RTLD_NODELETE RTLD_NOLOAD
        PRIO_PROCESS PRIO_PGRP PRIO_USER
        SCHED_OTHER SCHED_FIFO SCHED_RR SCHED_BATCH SCHED_IDLE
        SEEK_DATA SEEK_HOLE GRND_NONBLOCK GRND_RANDOM
        ST_RDONLY ST_NOSUID
    ];
    const OTHERS: &[(&str, i64)] = &[
        // <sysexits.h>
        ("EX_OK", 0),
        ("EX_USAGE", 64),
        ("EX_DATAERR", 65),
        ("EX_NOINPUT", 66),
        ("EX_NOUSER", 67),
        ("EX_NOHOST", 68),
        ("EX_UNAVAILABLE", 69),
        ("EX_SOFTWARE", 70),
        ("EX_OSERR", 71),
        ("EX_OSFILE", 72),
        ("EX_CANTCREAT", 73),
        ("EX_IOERR", 74),
        ("EX_TEMPFAIL", 75),
        ("EX_PROTOCOL", 76),
        ("EX_NOPERM", 77),
        ("EX_CONFIG", 78),
        ("TMP_MAX", 238_328),
        ("NGROUPS_MAX", 65_536),
        ("O_LARGEFILE", 0),
    ];
    let mut all = [("", 0); FROM_LIBC.len() + OTHERS.len()];
    let mut i = 0;
    while i < FROM_LIBC.len() {
        all[i] = FROM_LIBC[i];
        i += 1;
    }
    let mut j = 0;
    while j < OTHERS.len() {
        all[i + j] = OTHERS[j];
        j += 1;
    }
    all
};
