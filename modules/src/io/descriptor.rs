//! System calls on file descriptors, with what Python expects of them: interrupted calls are
//! repeated, and errors come as errno.

use std::cell::Cell;

/// An open file descriptor; closed when the last owner drops it, unless it belongs to somebody else.
pub struct Descriptor {
    fd: Cell<i32>,
    /// Whether it is ours to close.
    owned: bool,
}

/// The calling thread's `errno`.
pub fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// Repeats a system call that a signal interrupted. Negative results are errors.
pub fn retry(mut call: impl FnMut() -> isize) -> Result<usize, i32> {
    loop {
        let n = call();
        if n >= 0 {
            return Ok(n as usize);
        }
        let error = errno();
        if error != libc::EINTR {
            return Err(error);
        }
    }
}

impl Descriptor {
    pub fn new(fd: i32, owned: bool) -> Descriptor {
        Descriptor { fd: Cell::new(fd), owned }
    }
    /// -1 when closed.
    pub fn fd(&self) -> i32 {
        self.fd.get()
    }
    pub fn owned(&self) -> bool {
        self.owned
    }
    /// Reads once into `buffer`; 0 is the end of the file.
    ///
    /// # Errors
    /// The errno; EAGAIN when it would block.
    pub fn read(&self, buffer: &mut [u8]) -> Result<usize, i32> {
        // SAFETY: the buffer is writable for its length.
        retry(|| unsafe { libc::read(self.fd.get(), buffer.as_mut_ptr().cast(), buffer.len()) })
    }
    /// Writes once; gives how many bytes were taken.
    pub fn write(&self, data: &[u8]) -> Result<usize, i32> {
        // SAFETY: the data is readable for its length.
        retry(|| unsafe { libc::write(self.fd.get(), data.as_ptr().cast(), data.len()) })
    }
    /// Writes everything, or gives how much was written before the error.
    pub fn write_all(&self, data: &[u8]) -> Result<(), (usize, i32)> {
        let mut done = 0;
        while done < data.len() {
            match self.write(&data[done..]) {
                Ok(n) => done += n,
                Err(error) => return Err((done, error)),
            }
        }
        Ok(())
    }
    pub fn seek(&self, offset: i64, whence: i32) -> Result<i64, i32> {
        // SAFETY: no memory is involved.
        let at = unsafe { libc::lseek(self.fd.get(), offset, whence) };
        if at < 0 { Err(errno()) } else { Ok(at) }
    }
    pub fn truncate(&self, size: i64) -> Result<(), i32> {
        // SAFETY: as above.
        retry(|| unsafe { libc::ftruncate(self.fd.get(), size) } as isize).map(|_| ())
    }
    pub fn is_terminal(&self) -> bool {
        // SAFETY: as above.
        unsafe { libc::isatty(self.fd.get()) == 1 }
    }
    /// Size in bytes and preferred block size, if the descriptor is good.
    pub fn stat(&self) -> Result<libc::stat, i32> {
        let mut stat = std::mem::MaybeUninit::<libc::stat>::uninit();
        // SAFETY: fstat fills the struct when it succeeds.
        unsafe {
            if libc::fstat(self.fd.get(), stat.as_mut_ptr()) < 0 {
                return Err(errno());
            }
            Ok(stat.assume_init())
        }
    }
    /// Closes it now; a second time does nothing. A descriptor of somebody else's is only forgotten.
    pub fn close(&self) -> Result<(), i32> {
        let fd = self.fd.replace(-1);
        if fd < 0 || !self.owned {
            return Ok(());
        }
        // SAFETY: the descriptor was ours. EINTR leaves it closed on Linux.
        match unsafe { libc::close(fd) } {
            0 => Ok(()),
            _ => Err(errno()).or_else(|error| if error == libc::EINTR { Ok(()) } else { Err(error) }),
        }
    }
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // An error has nobody to go to.
        let _ = self.close();
    }
}
