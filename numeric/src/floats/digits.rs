//! Decimal digits of a float, apart from how they are laid out.

/// Digits `d1 d2 … dn` of the value `0.d1d2…dn * 10**point`, no trailing zeros; zero is the single
/// digit 0 with point 1. The sign is not part of it.
#[derive(Clone, Copy, Debug)]
pub struct Digits {
    bytes: [u8; 17],
    length: u8,
    point: i32,
}

impl Digits {
    /// The digits as ASCII.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).expect("digits are ASCII")
    }

    /// Where the decimal point stands, counted from the first digit.
    pub fn point(&self) -> i32 {
        self.point
    }
}

/// The fewest digits that read back as `value`, which must be finite.
pub fn shortest(value: f64) -> Digits {
    debug_assert!(value.is_finite());
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format_finite(value.abs()).as_bytes();
    let mut digits = Digits {
        bytes: [b'0'; 17],
        length: 0,
        point: 0,
    };
    let mut point = None;
    let mut significant = 0usize;
    let mut leading_zeros = 0;
    let mut exponent = 0;
    for (index, &byte) in text.iter().enumerate() {
        match byte {
            b'.' => point = Some(significant as i32 - leading_zeros),
            b'e' => {
                exponent = std::str::from_utf8(&text[index + 1..])
                    .expect("zmij writes ASCII")
                    .parse()
                    .expect("zmij writes an exponent");
                break;
            }
            b'0' if significant == 0 => leading_zeros += i32::from(point.is_some()),
            digit => {
                // Integers up to 1e16 come with their trailing zeros, as 17 digits at most.
                if significant < 17 {
                    digits.bytes[significant] = digit;
                }
                significant += 1;
            }
        }
    }
    let point = match point {
        // Zeros after the point and before the first digit count backwards.
        Some(position) => position - leading_zeros,
        None => significant as i32,
    };
    let kept = digits.bytes[..significant.min(17)]
        .iter()
        .rposition(|&digit| digit != b'0')
        .map_or(0, |last| last + 1);
    if kept == 0 {
        digits.length = 1;
        digits.point = 1;
    } else {
        digits.length = kept as u8;
        digits.point = point + exponent;
    }
    digits
}
