//! Memory for compiled code: our own chunks, writable or executable but never both.
//!
//! `cranelift-jit`'s module costs a few KiB per function and frees only whole modules (DESIGN §7), so code is placed
//! here: first fit in a sorted free list, the pages of the piece flipped while it is copied. Only the thread that runs
//! compiled code installs and frees, so no thread executes a page while it is writable.

use std::ptr::NonNull;

/// Where code begins is a multiple of this.
const ALIGN: usize = 32;
/// Bytes of a chunk; larger code gets a chunk of its own.
const CHUNK: usize = 1 << 20;

/// Installed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    address: NonNull<u8>,
    /// Bytes, padding included.
    length: usize,
}
impl Code {
    pub fn address(&self) -> *const u8 {
        self.address.as_ptr()
    }
    pub fn length(&self) -> usize {
        self.length
    }
    /// Does an address (of a return, say) lie in this code?
    pub fn contains(&self, address: usize) -> bool {
        let start = self.address.as_ptr() as usize;
        (start..start + self.length).contains(&address)
    }
}

struct Chunk {
    base: NonNull<u8>,
    length: usize,
    /// Free pieces as (offset, length), ascending, never adjacent.
    free: Vec<(usize, usize)>,
}

/// The code memory of one thread.
#[derive(Default)]
pub struct Arena {
    chunks: Vec<Chunk>,
}

// SAFETY: the arena owns its chunks; nothing in it depends on the thread that made it.
unsafe impl Send for Arena {}

fn page_size() -> usize {
    // SAFETY: sysconf has no preconditions.
    unsafe { libc::sysconf(libc::_SC_PAGESIZE) as usize }
}

impl Arena {
    pub fn new() -> Arena {
        Arena::default()
    }
    /// Copies code in and makes it executable. Fails when the system gives no memory.
    pub fn install(&mut self, code: &[u8]) -> std::io::Result<Code> {
        let length = code.len().next_multiple_of(ALIGN).max(ALIGN);
        let (chunk, offset) = match self.take(length) {
            Some(place) => place,
            None => {
                self.add_chunk(length)?;
                self.take(length).expect("a new chunk has room")
            }
        };
        let base = self.chunks[chunk].base;
        // SAFETY: the piece lies inside the chunk and nobody else uses it.
        unsafe {
            let at = base.as_ptr().add(offset);
            self.protect(chunk, offset, length, libc::PROT_READ | libc::PROT_WRITE)?;
            std::ptr::copy_nonoverlapping(code.as_ptr(), at, code.len());
            self.protect(chunk, offset, length, libc::PROT_READ | libc::PROT_EXEC)?;
            clear_instruction_cache(at, length);
            Ok(Code {
                address: NonNull::new_unchecked(at),
                length,
            })
        }
    }
    /// Gives code back. Nothing may run it or return into it any more.
    pub fn free(&mut self, code: Code) {
        let at = code.address.as_ptr() as usize;
        let Some(chunk) = self.chunks.iter_mut().find(|c| {
            let base = c.base.as_ptr() as usize;
            (base..base + c.length).contains(&at)
        }) else {
            return;
        };
        let offset = at - chunk.base.as_ptr() as usize;
        let k = chunk.free.partition_point(|f| f.0 < offset);
        chunk.free.insert(k, (offset, code.length));
        if k + 1 < chunk.free.len() && offset + code.length == chunk.free[k + 1].0 {
            chunk.free[k].1 += chunk.free.remove(k + 1).1;
        }
        if k > 0 && chunk.free[k - 1].0 + chunk.free[k - 1].1 == offset {
            chunk.free[k - 1].1 += chunk.free.remove(k).1;
        }
    }
    /// Bytes of code that are installed.
    pub fn used(&self) -> usize {
        self.chunks.iter().map(|c| c.length - c.free.iter().map(|f| f.1).sum::<usize>()).sum()
    }
    fn take(&mut self, length: usize) -> Option<(usize, usize)> {
        for (k, chunk) in self.chunks.iter_mut().enumerate() {
            if let Some(at) = chunk.free.iter().position(|f| f.1 >= length) {
                let (offset, room) = chunk.free[at];
                if room == length {
                    chunk.free.remove(at);
                } else {
                    chunk.free[at] = (offset + length, room - length);
                }
                return Some((k, offset));
            }
        }
        None
    }
    fn add_chunk(&mut self, at_least: usize) -> std::io::Result<()> {
        let length = at_least.max(CHUNK).next_multiple_of(page_size());
        // SAFETY: a private anonymous mapping; a shared one would be shared with forked children (DESIGN §7).
        let base = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                length,
                libc::PROT_READ | libc::PROT_EXEC,
                libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        if base == libc::MAP_FAILED {
            return Err(std::io::Error::last_os_error());
        }
        let base = NonNull::new(base.cast()).expect("mmap succeeded");
        self.chunks.push(Chunk {
            base,
            length,
            free: vec![(0, length)],
        });
        Ok(())
    }
    fn protect(&self, chunk: usize, offset: usize, length: usize, how: i32) -> std::io::Result<()> {
        let page = page_size();
        let start = offset / page * page;
        let end = (offset + length).next_multiple_of(page);
        // SAFETY: whole pages of our own chunk.
        let result = unsafe { libc::mprotect(self.chunks[chunk].base.as_ptr().add(start).cast(), end - start, how) };
        if result == 0 { Ok(()) } else { Err(std::io::Error::last_os_error()) }
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        for chunk in &self.chunks {
            // SAFETY: our own mapping; whoever drops the arena runs none of its code.
            unsafe { libc::munmap(chunk.base.as_ptr().cast(), chunk.length) };
        }
    }
}

/// Makes new code visible to instruction fetch.
///
/// # Safety
/// The range is mapped memory.
#[cfg(target_arch = "aarch64")]
unsafe fn clear_instruction_cache(at: *mut u8, length: usize) {
    // 16 bytes is not more than any line, so no line is missed.
    let (start, end) = (at as usize & !15, at as usize + length);
    // SAFETY: cache maintenance by address on mapped memory.
    unsafe {
        for line in (start..end).step_by(16) {
            std::arch::asm!("dc cvau, {}", in(reg) line);
        }
        std::arch::asm!("dsb ish");
        for line in (start..end).step_by(16) {
            std::arch::asm!("ic ivau, {}", in(reg) line);
        }
        std::arch::asm!("dsb ish", "isb");
    }
}
/// Nothing to do: x86 keeps its caches coherent.
///
/// # Safety
/// None needed; the twin on AArch64 wants a mapped range.
#[cfg(not(target_arch = "aarch64"))]
unsafe fn clear_instruction_cache(_at: *mut u8, _length: usize) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_reused_and_merge() {
        let mut arena = Arena::new();
        let pieces: Vec<Code> = (0..4).map(|k| arena.install(&[0xC3; 100][..40 + k]).unwrap()).collect();
        assert_eq!(arena.used(), 4 * 64);
        arena.free(pieces[1]);
        arena.free(pieces[2]);
        let merged = arena.install(&[0xC3; 120]).unwrap();
        assert_eq!(merged.address(), pieces[1].address());
        arena.free(merged);
        arena.free(pieces[0]);
        arena.free(pieces[3]);
        assert_eq!(arena.used(), 0);
        let large = arena.install(&vec![0x90; 3 << 20]).unwrap();
        assert!(large.contains(large.address() as usize + (3 << 20) - 1));
    }
}
