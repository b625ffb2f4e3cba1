//! The grammar of a format spec, in CPython's order with CPython's errors:
//! `[[fill]align][sign][z][#][0][width][grouping][.precision[grouping]][type]`.

use super::{Align, FormatSpec, Grouping, SignOption, Target};
use crate::error::{NumericError, Result};
use crate::text::decimal_value;
use std::iter::Peekable;
use std::str::Chars;

fn align_of(character: char) -> Option<Align> {
    match character {
        '<' => Some(Align::Left),
        '>' => Some(Align::Right),
        '^' => Some(Align::Center),
        '=' => Some(Align::AfterSign),
        _ => None,
    }
}

pub(super) fn parse(spec: &str, target: Target, type_name: &str) -> Result<FormatSpec> {
    let mut format = FormatSpec {
        fill: ' ',
        align: match target {
            Target::Str => Align::Left,
            _ => Align::Right,
        },
        sign: SignOption::Negative { explicit: false },
        no_negative_zero: false,
        alternate: false,
        width: None,
        grouping: Grouping::None,
        precision: None,
        fraction_grouping: Grouping::None,
        code: None,
    };
    let mut rest = spec.chars();
    let (fill_given, align_given) = parse_align(&mut rest, &mut format);
    let mut rest = rest.peekable();
    match rest.peek() {
        Some('+') => format.sign = SignOption::Always,
        Some(' ') => format.sign = SignOption::Space,
        Some('-') => format.sign = SignOption::Negative { explicit: true },
        _ => {}
    }
    if format.sign != (SignOption::Negative { explicit: false }) {
        rest.next();
    }
    format.no_negative_zero = rest.next_if_eq(&'z').is_some();
    format.alternate = rest.next_if_eq(&'#').is_some();
    // A zero before the width pads after the sign, unless fill or alignment say otherwise.
    if !fill_given && rest.next_if_eq(&'0').is_some() {
        format.fill = '0';
        if !align_given && target != Target::Str {
            format.align = Align::AfterSign;
        }
    }
    format.width = number(&mut rest)?;
    format.grouping = grouping(&mut rest)?;
    if rest.next_if_eq(&'.').is_some() {
        format.precision = number(&mut rest)?;
        format.fraction_grouping = grouping(&mut rest)?;
        if format.precision.is_none() && format.fraction_grouping == Grouping::None {
            return Err(NumericError::value("Format specifier missing precision"));
        }
    }
    format.code = rest.next();
    if rest.next().is_some() {
        return Err(NumericError::value(format!(
            "Invalid format specifier '{spec}' for object of type '{type_name}'"
        )));
    }
    check_grouping(&format, target)?;
    Ok(format)
}

fn parse_align(rest: &mut Chars, format: &mut FormatSpec) -> (bool, bool) {
    let mut ahead = rest.clone();
    let Some(first) = ahead.next() else {
        return (false, false);
    };
    let after_first = ahead.clone();
    if let Some(align) = ahead.next().and_then(align_of) {
        format.fill = first;
        format.align = align;
        *rest = ahead;
        return (true, true);
    }
    if let Some(align) = align_of(first) {
        format.align = align;
        *rest = after_first;
        return (false, true);
    }
    (false, false)
}

/// A run of decimal digits of any script.
fn number(rest: &mut Peekable<Chars>) -> Result<Option<usize>> {
    let mut value = None;
    while let Some(digit) = rest.peek().copied().and_then(decimal_value) {
        rest.next();
        let next = value
            .unwrap_or(0usize)
            .checked_mul(10)
            .and_then(|shifted| shifted.checked_add(usize::from(digit)))
            .filter(|&next| next <= isize::MAX as usize)
            .ok_or_else(|| NumericError::value("Too many decimal digits in format string"))?;
        value = Some(next);
    }
    Ok(value)
}

fn grouping(rest: &mut Peekable<Chars>) -> Result<Grouping> {
    let comma = rest.next_if_eq(&',').is_some();
    let underscore = rest.next_if_eq(&'_').is_some();
    if underscore && (comma || rest.peek() == Some(&',')) {
        return Err(NumericError::value("Cannot specify both ',' and '_'."));
    }
    Ok(match (comma, underscore) {
        (true, _) => Grouping::Comma,
        (_, true) => Grouping::Underscore,
        _ => Grouping::None,
    })
}

/// Which type characters a separator goes with. A str's default type is `s`, an int's `d`. The
/// fraction's separator is refused with `n` only: CPython 3.14 ignores it where it has no meaning.
fn check_grouping(format: &FormatSpec, target: Target) -> Result<()> {
    let code = format.code.or(match target {
        Target::Str => Some('s'),
        Target::Int => Some('d'),
        _ => None,
    });
    let float = matches!(code, None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%'));
    if let Some(separator) = format.grouping.separator() {
        let binary = matches!(code, Some('b' | 'o' | 'x' | 'X'));
        let allowed = float || code == Some('d') || (binary && separator == b'_');
        if !allowed {
            return Err(bad_grouping(separator, code));
        }
    }
    match format.fraction_grouping.separator() {
        Some(separator) if code == Some('n') => Err(bad_grouping(separator, code)),
        _ => Ok(()),
    }
}

fn bad_grouping(separator: u8, code: Option<char>) -> NumericError {
    let separator = char::from(separator);
    let code = code.unwrap_or('\0');
    NumericError::value(if ('!'..'\u{80}').contains(&code) {
        format!("Cannot specify '{separator}' with '{code}'.")
    } else {
        format!("Cannot specify '{separator}' with '\\x{:x}'.", u32::from(code))
    })
}
