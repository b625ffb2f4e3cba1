//! Which signals a thread takes: handling them is the main thread's business alone.

/// Blocks all signals for this thread, and for those it starts; returns the mask as it was. Faults stay: they belong to
/// the thread that makes them.
pub fn block() -> libc::sigset_t {
    // SAFETY: the sets are initialised by the calls that fill them.
    unsafe {
        let (mut all, mut old): (libc::sigset_t, libc::sigset_t) = (std::mem::zeroed(), std::mem::zeroed());
        libc::sigfillset(&mut all);
        for fault in [libc::SIGSEGV, libc::SIGBUS, libc::SIGFPE, libc::SIGILL, libc::SIGABRT, libc::SIGTRAP] {
            libc::sigdelset(&mut all, fault);
        }
        libc::pthread_sigmask(libc::SIG_SETMASK, &all, &mut old);
        old
    }
}

/// Gives the thread a mask that [`block`] returned.
pub fn restore(mask: libc::sigset_t) {
    // SAFETY: a mask that the system gave.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &mask, std::ptr::null_mut()) };
}
