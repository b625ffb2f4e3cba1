//! SipHash-1-3, CPython's hash of strings and bytes.
//!
//! Sets of strings print in hash order, so with `PYTHONHASHSEED=0` (a zero key) the values must be
//! CPython's, and speed matters for it runs once per string that becomes a key.

struct State {
    v0: u64,
    v1: u64,
    v2: u64,
    v3: u64,
}

impl State {
    #[inline(always)]
    fn round(&mut self) {
        self.v0 = self.v0.wrapping_add(self.v1);
        self.v2 = self.v2.wrapping_add(self.v3);
        self.v1 = self.v1.rotate_left(13) ^ self.v0;
        self.v3 = self.v3.rotate_left(16) ^ self.v2;
        self.v0 = self.v0.rotate_left(32);
        self.v2 = self.v2.wrapping_add(self.v1);
        self.v0 = self.v0.wrapping_add(self.v3);
        self.v1 = self.v1.rotate_left(17) ^ self.v2;
        self.v3 = self.v3.rotate_left(21) ^ self.v0;
        self.v2 = self.v2.rotate_left(32);
    }
    #[inline(always)]
    fn absorb(&mut self, word: u64) {
        self.v3 ^= word;
        self.round();
        self.v0 ^= word;
    }
}

/// Python's hash of a byte sequence: 0 for none, never -1.
pub fn hash(key: (u64, u64), bytes: &[u8]) -> u64 {
    if bytes.is_empty() {
        return 0;
    }
    let mut state = State {
        v0: key.0 ^ 0x736f_6d65_7073_6575,
        v1: key.1 ^ 0x646f_7261_6e64_6f6d,
        v2: key.0 ^ 0x6c79_6765_6e65_7261,
        v3: key.1 ^ 0x7465_6462_7974_6573,
    };
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        state.absorb(u64::from_le_bytes(*word));
    }
    let mut last = [0u8; 8];
    last[..rest.len()].copy_from_slice(rest);
    state.absorb(u64::from_le_bytes(last) | (bytes.len() as u64) << 56);
    state.v2 ^= 0xFF;
    state.round();
    state.round();
    state.round();
    let hash = (state.v0 ^ state.v1) ^ (state.v2 ^ state.v3);
    if hash == u64::MAX { u64::MAX - 1 } else { hash }
}

#[cfg(test)]
mod tests {
    use super::hash;

    // PYTHONHASHSEED=0 python3.14 -c 'print(hash("a"), hash("abcdefgh"), hash(b"hello world"))'
    #[test]
    fn matches_cpython_with_seed_zero() {
        assert_eq!(hash((0, 0), b"") as i64, 0);
        assert_eq!(hash((0, 0), b"a") as i64, HASH_A);
        assert_eq!(hash((0, 0), b"abcdefgh") as i64, HASH_8);
        assert_eq!(hash((0, 0), b"hello world") as i64, HASH_11);
    }
    const HASH_A: i64 = 4644417185603328019;
    const HASH_8: i64 = 4574395652268504554;
    const HASH_11: i64 = -5642461784034726774;
}
