//! Type codes: how items are read from bytes and written to them, with CPython's range errors.

use taipan_runtime::objects::{float, int, string};
use taipan_runtime::{Raised, Thread, Value, ops};

/// What the items of an array are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    /// `l`
    Long,
    /// `L`
    ULong,
    /// `q`
    I64,
    /// `Q`
    U64,
    F32,
    F64,
    /// `u`
    WideChar,
    /// `w`
    Char,
}

/// An item as bytes, in the machine's order, and how many there are.
pub type Bytes = ([u8; 8], usize);

impl Kind {
    pub fn from_code(code: u8) -> Option<Kind> {
        Some(match code {
            b'b' => Kind::I8,
            b'B' => Kind::U8,
            b'h' => Kind::I16,
            b'H' => Kind::U16,
            b'i' => Kind::I32,
            b'I' => Kind::U32,
            b'l' => Kind::Long,
            b'L' => Kind::ULong,
            b'q' => Kind::I64,
            b'Q' => Kind::U64,
            b'f' => Kind::F32,
            b'd' => Kind::F64,
            b'u' => Kind::WideChar,
            b'w' => Kind::Char,
            _ => return None,
        })
    }
    pub fn code(self) -> u8 {
        match self {
            Kind::I8 => b'b',
            Kind::U8 => b'B',
            Kind::I16 => b'h',
            Kind::U16 => b'H',
            Kind::I32 => b'i',
            Kind::U32 => b'I',
            Kind::Long => b'l',
            Kind::ULong => b'L',
            Kind::I64 => b'q',
            Kind::U64 => b'Q',
            Kind::F32 => b'f',
            Kind::F64 => b'd',
            Kind::WideChar => b'u',
            Kind::Char => b'w',
        }
    }
    /// Bytes per item.
    pub fn size(self) -> usize {
        match self {
            Kind::I8 | Kind::U8 => 1,
            Kind::I16 | Kind::U16 => 2,
            Kind::I32 | Kind::U32 | Kind::F32 | Kind::WideChar | Kind::Char => 4,
            Kind::Long | Kind::ULong | Kind::I64 | Kind::U64 | Kind::F64 => 8,
        }
    }
    pub fn is_text(self) -> bool {
        matches!(self, Kind::WideChar | Kind::Char)
    }
    fn is_unsigned(self) -> bool {
        matches!(self, Kind::U8 | Kind::U16 | Kind::U32 | Kind::ULong | Kind::U64)
    }

    /// The item in the first bytes of `from`.
    #[inline]
    pub fn read(self, t: &mut Thread, from: &[u8]) -> Value {
        macro_rules! number {
            ($type:ty) => {
                <$type>::from_ne_bytes(from[..size_of::<$type>()].try_into().expect("the length is the type's"))
            };
        }
        match self {
            Kind::I8 => Value::small(i64::from(number!(i8))),
            Kind::U8 => Value::small(i64::from(number!(u8))),
            Kind::I16 => Value::small(i64::from(number!(i16))),
            Kind::U16 => Value::small(i64::from(number!(u16))),
            Kind::I32 => Value::small(i64::from(number!(i32))),
            Kind::U32 => Value::small(i64::from(number!(u32))),
            Kind::Long | Kind::I64 => t.int(number!(i64)),
            Kind::ULong | Kind::U64 => int::from_u64(t, number!(u64)),
            Kind::F32 => t.float(f64::from(number!(f32))),
            Kind::F64 => t.float(number!(f64)),
            Kind::WideChar | Kind::Char => string::from_code_point(t, number!(u32)),
        }
    }

    /// A Python value as an item.
    pub fn write(self, t: &mut Thread, v: Value) -> Result<Bytes, Raised> {
        let mut out = [0u8; 8];
        let size = self.size();
        match self {
            Kind::F32 => {
                let x = float::to_f64(t, v)? as f32;
                out[..4].copy_from_slice(&x.to_ne_bytes());
            }
            Kind::F64 => {
                let x = float::to_f64(t, v)?;
                out.copy_from_slice(&x.to_ne_bytes());
            }
            Kind::WideChar | Kind::Char => {
                if !string::is_str(t, v) {
                    let message = format!("array item must be a unicode character, not {}", t.type_name(v));
                    return Err(t.type_error(message));
                }
                if string::char_len(v) != 1 {
                    let n = string::char_len(v);
                    return Err(t.type_error(format!("array item must be a unicode character, not a string of length {n}")));
                }
                let code = string::code_points(&v).next().unwrap_or(0);
                out[..4].copy_from_slice(&code.to_ne_bytes());
            }
            _ => {
                let exact = ops::index_value(t, v)?;
                let bits = if self.is_unsigned() {
                    self.unsigned(t, exact)?
                } else {
                    self.signed(t, exact)? as u64
                };
                out[..size].copy_from_slice(&bits.to_ne_bytes()[..size]);
            }
        }
        Ok((out, size))
    }

    fn signed(self, t: &mut Thread, exact: Value) -> Result<i64, Raised> {
        let n = int::to_i64(exact);
        let (name, low, high) = match self {
            Kind::I8 => ("signed char", -0x80, 0x7F),
            Kind::I16 => ("signed short integer", -0x8000, 0x7FFF),
            Kind::I32 => ("signed integer", -0x8000_0000, 0x7FFF_FFFF),
            _ => ("", i64::MIN, i64::MAX),
        };
        match n {
            Some(n) if (low..=high).contains(&n) => Ok(n),
            None if self == Kind::I64 => Err(t.overflow_error("int too big to convert")),
            None => Err(t.overflow_error("Python int too large to convert to C long")),
            Some(n) if n < low => Err(t.overflow_error(format!("{name} is less than minimum"))),
            Some(_) => Err(t.overflow_error(format!("{name} is greater than maximum"))),
        }
    }

    fn unsigned(self, t: &mut Thread, exact: Value) -> Result<u64, Raised> {
        let n = int::to_u64(exact);
        let (name, high) = match self {
            Kind::U8 => ("unsigned byte integer", 0xFF),
            Kind::U16 => ("unsigned short", 0xFFFF),
            Kind::U32 => ("unsigned int", 0xFFFF_FFFF),
            _ => ("", u64::MAX),
        };
        if int::is_negative(exact) {
            return Err(match self {
                Kind::U8 | Kind::U16 => t.overflow_error(format!("{name} is less than minimum")),
                Kind::U32 | Kind::ULong => t.overflow_error("can't convert negative value to unsigned int"),
                _ => t.overflow_error("can't convert negative int to unsigned"),
            });
        }
        match n {
            Some(n) if n <= high => Ok(n),
            Some(_) => Err(t.overflow_error(format!("{name} is greater than maximum"))),
            None if self == Kind::U64 => Err(t.overflow_error("int too big to convert")),
            None if self == Kind::ULong => Err(t.overflow_error("Python int too large to convert to C unsigned long")),
            None => Err(t.overflow_error(format!("{name} is greater than maximum"))),
        }
    }
}
