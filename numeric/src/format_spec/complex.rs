//! `format(complex, spec)`: two floats, padded as one text.

use super::float::{check_precision, split};
use super::number::layout;
use super::{Align, FormatSpec, SignOption, Target, push_fill, reserve, unknown_code};
use crate::error::{NumericError, Result};
use crate::floats::{DoubleFormat, Style, format_double};

/// `format(complex(real, imaginary), spec)`.
pub fn format_complex(spec: &str, real: f64, imaginary: f64, type_name: &str, out: &mut Vec<u8>) -> Result<()> {
    let spec = FormatSpec::parse(spec, Target::Complex, type_name)?;
    let precision = check_precision(spec.precision)?;
    let (style, default_precision) = match spec.code {
        None if precision.is_none() => (Style::Shortest, 0),
        None | Some('g' | 'G' | 'n') => (Style::General, 6),
        Some('e' | 'E') => (Style::Exponent, 6),
        Some('f' | 'F') => (Style::Fixed, 6),
        Some(code) => return Err(unknown_code(code, type_name)),
    };
    if spec.fill == '0' {
        return Err(NumericError::value("Zero padding is not allowed in complex format specifier"));
    }
    if spec.align == Align::AfterSign {
        return Err(NumericError::value("'=' alignment flag is not allowed in complex format specifier"));
    }
    let format = DoubleFormat {
        style,
        precision: precision.unwrap_or(default_precision),
        upper: matches!(spec.code, Some('E' | 'F' | 'G')),
        alternate: spec.alternate,
        keep_float: false,
    };
    // Without a type the text is that of str(): a positive zero real part is left out.
    let bare = spec.code.is_none();
    let skip_real = bare && real == 0.0 && real.is_sign_positive();
    let parentheses = bare && !skip_real;
    let mut inner = Vec::with_capacity(48);
    let unpadded = FormatSpec {
        width: None,
        align: Align::Right,
        ..spec.clone()
    };
    if parentheses {
        inner.push(b'(');
    }
    let mut text = String::new();
    if !skip_real {
        format_double(real, &format, &mut text);
        layout(&unpadded, &split(&text, spec.no_negative_zero), &mut inner)?;
    }
    let imaginary_spec = FormatSpec {
        sign: if skip_real { spec.sign } else { SignOption::Always },
        ..unpadded
    };
    text.clear();
    format_double(imaginary, &format, &mut text);
    layout(&imaginary_spec, &split(&text, spec.no_negative_zero), &mut inner)?;
    inner.push(b'j');
    if parentheses {
        inner.push(b')');
    }
    let padding = spec.width.unwrap_or(0).saturating_sub(inner.len());
    reserve(out, inner.len().saturating_add(padding.saturating_mul(4)))?;
    let left = match spec.align {
        Align::Right | Align::AfterSign => padding,
        Align::Center => padding / 2,
        Align::Left => 0,
    };
    push_fill(spec.fill, left, out);
    out.extend_from_slice(&inner);
    push_fill(spec.fill, padding - left, out);
    Ok(())
}
