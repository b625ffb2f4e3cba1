//! `_md5`, `_sha1`, `_sha2`, `_sha3`, `_blake2`: hash objects around the RustCrypto implementations.

mod object;
mod state;

use crate::support::{ClassDef, make_class};
use object::{FIXED_METHODS, GETSETS, XOF_METHODS};
use state::Algorithm;
use taipan_runtime::layout::TYPE_WEAKREF;
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::module;
use taipan_runtime::{Args, Raised, Thread, Value};

macro_rules! constructors {
    ($($function:ident $algorithm:ident;)*) => {
        $(fn $function(t: &mut Thread, args: Args) -> Result<Value, Raised> { object::construct(t, Algorithm::$algorithm, stringify!($function), args) })*
    };
}
constructors! {
    md5 Md5; sha1 Sha1; sha224 Sha224; sha256 Sha256; sha384 Sha384; sha512 Sha512;
    sha3_224 Sha3_224; sha3_256 Sha3_256; sha3_384 Sha3_384; sha3_512 Sha3_512; shake_128 Shake128; shake_256 Shake256;
    blake2b Blake2b; blake2s Blake2s;
}

const fn fixed(module: &'static str, name: &'static str) -> ClassDef {
    ClassDef {
        flags: TYPE_WEAKREF,
        methods: FIXED_METHODS,
        getsets: GETSETS,
        ..ClassDef::new(module, name)
    }
}
const fn extendable(module: &'static str, name: &'static str) -> ClassDef {
    ClassDef {
        flags: TYPE_WEAKREF,
        methods: XOF_METHODS,
        getsets: GETSETS,
        ..ClassDef::new(module, name)
    }
}

/// Classes by algorithm; those that are no constructors themselves have the names CPython shows.
static CLASSES: [(Algorithm, ClassDef); 14] = [
    (Algorithm::Md5, fixed("_md5", "md5")),
    (Algorithm::Sha1, fixed("_sha1", "sha1")),
    (Algorithm::Sha224, fixed("_sha2", "SHA224Type")),
    (Algorithm::Sha256, fixed("_sha2", "SHA256Type")),
    (Algorithm::Sha384, fixed("_sha2", "SHA384Type")),
    (Algorithm::Sha512, fixed("_sha2", "SHA512Type")),
    (Algorithm::Sha3_224, fixed("_sha3", "sha3_224")),
    (Algorithm::Sha3_256, fixed("_sha3", "sha3_256")),
    (Algorithm::Sha3_384, fixed("_sha3", "sha3_384")),
    (Algorithm::Sha3_512, fixed("_sha3", "sha3_512")),
    (Algorithm::Shake128, extendable("_sha3", "shake_128")),
    (Algorithm::Shake256, extendable("_sha3", "shake_256")),
    (Algorithm::Blake2b, fixed("_blake2", "blake2b")),
    (Algorithm::Blake2s, fixed("_blake2", "blake2s")),
];

fn make(t: &mut Thread, name: &str, functions: &'static [NativeDef], algorithms: &[Algorithm]) -> Value {
    let m = module::new(t, name);
    module::add_functions(t, m, functions);
    for (algorithm, def) in &CLASSES {
        if algorithms.contains(algorithm) {
            let class = make_class(t, def);
            object::keep_class(t, *algorithm, class);
            if def.name.ends_with("Type") {
                module::add(t, m, def.name, class);
            }
        }
    }
    module::add(t, m, "_GIL_MINSIZE", Value::small(2048));
    m
}

/// Makes `_md5`.
pub fn md5_module(t: &mut Thread) -> Result<Value, Raised> {
    static FUNCTIONS: &[NativeDef] = &[NativeDef::function("md5", 0, 1, md5).keywords()];
    Ok(make(t, "_md5", FUNCTIONS, &[Algorithm::Md5]))
}
/// Makes `_sha1`.
pub fn sha1_module(t: &mut Thread) -> Result<Value, Raised> {
    static FUNCTIONS: &[NativeDef] = &[NativeDef::function("sha1", 0, 1, sha1).keywords()];
    Ok(make(t, "_sha1", FUNCTIONS, &[Algorithm::Sha1]))
}
/// Makes `_sha2`.
pub fn sha2_module(t: &mut Thread) -> Result<Value, Raised> {
    static FUNCTIONS: &[NativeDef] = &[
        NativeDef::function("sha224", 0, 1, sha224).keywords(),
        NativeDef::function("sha256", 0, 1, sha256).keywords(),
        NativeDef::function("sha384", 0, 1, sha384).keywords(),
        NativeDef::function("sha512", 0, 1, sha512).keywords(),
    ];
    Ok(make(
        t,
        "_sha2",
        FUNCTIONS,
        &[Algorithm::Sha224, Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512],
    ))
}
/// Makes `_sha3`.
pub fn sha3_module(t: &mut Thread) -> Result<Value, Raised> {
    use Algorithm::{Sha3_224, Sha3_256, Sha3_384, Sha3_512, Shake128, Shake256};
    static FUNCTIONS: &[NativeDef] = &[
        NativeDef::function("sha3_224", 0, 1, sha3_224).keywords(),
        NativeDef::function("sha3_256", 0, 1, sha3_256).keywords(),
        NativeDef::function("sha3_384", 0, 1, sha3_384).keywords(),
        NativeDef::function("sha3_512", 0, 1, sha3_512).keywords(),
        NativeDef::function("shake_128", 0, 1, shake_128).keywords(),
        NativeDef::function("shake_256", 0, 1, shake_256).keywords(),
    ];
    Ok(make(t, "_sha3", FUNCTIONS, &[Sha3_224, Sha3_256, Sha3_384, Sha3_512, Shake128, Shake256]))
}
/// Makes `_blake2`.
pub fn blake2_module(t: &mut Thread) -> Result<Value, Raised> {
    static FUNCTIONS: &[NativeDef] = &[
        NativeDef::function("blake2b", 0, 1, blake2b).keywords(),
        NativeDef::function("blake2s", 0, 1, blake2s).keywords(),
    ];
    Ok(make(t, "_blake2", FUNCTIONS, &[Algorithm::Blake2b, Algorithm::Blake2s]))
}
