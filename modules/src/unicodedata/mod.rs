//! `unicodedata`, from the icu crates' Unicode 16.0.

mod numbers;
mod short_names;

use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::props::{BidiClass, BidiMirrored, CanonicalCombiningClass, EastAsianWidth};
use icu_properties::{CodePointMapData, CodePointSetData};
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{module, string};
use taipan_runtime::{Args, Raised, Thread, Value};

/// The code point of a one-character str.
fn character(t: &mut Thread, v: Value, function: &str, many: bool) -> Result<u32, Raised> {
    let which = if many { "argument 1" } else { "argument" };
    if !string::is_str(t, v) {
        let message = format!("{function}() {which} must be a unicode character, not {}", t.type_name(v));
        return Err(t.type_error(message));
    }
    let mut codes = string::code_points(&v);
    match (codes.next(), codes.next()) {
        (Some(code), None) => Ok(code),
        _ => {
            let n = string::code_points(&v).count();
            let message = format!("{function}(): {which} must be a unicode character, not a string of length {n}");
            Err(t.type_error(message))
        }
    }
}

fn name(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let code = character(t, args.get(0), "name", true)?;
    if let Some(name) = char::from_u32(code).and_then(unicode_names2::name) {
        return Ok(t.str(&name.to_string()));
    }
    args.opt(1).map_or_else(|| Err(t.value_error("no such name")), Ok)
}

fn lookup(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    if !string::is_str(t, v) {
        let message = format!("lookup() argument must be str, not {}", t.type_name(v));
        return Err(t.type_error(message));
    }
    let name = string::to_string_lossy(v);
    match unicode_names2::character(&name) {
        Some(c) => Ok(t.str(c.encode_utf8(&mut [0; 4]))),
        None => {
            let text = t.str(&format!("undefined character name '{name}'"));
            Err(t.key_error(text))
        }
    }
}

fn category(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let code = character(t, args.get(0), "category", false)?;
    Ok(t.intern(short_names::category(string::unicode::category(code))))
}

fn bidirectional(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let code = character(t, args.get(0), "bidirectional", false)?;
    if string::unicode::category(code) == icu_properties::props::GeneralCategory::Unassigned {
        return Ok(t.names.empty);
    }
    Ok(t.intern(short_names::bidi_class(CodePointMapData::<BidiClass>::new().get32(code))))
}

fn combining(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let code = character(t, args.get(0), "combining", false)?;
    let class = CodePointMapData::<CanonicalCombiningClass>::new().get32(code);
    Ok(Value::small(i64::from(class.to_icu4c_value())))
}

fn mirrored(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let code = character(t, args.get(0), "mirrored", false)?;
    Ok(Value::small(i64::from(CodePointSetData::new::<BidiMirrored>().contains32(code))))
}

fn east_asian_width(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let code = character(t, args.get(0), "east_asian_width", false)?;
    Ok(t.intern(short_names::width(CodePointMapData::<EastAsianWidth>::new().get32(code))))
}

/// The value `found` for a character, else the default, else an error.
fn value(t: &mut Thread, args: Args, function: &str, complaint: &str, found: fn(&mut Thread, char) -> Result<Option<Value>, Raised>) -> Result<Value, Raised> {
    let code = character(t, args.get(0), function, true)?;
    if let Some(c) = char::from_u32(code)
        && let Some(v) = found(t, c)?
    {
        return Ok(v);
    }
    args.opt(1).map_or_else(|| Err(t.value_error(complaint)), Ok)
}

fn decimal(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    value(t, args, "decimal", "not a decimal", |_, c| {
        Ok(numbers::decimal(c).map(|n| Value::small(n.into())))
    })
}
fn digit(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    value(t, args, "digit", "not a digit", |t, c| match numbers::digit(c) {
        Err(()) => Err(unknown_number(t, c)),
        Ok(n) => Ok(n.map(|n| Value::small(n.into()))),
    })
}
fn numeric(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    value(t, args, "numeric", "not a numeric character", |t, c| match numbers::numeric(c) {
        Err(()) => Err(unknown_number(t, c)),
        Ok(x) => Ok(x.map(|x| t.float(x))),
    })
}

/// The icu crates have no numeric values; those of ideographs and of some scripts follow from no other property.
fn unknown_number(t: &mut Thread, c: char) -> Raised {
    t.not_implemented(&format!("the numeric value of U+{:04X} in unicodedata", c as u32))
}

fn decomposition(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let code = character(t, args.get(0), "decomposition", false)?;
    let Some(c) = char::from_u32(code) else { return Ok(t.names.empty) };
    let text = match CanonicalDecompositionBorrowed::new().decompose(c) {
        // Hangul syllables decompose by rule and have none in the table.
        _ if (0xAC00..=0xD7A3).contains(&code) => String::new(),
        Decomposed::Singleton(a) => format!("{:04X}", a as u32),
        Decomposed::Expansion(a, b) => format!("{:04X} {:04X}", a as u32, b as u32),
        Decomposed::Default => {
            let mut one = [0; 4];
            let one = &*c.encode_utf8(&mut one);
            if DecomposingNormalizerBorrowed::new_nfkd().normalize(one) != one {
                return Err(t.not_implemented("unicodedata.decomposition() of compatibility characters"));
            }
            String::new()
        }
    };
    Ok(t.str(&text))
}

/// The normal form of text, with lone surrogates left where they are.
fn normal_form(t: &mut Thread, form: Value, text: Value) -> Result<Value, Raised> {
    let normalize: fn(&str) -> String = match string::as_str(&form) {
        Some("NFC") => |s| ComposingNormalizerBorrowed::new_nfc().normalize(s).into_owned(),
        Some("NFKC") => |s| ComposingNormalizerBorrowed::new_nfkc().normalize(s).into_owned(),
        Some("NFD") => |s| DecomposingNormalizerBorrowed::new_nfd().normalize(s).into_owned(),
        Some("NFKD") => |s| DecomposingNormalizerBorrowed::new_nfkd().normalize(s).into_owned(),
        _ => return Err(t.value_error("invalid normalization form")),
    };
    if string::bytes(&text).is_ascii() {
        return Ok(text);
    }
    if let Some(s) = string::as_str(&text) {
        return Ok(t.str(&normalize(s)));
    }
    let (mut out, mut run) = (Vec::new(), String::new());
    for code in string::code_points(&text) {
        match char::from_u32(code) {
            Some(c) => run.push(c),
            None => {
                out.extend_from_slice(normalize(&run).as_bytes());
                run.clear();
                out.extend_from_slice(&[0xE0 | (code >> 12) as u8, 0x80 | (code >> 6 & 63) as u8, 0x80 | (code & 63) as u8]);
            }
        }
    }
    out.extend_from_slice(normalize(&run).as_bytes());
    Ok(string::new_wtf8(t, &out))
}

fn texts(t: &mut Thread, args: Args, function: &str) -> Result<(), Raised> {
    for i in 0..2 {
        if !string::is_str(t, args.get(i)) {
            let message = format!("{function}() argument {} must be str, not {}", i + 1, t.type_name(args.get(i)));
            return Err(t.type_error(message));
        }
    }
    Ok(())
}

fn normalize(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    texts(t, args, "normalize")?;
    normal_form(t, args.get(0), args.get(1))
}

fn is_normalized(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    texts(t, args, "is_normalized")?;
    let normal = normal_form(t, args.get(0), args.get(1))?;
    Ok(Value::bool(string::equal(normal, args.get(1))))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("bidirectional", 1, 1, bidirectional).doc("Returns the bidirectional class assigned to the character chr as string."),
    NativeDef::function("category", 1, 1, category).doc("Returns the general category assigned to the character chr as string."),
    NativeDef::function("combining", 1, 1, combining).doc("Returns the canonical combining class assigned to the character chr as integer."),
    NativeDef::function("decimal", 1, 2, decimal).doc("Converts a Unicode character into its equivalent decimal value."),
    NativeDef::function("decomposition", 1, 1, decomposition).doc("Returns the character decomposition mapping assigned to the character chr as string."),
    NativeDef::function("digit", 1, 2, digit).doc("Converts a Unicode character into its equivalent digit value."),
    NativeDef::function("east_asian_width", 1, 1, east_asian_width).doc("Returns the east asian width assigned to the character chr as string."),
    NativeDef::function("is_normalized", 2, 2, is_normalized).doc("Return whether the Unicode string unistr is in the normal form 'form'."),
    NativeDef::function("lookup", 1, 1, lookup).doc("Look up character by name."),
    NativeDef::function("mirrored", 1, 1, mirrored).doc("Returns the mirrored property assigned to the character chr as integer."),
    NativeDef::function("name", 1, 2, name).doc("Returns the name assigned to the character chr as a string."),
    NativeDef::function("normalize", 2, 2, normalize).doc("Return the normal form 'form' for the Unicode string unistr."),
    NativeDef::function("numeric", 1, 2, numeric).doc("Converts a Unicode character into its equivalent numeric value."),
];

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "unicodedata");
    module::add_functions(t, m, FUNCTIONS);
    let version = t.str("16.0.0");
    module::add(t, m, "unidata_version", version);
    Ok(m)
}
