//! Bytes to Python values.

use super::layout::Layout;
use taipan_runtime::objects::{bytes, int, list, tuple};
use taipan_runtime::{Raised, Thread, Value};

/// The values in `data`, which is as long as the layout, as a tuple.
pub fn unpack(t: &mut Thread, layout: &Layout, data: &[u8]) -> Result<Value, Raised> {
    let out = list::with_capacity(t, layout.values);
    for item in &layout.items {
        if item.code == b's' {
            let v = bytes::new(t, &data[item.offset..item.offset + item.count]);
            list::push(t, out, v);
            continue;
        }
        if item.code == b'p' {
            let piece = &data[item.offset..item.offset + item.count];
            let n = piece.first().map_or(0, |n| usize::from(*n).min(piece.len() - 1));
            let v = bytes::new(t, piece.get(1..=n).unwrap_or(&[]));
            list::push(t, out, v);
            continue;
        }
        for k in 0..item.count {
            let at = item.offset + k * item.size;
            let mut raw = [0u8; 16];
            let raw = &mut raw[..item.size];
            raw.copy_from_slice(&data[at..at + item.size]);
            if layout.big_endian {
                let half = if matches!(item.code, b'F' | b'D') { item.size / 2 } else { item.size };
                raw.chunks_exact_mut(half).for_each(<[u8]>::reverse);
            }
            let v = one(t, item.code, raw)?;
            list::push(t, out, v);
        }
    }
    Ok(tuple::from_list(t, out))
}

fn single(raw: &[u8]) -> f64 {
    f64::from(f32::from_le_bytes([raw[0], raw[1], raw[2], raw[3]]))
}
fn double(raw: &[u8]) -> f64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&raw[..8]);
    f64::from_le_bytes(bytes)
}

fn half(bits: u16) -> f64 {
    let sign = if bits & 0x8000 != 0 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    match exponent {
        31 if fraction == 0.0 => sign * f64::INFINITY,
        31 => f64::NAN.copysign(sign),
        0 => sign * fraction * 2f64.powi(-24),
        e => sign * (1024.0 + fraction) * 2f64.powi(e - 25),
    }
}

/// One value, from little-endian bytes.
fn one(t: &mut Thread, code: u8, raw: &[u8]) -> Result<Value, Raised> {
    Ok(match code {
        b'c' => bytes::new(t, raw),
        b'?' => Value::bool(raw[0] != 0),
        b'e' => t.float(half(u16::from_le_bytes([raw[0], raw[1]]))),
        b'f' => t.float(single(raw)),
        b'd' => t.float(double(raw)),
        b'F' | b'D' => {
            let (x, y) = if code == b'F' {
                (single(raw), single(&raw[4..]))
            } else {
                (double(raw), double(&raw[8..]))
            };
            let (x, y) = (t.float(x), t.float(y));
            let class = t.types.complex;
            return taipan_runtime::ops::call(t, class, &[x, y]);
        }
        _ => {
            let mut wide = [0u8; 8];
            wide[..raw.len()].copy_from_slice(raw);
            let unsigned = u64::from_le_bytes(wide);
            if code.is_ascii_uppercase() {
                int::from_u64(t, unsigned)
            } else {
                let unused = 64 - 8 * raw.len() as u32;
                t.int((unsigned << unused) as i64 >> unused)
            }
        }
    })
}
