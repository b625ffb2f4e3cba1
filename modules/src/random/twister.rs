//! MT19937 with initialisation by an array.

/// Words of state.
pub const SIZE: usize = 624;
const MIDDLE: usize = 397;

/// The generator.
#[repr(C)]
pub struct Twister {
    pub words: [u32; SIZE],
    /// Next word to use; `SIZE`: all are used.
    pub index: u32,
}

impl Twister {
    /// Not seeded.
    pub fn new() -> Twister {
        Twister {
            words: [0; SIZE],
            index: SIZE as u32,
        }
    }

    fn seed_word(&mut self, seed: u32) {
        self.words[0] = seed;
        for i in 1..SIZE {
            let before = self.words[i - 1];
            self.words[i] = 1_812_433_253u32.wrapping_mul(before ^ (before >> 30)).wrapping_add(i as u32);
        }
        self.index = SIZE as u32;
    }

    /// Seeds with a key of at least one word.
    pub fn seed(&mut self, key: &[u32]) {
        self.seed_word(19_650_218);
        let mix = |words: &[u32; SIZE], i: usize| words[i - 1] ^ (words[i - 1] >> 30);
        let mut i = 1;
        for k in 0..SIZE.max(key.len()) {
            let j = k % key.len();
            let mixed = mix(&self.words, i).wrapping_mul(1_664_525);
            self.words[i] = (self.words[i] ^ mixed).wrapping_add(key[j]).wrapping_add(j as u32);
            i += 1;
            if i >= SIZE {
                self.words[0] = self.words[SIZE - 1];
                i = 1;
            }
        }
        for _ in 0..SIZE - 1 {
            let mixed = mix(&self.words, i).wrapping_mul(1_566_083_941);
            self.words[i] = (self.words[i] ^ mixed).wrapping_sub(i as u32);
            i += 1;
            if i >= SIZE {
                self.words[0] = self.words[SIZE - 1];
                i = 1;
            }
        }
        self.words[0] = 0x8000_0000;
    }

    fn refill(&mut self) {
        for i in 0..SIZE {
            let y = (self.words[i] & 0x8000_0000) | (self.words[(i + 1) % SIZE] & 0x7FFF_FFFF);
            let twist = if y & 1 == 1 { 0x9908_B0DF } else { 0 };
            self.words[i] = self.words[(i + MIDDLE) % SIZE] ^ (y >> 1) ^ twist;
        }
        self.index = 0;
    }

    /// 32 random bits.
    pub fn next(&mut self) -> u32 {
        if self.index as usize >= SIZE {
            self.refill();
        }
        let mut y = self.words[self.index as usize];
        self.index += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C_5680;
        y ^= (y << 15) & 0xEFC6_0000;
        y ^ (y >> 18)
    }

    /// A float in [0, 1) with 53 random bits.
    pub fn float(&mut self) -> f64 {
        let (a, b) = (self.next() >> 5, self.next() >> 6);
        (f64::from(a) * 67_108_864.0 + f64::from(b)) * (1.0 / 9_007_199_254_740_992.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_sequence() {
        // First outputs of the reference implementation for the key of its test program.
        let mut g = Twister::new();
        g.seed(&[0x123, 0x234, 0x345, 0x456]);
        assert_eq!([g.next(), g.next(), g.next()], [1067595299, 955945823, 477289528]);
    }

    #[test]
    fn cpythons_random_of_seed_one() {
        let mut g = Twister::new();
        g.seed(&[1]);
        assert_eq!(g.float(), 0.13436424411240122);
    }
}
