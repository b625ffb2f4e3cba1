//! `strftime`, `strptime`, `asctime`.

use super::broken_down;
use crate::support::{attribute, import};
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::string;
use taipan_runtime::{Args, Raised, Thread, Value, ops};

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `Thu Jan  1 00:00:00 1970`
pub fn as_text(t: &mut Thread, tm: &libc::tm) -> Value {
    let (day, month) = (DAYS[tm.tm_wday as usize % 7], MONTHS[tm.tm_mon as usize % 12]);
    let year = i64::from(tm.tm_year) + 1900;
    t.str(&format!(
        "{day} {month}{:3} {:02}:{:02}:{:02} {year}",
        tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec
    ))
}

fn asctime(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let tm = broken_down::checked(t, args.opt(0), "asctime")?;
    Ok(as_text(t, &tm))
}

/// The C library's `strftime` of a piece without NUL.
fn formatted(piece: &[u8], tm: &libc::tm) -> Vec<u8> {
    if piece.is_empty() {
        return Vec::new();
    }
    let mut format = piece.to_vec();
    format.push(0);
    let mut out = vec![0u8; 1024];
    loop {
        // SAFETY: the format ends with NUL and the buffer has the length given.
        let n = unsafe { libc::strftime(out.as_mut_ptr().cast(), out.len(), format.as_ptr().cast(), tm) };
        // 0 is also the length of an empty result (`%p` in some locales): a large enough buffer tells.
        if n > 0 || out.len() >= 256 * format.len() + 4096 {
            out.truncate(n);
            return out;
        }
        out.resize(out.len() * 2, 0);
    }
}

fn strftime(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let format = args.get(0);
    if !string::is_str(t, format) {
        let message = format!("strftime() argument 1 must be str, not {}", t.type_name(format));
        return Err(t.type_error(message));
    }
    let tm = broken_down::checked(t, args.opt(1), "strftime")?;
    let mut out = Vec::new();
    for (i, piece) in string::bytes(&format).split(|b| *b == 0).enumerate() {
        if i > 0 {
            out.push(0);
        }
        out.extend_from_slice(&formatted(piece, &tm));
    }
    Ok(string::new_wtf8(t, &out))
}

fn strptime(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let module = import(t, "_strptime")?;
    let function = attribute(t, module, "_strptime_time")?;
    ops::call_args(t, function, args)
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("asctime", 0, 1, asctime).doc("Convert a time tuple to a string, e.g. 'Sat Jun 06 16:26:11 1998'."),
    NativeDef::function("strftime", 1, 2, strftime).doc("Convert a time tuple to a string according to a format specification."),
    NativeDef::function("strptime", 1, 2, strptime).doc("Parse a string to a time tuple according to a format specification."),
];
