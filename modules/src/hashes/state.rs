//! A hash in progress.

use blake2::{Blake2bVar, Blake2sVar};
use digest::{DynDigest, ExtendableOutput, Update, VariableOutput};
use sha3::{Shake128, Shake256};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Algorithm {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha3_224,
    Sha3_256,
    Sha3_384,
    Sha3_512,
    Shake128,
    Shake256,
    Blake2b,
    Blake2s,
}

impl Algorithm {
    /// As `hashlib` names it.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Md5 => "md5",
            Algorithm::Sha1 => "sha1",
            Algorithm::Sha224 => "sha224",
            Algorithm::Sha256 => "sha256",
            Algorithm::Sha384 => "sha384",
            Algorithm::Sha512 => "sha512",
            Algorithm::Sha3_224 => "sha3_224",
            Algorithm::Sha3_256 => "sha3_256",
            Algorithm::Sha3_384 => "sha3_384",
            Algorithm::Sha3_512 => "sha3_512",
            Algorithm::Shake128 => "shake_128",
            Algorithm::Shake256 => "shake_256",
            Algorithm::Blake2b => "blake2b",
            Algorithm::Blake2s => "blake2s",
        }
    }
    /// Bytes per block.
    pub fn block_size(self) -> usize {
        match self {
            Algorithm::Md5 | Algorithm::Sha1 | Algorithm::Sha224 | Algorithm::Sha256 | Algorithm::Blake2s => 64,
            Algorithm::Sha384 | Algorithm::Sha512 | Algorithm::Blake2b => 128,
            Algorithm::Sha3_224 => 144,
            Algorithm::Sha3_256 | Algorithm::Shake256 => 136,
            Algorithm::Sha3_384 => 104,
            Algorithm::Sha3_512 => 72,
            Algorithm::Shake128 => 168,
        }
    }
}

enum Inner {
    Fixed(Box<dyn DynDigest>),
    Shake128(Shake128),
    Shake256(Shake256),
    Blake2b(Blake2bVar),
    Blake2s(Blake2sVar),
}

/// The state, and what it is of.
pub struct State {
    pub algorithm: Algorithm,
    inner: Inner,
    /// Bytes of a digest; 0: as many as asked for.
    pub size: usize,
}

impl State {
    /// A fresh hash; `size` counts for BLAKE2 only, where it must be in range.
    pub fn new(algorithm: Algorithm, size: usize) -> State {
        fn fixed<D: DynDigest + Default + 'static>() -> Inner {
            Inner::Fixed(Box::<D>::default())
        }
        let inner = match algorithm {
            Algorithm::Md5 => fixed::<md5::Md5>(),
            Algorithm::Sha1 => fixed::<sha1::Sha1>(),
            Algorithm::Sha224 => fixed::<sha2::Sha224>(),
            Algorithm::Sha256 => fixed::<sha2::Sha256>(),
            Algorithm::Sha384 => fixed::<sha2::Sha384>(),
            Algorithm::Sha512 => fixed::<sha2::Sha512>(),
            Algorithm::Sha3_224 => fixed::<sha3::Sha3_224>(),
            Algorithm::Sha3_256 => fixed::<sha3::Sha3_256>(),
            Algorithm::Sha3_384 => fixed::<sha3::Sha3_384>(),
            Algorithm::Sha3_512 => fixed::<sha3::Sha3_512>(),
            Algorithm::Shake128 => Inner::Shake128(Shake128::default()),
            Algorithm::Shake256 => Inner::Shake256(Shake256::default()),
            Algorithm::Blake2b => Inner::Blake2b(Blake2bVar::new(size).expect("the size was checked")),
            Algorithm::Blake2s => Inner::Blake2s(Blake2sVar::new(size).expect("the size was checked")),
        };
        let size = match &inner {
            Inner::Fixed(hash) => hash.output_size(),
            Inner::Shake128(_) | Inner::Shake256(_) => 0,
            Inner::Blake2b(_) | Inner::Blake2s(_) => size,
        };
        State { algorithm, inner, size }
    }

    pub fn update(&mut self, data: &[u8]) {
        match &mut self.inner {
            Inner::Fixed(hash) => hash.update(data),
            Inner::Shake128(hash) => hash.update(data),
            Inner::Shake256(hash) => hash.update(data),
            Inner::Blake2b(hash) => hash.update(data),
            Inner::Blake2s(hash) => hash.update(data),
        }
    }

    pub fn copy(&self) -> State {
        let inner = match &self.inner {
            Inner::Fixed(hash) => Inner::Fixed(hash.box_clone()),
            Inner::Shake128(hash) => Inner::Shake128(hash.clone()),
            Inner::Shake256(hash) => Inner::Shake256(hash.clone()),
            Inner::Blake2b(hash) => Inner::Blake2b(hash.clone()),
            Inner::Blake2s(hash) => Inner::Blake2s(hash.clone()),
        };
        State {
            algorithm: self.algorithm,
            inner,
            size: self.size,
        }
    }

    /// The digest so far; `length` bytes where the algorithm gives as many as asked for.
    pub fn digest(&self, length: usize) -> Vec<u8> {
        let mut out = vec![0; if self.size == 0 { length } else { self.size }];
        match self.copy().inner {
            Inner::Fixed(hash) => out = hash.finalize().into_vec(),
            Inner::Shake128(hash) => hash.finalize_xof_into(&mut out),
            Inner::Shake256(hash) => hash.finalize_xof_into(&mut out),
            Inner::Blake2b(hash) => hash.finalize_variable(&mut out).expect("the buffer has the hash's size"),
            Inner::Blake2s(hash) => hash.finalize_variable(&mut out).expect("the buffer has the hash's size"),
        }
        out
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, b| {
        write!(out, "{b:02x}").expect("a String takes all");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_of_abc() {
        let digest = |algorithm, size| {
            let mut state = State::new(algorithm, size);
            state.update(b"abc");
            hex(&state.digest(4))
        };
        assert_eq!(digest(Algorithm::Md5, 0), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(digest(Algorithm::Sha1, 0), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(digest(Algorithm::Shake128, 0), "5881092d");
        assert!(digest(Algorithm::Blake2s, 32).starts_with("508c5e8c327c14e2"));
    }
}
