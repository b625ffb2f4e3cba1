//! Python values to bytes.

use super::error;
use super::layout::{Item, Layout};
use taipan_runtime::layout::{Payload, shape_id};
use taipan_runtime::objects::{bytes, float, int};
use taipan_runtime::{Raised, Thread, Value, ops, types};

/// Fills `out`, which is as long as the layout and zero, with the values (as many as the layout wants).
pub fn pack(t: &mut Thread, layout: &Layout, values: &[Value], out: &mut [u8]) -> Result<(), Raised> {
    let mut next = values.iter();
    for item in &layout.items {
        if matches!(item.code, b's' | b'p') {
            let v = next.next().copied().unwrap_or(Value::NONE);
            text(t, item, v, &mut out[item.offset..item.offset + item.count])?;
            continue;
        }
        for k in 0..item.count {
            let v = next.next().copied().unwrap_or(Value::NONE);
            let at = item.offset + k * item.size;
            let target = &mut out[at..at + item.size];
            one(t, item.code, v, target)?;
            if layout.big_endian {
                let half = if matches!(item.code, b'F' | b'D') { item.size / 2 } else { item.size };
                target.chunks_exact_mut(half).for_each(<[u8]>::reverse);
            }
        }
    }
    Ok(())
}

fn text(t: &mut Thread, item: &Item, v: Value, out: &mut [u8]) -> Result<(), Raised> {
    let contents = if bytes::is_bytes(t, v) || bytes::is_bytearray(t, v) {
        bytes::slice_of(t, &v)
    } else {
        None
    };
    let Some(contents) = contents else {
        return Err(error(t, format!("argument for '{}' must be a bytes object", char::from(item.code))));
    };
    if item.code == b's' {
        let n = contents.len().min(out.len());
        out[..n].copy_from_slice(&contents[..n]);
    } else if !out.is_empty() {
        let n = contents.len().min(out.len() - 1);
        out[1..=n].copy_from_slice(&contents[..n]);
        out[0] = n.min(255) as u8;
    }
    Ok(())
}

/// Least and largest value of an integer code of `size` bytes.
fn range(code: u8, size: usize) -> (i128, i128) {
    let bits = 8 * size as u32;
    if code.is_ascii_uppercase() {
        (0, (1i128 << bits) - 1)
    } else {
        (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
    }
}

fn integer(t: &mut Thread, code: u8, v: Value, size: usize) -> Result<i128, Raised> {
    let index = t.names.index;
    if !int::is_int(t, v) && ops::lookup_special(t, v, index).is_none() {
        return Err(error(t, "required argument is not an integer"));
    }
    let exact = ops::index_value(t, v)?;
    let n = int::with_view(exact, taipan_numeric::limbs::to_i128);
    if code == b'P' {
        // Pointers may be negative, and wrap.
        return match n {
            Some(n) if (-(1i128 << 63)..1i128 << 64).contains(&n) => Ok(n),
            _ => Err(t.overflow_error("int too large to convert")),
        };
    }
    let (low, high) = range(code, size);
    match n {
        Some(n) if (low..=high).contains(&n) => Ok(n),
        _ => Err(error(t, format!("'{}' format requires {low} <= number <= {high}", char::from(code)))),
    }
}

fn real(t: &mut Thread, v: Value) -> Result<f64, Raised> {
    match float::to_f64(t, v) {
        Ok(x) => Ok(x),
        Err(_) if t.pending_is(t.exceptions.type_error) => {
            t.take_pending();
            Err(error(t, "required argument is not a float"))
        }
        Err(raised) => Err(raised),
    }
}

fn single(t: &mut Thread, x: f64, code: char) -> Result<f32, Raised> {
    let y = x as f32;
    if y.is_infinite() && x.is_finite() {
        return Err(t.overflow_error(format!("float too large to pack with {code} format")));
    }
    Ok(y)
}

/// Half precision, rounded half to even; `None`: too large.
fn half(x: f64) -> Option<u16> {
    let sign = if x.is_sign_negative() { 0x8000 } else { 0 };
    if x.is_nan() {
        return Some(sign | 0x7E00);
    }
    if x.is_infinite() {
        return Some(sign | 0x7C00);
    }
    let size = x.abs();
    if size == 0.0 {
        return Some(sign);
    }
    let exponent = ((size.to_bits() >> 52) as i32 - 1023).max(-14);
    // Units in the last place of a half with this exponent: exact, since only powers of two are involved.
    let units = size / 2f64.powi(exponent - 10);
    let rounded = taipan_numeric::floats::round_half_even(units) as u32;
    let bits = if exponent == -14 && rounded < 1024 {
        rounded
    } else {
        ((exponent + 14) as u32) * 1024 + rounded
    };
    if bits >= 0x7C00 { None } else { Some(sign | bits as u16) }
}

fn complex(t: &mut Thread, v: Value) -> Result<(f64, f64), Raised> {
    if v.has_shape(shape_id::COMPLEX) || (v.is_pointer() && types::payload(t.class_of(v)) == Payload::Complex) {
        let parts = ["real", "imag"].map(|name| t.intern(name)).map(|name| ops::get_attr(t, v, name));
        let [real, imaginary] = parts;
        return Ok((float::to_f64(t, real?)?, float::to_f64(t, imaginary?)?));
    }
    match float::to_f64(t, v) {
        Ok(x) => Ok((x, 0.0)),
        Err(_) if t.pending_is(t.exceptions.type_error) => {
            t.take_pending();
            Err(error(t, "required argument is not a complex"))
        }
        Err(raised) => Err(raised),
    }
}

/// One value, in little-endian order.
fn one(t: &mut Thread, code: u8, v: Value, out: &mut [u8]) -> Result<(), Raised> {
    match code {
        b'c' => match bytes::slice_of(t, &v) {
            Some([byte]) if bytes::is_bytes(t, v) || bytes::is_bytearray(t, v) => out[0] = *byte,
            _ => return Err(error(t, "char format requires a bytes object of length 1")),
        },
        b'?' => out[0] = u8::from(ops::truth(t, v)?),
        b'e' => match half(real(t, v)?) {
            Some(bits) => out.copy_from_slice(&bits.to_le_bytes()),
            None => return Err(t.overflow_error("float too large to pack with e format")),
        },
        b'f' => {
            let x = real(t, v)?;
            out.copy_from_slice(&single(t, x, 'f')?.to_le_bytes());
        }
        b'd' => out.copy_from_slice(&real(t, v)?.to_le_bytes()),
        b'F' => {
            let (x, y) = complex(t, v)?;
            out[..4].copy_from_slice(&single(t, x, 'f')?.to_le_bytes());
            out[4..].copy_from_slice(&single(t, y, 'f')?.to_le_bytes());
        }
        b'D' => {
            let (x, y) = complex(t, v)?;
            out[..8].copy_from_slice(&x.to_le_bytes());
            out[8..].copy_from_slice(&y.to_le_bytes());
        }
        _ => {
            let size = out.len();
            let n = integer(t, code, v, size)?;
            out.copy_from_slice(&n.to_le_bytes()[..size]);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn halves() {
        assert_eq!(half(1.5), Some(0x3E00));
        assert_eq!(half(65504.0), Some(0x7BFF));
        assert_eq!(half(65520.0), None);
        assert_eq!(half(5.960464477539063e-08), Some(1));
        assert_eq!(half(-2.0), Some(0xC000));
        assert_eq!(half(0.1), Some(0x2E66));
    }
}
