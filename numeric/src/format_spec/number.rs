//! Laying out a formatted number:
//! `padding, sign, prefix, padding after the sign, grouped digits, point, fraction, rest, padding`.

use super::{Align, FormatSpec, Grouping, SignOption, push_fill, reserve};
use crate::error::Result;

/// The parts of a number's text, all ASCII.
pub(super) struct Parts<'a> {
    pub negative: bool,
    /// `0x` and the like.
    pub prefix: &'a [u8],
    /// The whole digits; none for inf and nan.
    pub digits: &'a [u8],
    /// Digits per group, counted from the right.
    pub group: usize,
    pub point: bool,
    pub fraction: &'a [u8],
    /// Exponent, percent sign, or a word.
    pub rest: &'a [u8],
}

/// Appends a number under the spec's sign, grouping, width, fill and alignment.
pub(super) fn layout(spec: &FormatSpec, parts: &Parts, out: &mut Vec<u8>) -> Result<()> {
    let sign = match (spec.sign, parts.negative) {
        (_, true) => Some(b'-'),
        (SignOption::Always, false) => Some(b'+'),
        (SignOption::Space, false) => Some(b' '),
        (SignOption::Negative { .. }, false) => None,
    };
    let separators = match spec.fraction_grouping {
        Grouping::None => 0,
        _ => parts.fraction.len().saturating_sub(1) / 3,
    };
    let fraction_width = parts.fraction.len() + separators;
    let others = usize::from(sign.is_some()) + parts.prefix.len() + usize::from(parts.point) + fraction_width + parts.rest.len();
    let width = spec.width.unwrap_or(0);
    // Zeros that pad after the sign take part in the grouping.
    let zero_padded = spec.fill == '0' && spec.align == Align::AfterSign;
    let least = if zero_padded { width.saturating_sub(others) } else { 0 };
    let separator = spec.grouping.separator();
    let (zeros, digits_width) = grouped_width(parts.digits.len(), least, separator, parts.group);
    let total = others + digits_width;
    let padding = width.saturating_sub(total);
    reserve(out, total.saturating_add(padding.saturating_mul(spec.fill.len_utf8())))?;
    let (left, inner, right) = match spec.align {
        Align::Left => (0, 0, padding),
        Align::Right => (padding, 0, 0),
        Align::Center => (padding / 2, 0, padding - padding / 2),
        Align::AfterSign => (0, padding, 0),
    };
    push_fill(spec.fill, left, out);
    out.extend(sign);
    out.extend_from_slice(parts.prefix);
    push_fill(spec.fill, inner, out);
    push_grouped(parts.digits, zeros, separator, parts.group, out);
    if parts.point {
        out.push(b'.');
    }
    push_fraction(parts.fraction, spec.fraction_grouping, out);
    out.extend_from_slice(parts.rest);
    push_fill(spec.fill, right, out);
    Ok(())
}

/// How many zeros to put before `digits` so that they, grouped, fill `least` characters, and the
/// width that results. A separator never comes first, so the width may exceed `least` by one.
fn grouped_width(digits: usize, least: usize, separator: Option<u8>, group: usize) -> (usize, usize) {
    if digits == 0 {
        return (0, 0);
    }
    let Some(_) = separator else {
        let width = digits.max(least);
        return (width - digits, width);
    };
    let grouped = |count: usize| count + (count - 1) / group;
    if grouped(digits) >= least {
        return (0, grouped(digits));
    }
    // Each full group with its separator takes group + 1 characters.
    let (groups, left) = (least / (group + 1), least % (group + 1));
    let count = groups * group + left.max(1);
    (count - digits, grouped(count))
}

fn push_grouped(digits: &[u8], zeros: usize, separator: Option<u8>, group: usize, out: &mut Vec<u8>) {
    let Some(separator) = separator else {
        push_fill('0', zeros, out);
        out.extend_from_slice(digits);
        return;
    };
    let count = zeros + digits.len();
    for index in 0..count {
        if index > 0 && (count - index).is_multiple_of(group) {
            out.push(separator);
        }
        out.push(if index < zeros { b'0' } else { digits[index - zeros] });
    }
}

/// Groups of three from the point on.
fn push_fraction(fraction: &[u8], grouping: Grouping, out: &mut Vec<u8>) {
    let Some(separator) = grouping.separator() else {
        out.extend_from_slice(fraction);
        return;
    };
    for (index, group) in fraction.chunks(3).enumerate() {
        if index > 0 {
            out.push(separator);
        }
        out.extend_from_slice(group);
    }
}
