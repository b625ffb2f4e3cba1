//! SipHash-1-3, CPython's hash of str and bytes.
//!
//! CPython hashes a str's internal array of 1, 2 or 4-byte characters, whichever its largest
//! character needs; WTF-8 is decoded into those units on the way.

use crate::text::decode_first;

/// The key of string hashing, fixed at startup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SipKey {
    pub k0: u64,
    pub k1: u64,
}

impl SipKey {
    /// The key for `PYTHONHASHSEED=seed`; 0 turns randomisation off.
    pub fn from_seed(seed: u32) -> SipKey {
        if seed == 0 {
            return SipKey { k0: 0, k1: 0 };
        }
        // CPython's fill of its secret: a linear congruential generator, one byte a step.
        let mut state = seed;
        let mut word = || {
            let mut bytes = [0u8; 8];
            for byte in &mut bytes {
                state = state.wrapping_mul(214_013).wrapping_add(2_531_011);
                *byte = (state >> 16) as u8;
            }
            u64::from_le_bytes(bytes)
        };
        SipKey { k0: word(), k1: word() }
    }

    /// `hash(bytes)`, also that of an ASCII str.
    pub fn hash_bytes(self, bytes: &[u8]) -> i64 {
        if bytes.is_empty() {
            return 0;
        }
        let mut state = SipState::new(self);
        let (words, tail) = bytes.as_chunks::<8>();
        for word in words {
            state.absorb(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        last[..tail.len()].copy_from_slice(tail);
        state.finish(u64::from_le_bytes(last), bytes.len() as u64)
    }

    /// `hash(str)` of WTF-8 text.
    pub fn hash_str(self, wtf8: &[u8]) -> i64 {
        if wtf8.is_ascii() {
            return self.hash_bytes(wtf8);
        }
        // The first byte of a sequence tells how wide its character is.
        let unit_bytes = wtf8.iter().fold(1, |width, &byte| match byte {
            0xf0.. => 4,
            0xc4.. => width.max(2),
            _ => width,
        });
        let mut state = SipState::new(self);
        let (mut word, mut filled, mut total) = (0u64, 0u32, 0u64);
        let mut rest = wtf8;
        while let Some((code, length)) = decode_first(rest) {
            rest = &rest[length..];
            word |= u64::from(code) << (filled * 8);
            filled += unit_bytes;
            total += u64::from(unit_bytes);
            if filled == 8 {
                state.absorb(word);
                (word, filled) = (0, 0);
            }
        }
        state.finish(word, total)
    }
}

struct SipState {
    v: [u64; 4],
}

impl SipState {
    fn new(key: SipKey) -> Self {
        SipState {
            v: [
                key.k0 ^ 0x736f_6d65_7073_6575,
                key.k1 ^ 0x646f_7261_6e64_6f6d,
                key.k0 ^ 0x6c79_6765_6e65_7261,
                key.k1 ^ 0x7465_6462_7974_6573,
            ],
        }
    }

    #[inline]
    fn round(&mut self) {
        let [a, b, c, d] = &mut self.v;
        *a = a.wrapping_add(*b);
        *c = c.wrapping_add(*d);
        *b = b.rotate_left(13) ^ *a;
        *d = d.rotate_left(16) ^ *c;
        *a = a.rotate_left(32);
        *c = c.wrapping_add(*b);
        *a = a.wrapping_add(*d);
        *b = b.rotate_left(17) ^ *c;
        *d = d.rotate_left(21) ^ *a;
        *c = c.rotate_left(32);
    }

    #[inline]
    fn absorb(&mut self, word: u64) {
        self.v[3] ^= word;
        self.round();
        self.v[0] ^= word;
    }

    /// Absorbs the last bytes with the length, and finalises. Never -1.
    fn finish(mut self, tail: u64, length: u64) -> i64 {
        self.absorb(tail | length << 56);
        self.v[2] ^= 0xff;
        self.round();
        self.round();
        self.round();
        let hash = (self.v[0] ^ self.v[1]) ^ (self.v[2] ^ self.v[3]);
        if hash == u64::MAX { -2 } else { hash as i64 }
    }
}
