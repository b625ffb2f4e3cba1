//! The constants of `sys`, and its named tuples.

use super::{Config, Flags, TAIPAN_VERSION, VERSION, namespace};
use crate::posix::fs_text;
use crate::structseq;
use crate::structseq_fields;
use taipan_runtime::objects::{int, module, tuple};
use taipan_runtime::{GetSetDef, Thread, Value};

static VERSION_FIELDS: &[GetSetDef] = structseq_fields![0 "major", 1 "minor", 2 "micro", 3 "releaselevel", 4 "serial"];
static FLAG_FIELDS: &[GetSetDef] = structseq_fields![
    0 "debug", 1 "inspect", 2 "interactive", 3 "optimize", 4 "dont_write_bytecode", 5 "no_user_site", 6 "no_site",
    7 "ignore_environment", 8 "verbose", 9 "bytes_warning", 10 "quiet", 11 "hash_randomization", 12 "isolated", 13 "dev_mode",
    14 "utf8_mode", 15 "warn_default_encoding", 16 "safe_path", 17 "int_max_str_digits",
];
static FLOAT_FIELDS: &[GetSetDef] = structseq_fields![
    0 "max", 1 "max_exp", 2 "max_10_exp", 3 "min", 4 "min_exp", 5 "min_10_exp", 6 "dig", 7 "mant_dig", 8 "epsilon", 9 "radix", 10 "rounds",
];
static INT_FIELDS: &[GetSetDef] = structseq_fields![0 "bits_per_digit", 1 "sizeof_digit", 2 "default_max_str_digits", 3 "str_digits_check_threshold"];
static HASH_FIELDS: &[GetSetDef] = structseq_fields![
    0 "width", 1 "modulus", 2 "inf", 3 "nan", 4 "imag", 5 "algorithm", 6 "hash_bits", 7 "seed_bits", 8 "cutoff",
];
static THREAD_FIELDS: &[GetSetDef] = structseq_fields![0 "name", 1 "lock", 2 "version"];

const COPYRIGHT: &str = "Copyright (c) 2001 Python Software Foundation.\nAll Rights Reserved.\n\nCopyright (c) 2000 BeOpen.com.\nAll Rights Reserved.\n\nCopyright (c) 1995-2001 Corporation for National Research Initiatives.\nAll Rights Reserved.\n\nCopyright (c) 1991-1995 Stichting Mathematisch Centrum, Amsterdam.\nAll Rights Reserved.";

/// `sys.hexversion` of a final release.
fn hex_version((major, minor, micro): (i64, i64, i64)) -> i64 {
    major << 24 | minor << 16 | micro << 8 | 0xF0
}

/// The first line of `-V`, as `sys.version` has it too.
pub fn version_text() -> String {
    let (major, minor, micro) = VERSION;
    let (a, b, c) = TAIPAN_VERSION;
    format!("{major}.{minor}.{micro} (Taipan {a}.{b}.{c}) [Rust]")
}

pub fn add(t: &mut Thread, m: Value, config: &Config) {
    let version_class = structseq::class(t, "sys", "version_info", VERSION_FIELDS, &[]);
    let of_version = |t: &mut Thread, (major, minor, micro): (i64, i64, i64)| {
        let level = t.intern("final");
        structseq::instance(
            t,
            version_class,
            &[Value::small(major), Value::small(minor), Value::small(micro), level, Value::ZERO],
        )
    };
    let version_info = of_version(t, VERSION);
    let own_version = of_version(t, TAIPAN_VERSION);
    module::add(t, m, "version_info", version_info);
    for (name, text) in [
        ("version", version_text().as_str()),
        ("copyright", COPYRIGHT),
        ("platform", "linux"),
        ("byteorder", if cfg!(target_endian = "little") { "little" } else { "big" }),
        ("abiflags", ""),
        ("float_repr_style", "short"),
        ("platlibdir", "lib"),
        ("_framework", ""),
    ] {
        let v = t.intern(text);
        module::add(t, m, name, v);
    }
    let max_size = t.int(i64::MAX);
    for (name, v) in [
        ("hexversion", Value::small(hex_version(VERSION))),
        ("api_version", Value::small(1013)),
        ("maxsize", max_size),
        ("maxunicode", Value::small(0x10FFFF)),
        ("dont_write_bytecode", Value::bool(config.flags.dont_write_bytecode)),
        ("pycache_prefix", Value::NONE),
    ] {
        module::add(t, m, name, v);
    }
    let executable = fs_text(t, &config.executable);
    module::add(t, m, "executable", executable);
    module::add(t, m, "_base_executable", executable);
    // The library is inside the binary: there is no prefix below which files lie.
    let prefix = prefix_of(&config.executable);
    let prefix = fs_text(t, prefix);
    for name in ["prefix", "exec_prefix", "base_prefix", "base_exec_prefix"] {
        module::add(t, m, name, prefix);
    }
    let git: Vec<Value> = ["Taipan", "", ""].iter().map(|s| t.intern(s)).collect();
    let git = tuple::new(t, &git);
    module::add(t, m, "_git", git);
    let names = builtin_names(t);
    module::add(t, m, "builtin_module_names", names);
    let implementation = implementation(t, own_version);
    module::add(t, m, "implementation", implementation);
    let flags = flags(t, &config.flags);
    module::add(t, m, "flags", flags);
}

/// Where an installation would be: the folder above the binary's.
fn prefix_of(executable: &[u8]) -> &[u8] {
    let cut = |path: &[u8]| path.iter().rposition(|b| *b == b'/').unwrap_or(0);
    let folder = &executable[..cut(executable)];
    match folder.ends_with(b"/bin") {
        true => &folder[..folder.len() - 4],
        false if folder.is_empty() => b"/usr",
        false => folder,
    }
}

fn builtin_names(t: &mut Thread) -> Value {
    let mut names: Vec<&str> = crate::NATIVE_MODULES.iter().map(|(name, _)| *name).chain(["builtins", "sys"]).collect();
    names.sort_unstable();
    crate::builtins::name_tuple(t, &names)
}

fn implementation(t: &mut Thread, version: Value) -> Value {
    let (name, cache_tag, multiarch) = (t.intern("taipan"), t.intern("taipan-314"), t.intern("x86_64-linux-gnu"));
    namespace::simple_namespace(
        t,
        &[
            ("name", name),
            ("cache_tag", cache_tag),
            ("version", version),
            ("hexversion", Value::small(hex_version(TAIPAN_VERSION))),
            ("_multiarch", multiarch),
            ("supports_isolated_interpreters", Value::FALSE),
        ],
    )
}

fn flags(t: &mut Thread, f: &Flags) -> Value {
    let hidden = ["gil", "thread_inherit_context", "context_aware_warnings"];
    let class = structseq::class(t, "sys", "flags", FLAG_FIELDS, &hidden);
    let bit = |b: bool| Value::small(b as i64);
    let digits = Value::small(int::max_str_digits() as i64);
    let items = [
        bit(f.debug),
        bit(f.inspect),
        bit(f.interactive),
        Value::small(f.optimize as i64),
        bit(f.dont_write_bytecode),
        bit(f.no_user_site),
        bit(f.no_site),
        bit(f.ignore_environment),
        Value::small(f.verbose as i64),
        Value::small(f.bytes_warning as i64),
        bit(f.quiet),
        bit(f.hash_randomization),
        bit(f.isolated),
        Value::bool(f.dev_mode),
        bit(f.utf8_mode),
        Value::ZERO,
        Value::bool(f.safe_path),
        digits,
    ];
    let v = structseq::instance(t, class, &items);
    for (name, value) in hidden.iter().zip([1, 0, 0]) {
        structseq::set_hidden(t, v, name, Value::small(value));
    }
    v
}

pub fn float_info(t: &mut Thread) -> Value {
    let class = structseq::class(t, "sys", "float_info", FLOAT_FIELDS, &[]);
    let (max, min, epsilon) = (t.float(f64::MAX), t.float(f64::MIN_POSITIVE), t.float(f64::EPSILON));
    let n = Value::small;
    structseq::instance(t, class, &[max, n(1024), n(308), min, n(-1021), n(-307), n(15), n(53), epsilon, n(2), n(1)])
}

pub fn int_info(t: &mut Thread) -> Value {
    let class = structseq::class(t, "sys", "int_info", INT_FIELDS, &[]);
    structseq::instance(t, class, &[Value::small(30), Value::small(4), Value::small(4300), Value::small(640)])
}

pub fn hash_info(t: &mut Thread) -> Value {
    let class = structseq::class(t, "sys", "hash_info", HASH_FIELDS, &[]);
    let algorithm = t.intern("siphash13");
    let n = Value::small;
    let modulus = t.int((1 << 61) - 1);
    structseq::instance(t, class, &[n(64), modulus, n(314159), n(0), n(1000003), algorithm, n(64), n(128), n(0)])
}

pub fn thread_info(t: &mut Thread) -> Value {
    let class = structseq::class(t, "sys", "thread_info", THREAD_FIELDS, &[]);
    let (name, lock) = (t.intern("pthread"), t.intern("semaphore"));
    structseq::instance(t, class, &[name, lock, Value::NONE])
}
