//! The environment variables of `python3`, unless `-E` or `-I` turns them off.

use super::options::Options;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

/// Options and variables together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub options: Options,
    /// Folders of PYTHONPATH.
    pub path: Vec<Vec<u8>>,
    /// Key of str hashes: of PYTHONHASHSEED, else random.
    pub hash_key: (u64, u64),
    pub hash_randomization: bool,
}

/// Adds what the variables say; `lookup` is `std::env::var_os`, or a test's.
///
/// # Errors
/// What CPython's start-up would say about a bad value.
pub fn apply(mut options: Options, lookup: impl Fn(&str) -> Option<OsString>) -> Result<Settings, String> {
    let enabled = !options.ignore_environment;
    let get = |name: &str| if enabled { lookup(name).filter(|value| !value.is_empty()) } else { None };
    let level = |name: &str| get(name).map_or(0, |value| flag_level(&value));
    let on = |name: &str| level(name) > 0;
    options.debug = options.debug.max(level("PYTHONDEBUG"));
    options.verbose = options.verbose.max(level("PYTHONVERBOSE"));
    options.optimize = options.optimize.max(level("PYTHONOPTIMIZE"));
    options.inspect |= get("PYTHONINSPECT").is_some();
    options.unbuffered |= on("PYTHONUNBUFFERED");
    options.dont_write_bytecode |= on("PYTHONDONTWRITEBYTECODE");
    options.no_user_site |= on("PYTHONNOUSERSITE");
    options.safe_path |= get("PYTHONSAFEPATH").is_some();
    if let Some(warnings) = get("PYTHONWARNINGS") {
        // Those of the command line come last and so take precedence.
        let mut all: Vec<String> = warnings.to_string_lossy().split(',').filter(|w| !w.is_empty()).map(str::to_string).collect();
        all.append(&mut options.warnings);
        options.warnings = all;
    }
    let path = get("PYTHONPATH").map_or_else(Vec::new, |value| value.as_bytes().split(|b| *b == b':').map(<[u8]>::to_vec).collect());
    let seed = if options.random_hashes { None } else { get("PYTHONHASHSEED") };
    let (hash_key, hash_randomization) = match seed.as_deref() {
        None => (random_key(), true),
        Some(text) if text == "random" => (random_key(), true),
        Some(text) => {
            let seed = parse_seed(text)
                .ok_or("Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an integer in range [0; 4294967295]")?;
            (key_of_seed(seed), seed != 0)
        }
    };
    Ok(Settings {
        options,
        path,
        hash_key,
        hash_randomization,
    })
}

/// A number counts as itself, anything else as 1.
fn flag_level(value: &OsStr) -> u8 {
    match value.to_str().and_then(|text| text.trim().parse::<i64>().ok()) {
        Some(n) if n >= 0 => n.min(255) as u8,
        _ => 1,
    }
}

fn parse_seed(text: &OsStr) -> Option<u32> {
    text.to_str()?.parse().ok()
}

/// CPython's key for a seed, so that a seed gives the same hashes: two words of a linear congruential generator.
fn key_of_seed(seed: u32) -> (u64, u64) {
    if seed == 0 {
        return (0, 0);
    }
    let mut x = seed;
    let mut byte = || {
        x = x.wrapping_mul(214013).wrapping_add(2531011);
        (x >> 16) as u8
    };
    let mut word = || u64::from_le_bytes(std::array::from_fn(|_| byte()));
    (word(), word())
}

fn random_key() -> (u64, u64) {
    let mut bytes = [0u8; 16];
    // SAFETY: the buffer is as long as the call is told.
    let got = unsafe { libc::getrandom(bytes.as_mut_ptr().cast(), bytes.len(), 0) };
    if got != bytes.len() as isize {
        // Old kernels: the time and the process are better than nothing.
        let now = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(1, |d| d.as_nanos() as u64);
        return (now, now.rotate_left(32) ^ u64::from(std::process::id()));
    }
    let word = |half: &[u8]| u64::from_le_bytes(half.try_into().expect("eight bytes"));
    (word(&bytes[..8]), word(&bytes[8..]))
}

/// Bytes of an argument or variable.
pub fn bytes(text: &OsStr) -> Vec<u8> {
    text.to_os_string().into_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(options: Options, variables: &[(&str, &str)]) -> Result<Settings, String> {
        apply(options, |name| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| OsString::from(v)))
    }

    #[test]
    fn variables_raise_what_options_set() {
        let variables = [
            ("PYTHONUNBUFFERED", "1"),
            ("PYTHONOPTIMIZE", "2"),
            ("PYTHONDONTWRITEBYTECODE", "x"),
            ("PYTHONPATH", "a::b"),
            ("PYTHONHASHSEED", "0"),
        ];
        let s = with(Options::default(), &variables).unwrap();
        assert!(s.options.unbuffered && s.options.dont_write_bytecode && !s.hash_randomization);
        assert_eq!((s.options.optimize, s.hash_key), (2, (0, 0)));
        assert_eq!(s.path, [b"a".to_vec(), Vec::new(), b"b".to_vec()]);
        let off = Options {
            ignore_environment: true,
            ..Options::default()
        };
        let s = with(off, &variables).unwrap();
        assert!(!s.options.unbuffered && s.path.is_empty() && s.hash_randomization);
        assert!(!with(Options::default(), &[("PYTHONUNBUFFERED", "")]).unwrap().options.unbuffered);
    }

    #[test]
    fn warnings_of_the_command_line_come_last() {
        let options = Options {
            warnings: vec!["error".to_string()],
            ..Options::default()
        };
        let s = with(options, &[("PYTHONWARNINGS", "ignore,default")]).unwrap();
        assert_eq!(s.options.warnings, ["ignore", "default", "error"]);
    }

    #[test]
    fn seeds() {
        for bad in ["abc", "-1", "4294967296", "1.5"] {
            let error = with(Options::default(), &[("PYTHONHASHSEED", bad)]).unwrap_err();
            assert!(error.starts_with("Fatal Python error: config_init_hash_seed"), "{error}");
        }
        let key = |seed: &str| with(Options::default(), &[("PYTHONHASHSEED", seed)]).unwrap().hash_key;
        assert_eq!(key("7"), key("7"));
        assert_ne!(key("7"), key("8"));
        assert_ne!(key("random"), key("random"));
    }
}
