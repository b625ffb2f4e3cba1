//! `binascii`: hexadecimal, base 64 and checksums natively; uuencoding as Python code. Quoted-printable text is left to
//! the library's `quopri`, which has its own code for it.

pub mod base64;

use crate::builtins::memory_view;
use crate::support::{Place, keep, place, run_source};
use taipan_runtime::native::{Bind, NativeDef};
use taipan_runtime::objects::{bytes, module, string};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

/// The contents of a bytes-like object.
///
/// # Errors
/// TypeError for anything else.
pub fn contents(t: &mut Thread, v: Value) -> Result<Vec<u8>, Raised> {
    if let Some(data) = bytes::slice_of(t, &v) {
        return Ok(data.to_vec());
    }
    if memory_view::is_view(t, v) {
        return memory_view::contents(t, v);
    }
    if crate::array::view(t, v).is_some() {
        let view = ops::call(t, t.types.bytes, &[v])?;
        return Ok(bytes::bytes(&view).to_vec());
    }
    let message = format!("a bytes-like object is required, not '{}'", t.type_name(v));
    Err(t.type_error(message))
}

/// As [`contents`], or the characters of an ASCII str.
fn ascii_contents(t: &mut Thread, v: Value) -> Result<Vec<u8>, Raised> {
    if !string::is_str(t, v) {
        if bytes::slice_of(t, &v).is_none() && !memory_view::is_view(t, v) && crate::array::view(t, v).is_none() {
            let message = format!("argument should be bytes, buffer or ASCII string, not '{}'", t.type_name(v));
            return Err(t.type_error(message));
        }
        return contents(t, v);
    }
    let text = string::bytes(&v);
    if text.is_ascii() {
        return Ok(text.to_vec());
    }
    Err(t.value_error("string argument should contain only ASCII characters"))
}

fn error(t: &mut Thread, message: &str) -> Raised {
    let class = place(t, Place::BinasciiError);
    t.raise(class, message)
}

/// `hexlify(data, sep=<none>, bytes_per_sep=1)`
fn hexlify(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [data, separator, group] = args.bind(t, "hexlify", ["data", "sep", "bytes_per_sep"], Bind::required(1))?;
    let data = contents(t, data.expect("required"))?;
    let data = bytes::new(t, &data);
    let name = t.intern("hex");
    let hex = ops::get_attr(t, data, name)?;
    let text = match (separator, group) {
        (None, _) => ops::call(t, hex, &[])?,
        (Some(separator), None) => ops::call(t, hex, &[separator])?,
        (Some(separator), Some(group)) => ops::call(t, hex, &[separator, group])?,
    };
    Ok(bytes::new(t, string::bytes(&text)))
}

fn unhexlify(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let text = ascii_contents(t, args.get(0))?;
    if text.len() % 2 != 0 {
        return Err(error(t, "Odd-length string"));
    }
    let digit = |byte: u8| (byte as char).to_digit(16);
    let pairs = text.chunks_exact(2).map(|pair| Some((digit(pair[0])? << 4 | digit(pair[1])?) as u8));
    match pairs.collect::<Option<Vec<u8>>>() {
        Some(data) => Ok(bytes::new(t, &data)),
        None => Err(error(t, "Non-hexadecimal digit found")),
    }
}

fn encode_base64(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [data, newline] = args.bind(t, "b2a_base64", ["data", "newline"], Bind::required(1).positional_only(1).keyword_from(1))?;
    let newline = newline.map_or(Ok(true), |v| ops::truth(t, v))?;
    let data = contents(t, data.expect("required"))?;
    Ok(bytes::new(t, &base64::encode(&data, newline)))
}

fn decode_base64(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [data, strict] = args.bind(t, "a2b_base64", ["data", "strict_mode"], Bind::required(1).positional_only(1).keyword_from(1))?;
    let strict = strict.map_or(Ok(false), |v| ops::truth(t, v))?;
    let text = ascii_contents(t, data.expect("required"))?;
    match base64::decode(&text, strict) {
        Ok(data) => Ok(bytes::new(t, &data)),
        Err(message) => Err(error(t, &message)),
    }
}

/// The CRC-32 of zip files, going on from `crc`.
pub fn crc32(data: &[u8], crc: u32) -> u32 {
    static TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut i = 0;
        while i < 256 {
            let (mut c, mut k) = (i as u32, 0);
            while k < 8 {
                c = if c & 1 != 0 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 };
                k += 1;
            }
            table[i] = c;
            i += 1;
        }
        table
    };
    !data.iter().fold(!crc, |c, &byte| TABLE[((c ^ u32::from(byte)) & 0xFF) as usize] ^ (c >> 8))
}

fn crc32_function(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let data = contents(t, args.get(0))?;
    let start = match args.opt(1) {
        Some(v) => ops::index(t, v)? as u32,
        None => 0,
    };
    Ok(Value::small(i64::from(crc32(&data, start))))
}

fn crc_hqx(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let data = contents(t, args.get(0))?;
    let start = ops::index(t, args.get(1))? as u16;
    let step = |crc: u16| if crc & 0x8000 != 0 { crc << 1 ^ 0x1021 } else { crc << 1 };
    let crc = data
        .iter()
        .fold(start, |crc, &byte| (0..8).fold(crc ^ u16::from(byte) << 8, |crc, _| step(crc)));
    Ok(Value::small(i64::from(crc)))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("hexlify", 1, 3, hexlify)
        .keywords()
        .doc("Hexadecimal representation of binary data."),
    NativeDef::function("b2a_hex", 1, 3, hexlify)
        .keywords()
        .doc("Hexadecimal representation of binary data."),
    NativeDef::function("unhexlify", 1, 1, unhexlify).doc("Binary data of hexadecimal representation."),
    NativeDef::function("a2b_hex", 1, 1, unhexlify).doc("Binary data of hexadecimal representation."),
    NativeDef::function("b2a_base64", 1, 2, encode_base64)
        .keywords()
        .doc("Base64-code line of data."),
    NativeDef::function("a2b_base64", 1, 2, decode_base64)
        .keywords()
        .doc("Decode a line of base64 data."),
    NativeDef::function("crc32", 1, 2, crc32_function).doc("Compute CRC-32 incrementally."),
    NativeDef::function("crc_hqx", 2, 2, crc_hqx).doc("Compute CRC-CCITT incrementally."),
];

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "binascii");
    module::add_functions(t, m, FUNCTIONS);
    run_source(t, m, include_str!("uu.py"), "<frozen binascii>")?;
    let name = t.intern("Error");
    let class = ops::get_attr(t, m, name)?;
    keep(t, Place::BinasciiError, class);
    Ok(m)
}
