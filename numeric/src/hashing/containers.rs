//! How CPython mixes the hashes of parts: tuples (xxHash's lanes), frozensets (order-free), complex.

const PRIME_1: u64 = 11_400_714_785_074_694_791;
const PRIME_2: u64 = 14_029_467_366_897_019_727;
const PRIME_5: u64 = 2_870_177_450_012_600_261;

/// Mixes the hashes of a tuple's elements, in order.
#[derive(Clone, Copy, Debug)]
pub struct TupleHash {
    accumulator: u64,
}

impl Default for TupleHash {
    fn default() -> Self {
        TupleHash { accumulator: PRIME_5 }
    }
}

impl TupleHash {
    #[inline]
    pub fn add(&mut self, element_hash: i64) {
        self.accumulator = self
            .accumulator
            .wrapping_add((element_hash as u64).wrapping_mul(PRIME_2))
            .rotate_left(31)
            .wrapping_mul(PRIME_1);
    }

    /// `hash(tuple)` for a tuple of `length` elements.
    #[inline]
    pub fn finish(self, length: usize) -> i64 {
        never_error(self.accumulator.wrapping_add(length as u64 ^ (PRIME_5 ^ 3_527_539)))
    }

    /// `hash(slice)`, which mixes its three parts without a length.
    #[inline]
    pub fn finish_slice(self) -> i64 {
        never_error(self.accumulator)
    }
}

/// -1 means an error in C.
#[inline]
fn never_error(hash: u64) -> i64 {
    if hash == u64::MAX { 1_546_275_796 } else { hash as i64 }
}

/// Mixes the hashes of a frozenset's elements, in any order.
#[derive(Clone, Copy, Debug, Default)]
pub struct FrozenSetHash {
    accumulator: u64,
    count: u64,
}

impl FrozenSetHash {
    #[inline]
    pub fn add(&mut self, element_hash: i64) {
        let hash = element_hash as u64;
        self.accumulator ^= ((hash ^ 89_869_747) ^ (hash << 16)).wrapping_mul(3_644_798_167);
        self.count += 1;
    }

    /// `hash(frozenset)`.
    pub fn finish(self) -> i64 {
        let mut hash = self.accumulator ^ (self.count + 1).wrapping_mul(1_927_868_237);
        hash ^= (hash >> 11) ^ (hash >> 25);
        hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
        if hash == u64::MAX { 590_923_713 } else { hash as i64 }
    }
}

/// `hash(complex)` from the hashes of its parts.
pub fn complex_hash(real_hash: i64, imaginary_hash: i64) -> i64 {
    let hash = real_hash.wrapping_add(imaginary_hash.wrapping_mul(1_000_003));
    if hash == -1 { -2 } else { hash }
}
