//! Standard descriptors that the parent closed. Rust puts `/dev/null` on them before `main`, but Python has None for
//! `sys.stdin` etc. then, and the next file opened gets the number: so they are noted earlier, when the binary is loaded,
//! and closed again.

use std::sync::atomic::{AtomicU8, Ordering};

/// Bit n: descriptor n was closed.
static CLOSED: AtomicU8 = AtomicU8::new(0);

#[cfg(target_os = "linux")]
#[used]
// SAFETY: the section holds pointers to functions without arguments that the loader calls once, as declared here.
#[unsafe(link_section = ".init_array")]
static NOTE: extern "C" fn() = note;

#[cfg(target_os = "linux")]
extern "C" fn note() {
    for descriptor in 0..3 {
        // SAFETY: asks for the flags of a descriptor: no memory is involved.
        if unsafe { libc::fcntl(descriptor, libc::F_GETFD) } == -1 {
            CLOSED.fetch_or(1 << descriptor, Ordering::Relaxed);
        }
    }
}

/// Closes what was closed when the process started.
pub fn close_again() {
    let closed = CLOSED.load(Ordering::Relaxed);
    for descriptor in (0..3).filter(|n| closed & 1 << n != 0) {
        // SAFETY: Rust's `/dev/null`, which nothing owns: the process has opened nothing else yet.
        unsafe { libc::close(descriptor) };
    }
}
