//! What is known of a tagged word: a set of kinds, and the shape when it is an object of one shape.
//!
//! Join is union. Small and big ints are two bits, for native code keeps small ints in registers and a guard that finds
//! a big one leaves (REGIONS: an overflow is no branch), yet to Python and to versions they are one type.

use crate::layout;
use std::fmt;

/// A set of kinds of tagged words.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Type {
    bits: u16,
    /// The shape shared by all objects in the set; 0 = not known.
    shape: u32,
    /// All objects in the set were made by this allocation site (plus one) and are known to nobody else; 0 = not so.
    /// Inference uses it to keep loops with and without such an object apart.
    fresh: u16,
}

const SMALL: u16 = 1;
const BIG: u16 = 2;
const FLOAT: u16 = 4;
const OBJECT: u16 = 8;
const FIRST_CONSTANT: u32 = 4;
const NAMES: [&str; 12] = [
    "small",
    "big",
    "float",
    "object",
    "False",
    "True",
    "None",
    "NotImplemented",
    "Ellipsis",
    "UNBOUND",
    "EXCEPTION",
    "HOLE",
];

impl Type {
    pub const NEVER: Type = Type { bits: 0, shape: 0, fresh: 0 };
    pub const ANY: Type = Type {
        bits: 0xFFF,
        shape: 0,
        fresh: 0,
    };
    pub const SMALL: Type = Type {
        bits: SMALL,
        shape: 0,
        fresh: 0,
    };
    pub const BIG: Type = Type { bits: BIG, shape: 0, fresh: 0 };
    pub const INT: Type = Type {
        bits: SMALL | BIG,
        shape: 0,
        fresh: 0,
    };
    pub const FLOAT: Type = Type {
        bits: FLOAT,
        shape: 0,
        fresh: 0,
    };
    pub const OBJECT: Type = Type {
        bits: OBJECT,
        shape: 0,
        fresh: 0,
    };
    pub const BOOL: Type = Type {
        bits: 0x30,
        shape: 0,
        fresh: 0,
    };

    /// The type of one tagged constant (`0x03 + 8 k`).
    pub fn constant(word: u64) -> Type {
        debug_assert!(word & 7 == 3 && word < 0x40);
        Type {
            bits: 1 << (FIRST_CONSTANT + (word >> 3) as u32),
            shape: 0,
            fresh: 0,
        }
    }
    /// An object of one shape.
    pub fn object(shape: u32) -> Type {
        Type { bits: OBJECT, shape, fresh: 0 }
    }
    /// The type of an immediate word.
    pub fn of_word(word: u64) -> Type {
        if layout::is_small(word) {
            Type::SMALL
        } else if layout::is_unboxed_float(word) {
            Type::FLOAT
        } else if word & 7 == 3 {
            Type::constant(word)
        } else {
            Type::OBJECT
        }
    }
    pub fn union(self, other: Type) -> Type {
        let shape = match (self.bits & OBJECT != 0, other.bits & OBJECT != 0) {
            (true, true) if self.shape == other.shape => self.shape,
            (true, false) => self.shape,
            (false, true) => other.shape,
            _ => 0,
        };
        let fresh = match (self.bits & OBJECT != 0, other.bits & OBJECT != 0) {
            (true, true) if self.fresh == other.fresh => self.fresh,
            (true, false) => self.fresh,
            (false, true) => other.fresh,
            _ => 0,
        };
        Type {
            bits: self.bits | other.bits,
            shape,
            fresh,
        }
    }
    /// What remains of `self` when it is also in `other`.
    pub fn intersect(self, other: Type) -> Type {
        let mut bits = self.bits & other.bits;
        let mut shape = 0;
        if bits & OBJECT != 0 {
            if self.shape != 0 && other.shape != 0 && self.shape != other.shape {
                bits &= !OBJECT;
            } else {
                shape = self.shape.max(other.shape);
            }
        }
        Type {
            bits,
            shape,
            fresh: if bits & OBJECT != 0 { self.fresh.max(other.fresh) } else { 0 },
        }
    }
    /// `self` without the kinds of `other`; objects go only when `other` has all objects, or the same shape.
    pub fn without(self, other: Type) -> Type {
        let mut gone = other.bits;
        if gone & OBJECT != 0 && other.shape != 0 && self.shape != other.shape {
            gone &= !OBJECT;
        }
        let bits = self.bits & !gone;
        let keep = bits & OBJECT != 0;
        Type {
            bits,
            shape: if keep { self.shape } else { 0 },
            fresh: if keep { self.fresh } else { 0 },
        }
    }
    pub fn is_never(self) -> bool {
        self.bits == 0
    }
    /// Is every member of `self` in `other`?
    pub fn within(self, other: Type) -> bool {
        self.bits & !other.bits == 0 && (self.bits & OBJECT == 0 || other.shape == 0 || self.shape == other.shape)
    }
    pub fn meets(self, other: Type) -> bool {
        !self.intersect(other).is_never()
    }
    /// The shape of an object type, when it is one and known.
    pub fn known_shape(self) -> Option<u32> {
        (self.bits == OBJECT && self.shape != 0).then_some(self.shape)
    }
    /// Without the shape (after an effect that may change it).
    pub fn forget_shape(self) -> Type {
        Type { shape: 0, ..self }
    }
    /// The result of an allocation site.
    pub fn made_by(self, site: u32) -> Type {
        Type {
            fresh: site as u16 + 1,
            ..self
        }
    }
    /// After the object was shown to somebody.
    pub fn shared(self) -> Type {
        Type { fresh: 0, ..self }
    }
    /// The allocation site of an object that nobody else knows.
    pub fn fresh_site(self) -> Option<u32> {
        (self.bits == OBJECT && self.fresh != 0).then(|| self.fresh as u32 - 1)
    }
    /// The shape, if any, of the objects in the set.
    pub fn shape(self) -> u32 {
        self.shape
    }
    /// The type as versions see it: ints of any size are one kind, shapes are none.
    pub fn coarse(self) -> Type {
        let ints = if self.bits & (SMALL | BIG) != 0 { SMALL | BIG } else { 0 };
        Type {
            bits: self.bits | ints,
            shape: 0,
            fresh: 0,
        }
    }
    /// The type as versions by freshness see it: made here by one site, or anything.
    pub fn freshness(self) -> Type {
        match self.fresh_site() {
            Some(site) => Type::OBJECT.made_by(site),
            None => Type::ANY,
        }
    }
    /// Ints only, floats only, or one constant: worth a version.
    pub fn is_single(self) -> bool {
        self.bits.count_ones() == 1 || self.bits == SMALL | BIG
    }
    /// Reads what `Display` writes.
    pub fn parse(text: &str) -> Option<Type> {
        let mut all = Type::NEVER;
        for part in text.split('|') {
            let one = match part {
                "any" => Type::ANY,
                "int" => Type::INT,
                "never" => Type::NEVER,
                "bool" => Type::BOOL,
                _ => match part.strip_prefix('#') {
                    Some(shape) => Type::object(shape.parse().ok()?),
                    None => {
                        let bit = NAMES.iter().position(|name| *name == part)?;
                        Type {
                            bits: 1 << bit,
                            shape: 0,
                            fresh: 0,
                        }
                    }
                },
            };
            all = if all.is_never() { one } else { all.union(one) };
        }
        Some(all)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Type::ANY {
            return f.write_str("any");
        }
        if self.bits == 0 {
            return f.write_str("never");
        }
        let mut bits = self.bits;
        let mut first = true;
        let mut put = |f: &mut fmt::Formatter<'_>, name: &dyn fmt::Display| {
            if !std::mem::take(&mut first) {
                f.write_str("|")?;
            }
            name.fmt(f)
        };
        if bits & (SMALL | BIG) == SMALL | BIG {
            put(f, &"int")?;
            bits &= !(SMALL | BIG);
        }
        for (bit, name) in NAMES.iter().enumerate() {
            if bits & (1 << bit) == 0 {
                continue;
            }
            if 1 << bit == OBJECT && self.shape != 0 {
                put(f, &format_args!("#{}", self.shape))?;
            } else {
                put(f, name)?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn union_keeps_a_common_shape_only() {
        let a = Type::object(7);
        assert_eq!(a.union(Type::constant(layout::NONE)).shape(), 7);
        assert_eq!(a.union(Type::object(8)), Type::OBJECT);
        assert!(a.intersect(Type::object(8)).is_never());
        assert_eq!(Type::ANY.intersect(a), a);
        assert_eq!(a.without(Type::object(8)), a);
        assert!(a.without(Type::OBJECT).is_never());
        assert_eq!(Type::OBJECT.without(a), Type::OBJECT);
    }

    #[test]
    fn text_round_trips() {
        for t in [
            Type::ANY,
            Type::INT,
            Type::SMALL,
            Type::object(12),
            Type::FLOAT.union(Type::constant(layout::NONE)),
        ] {
            assert_eq!(Type::parse(&t.to_string()), Some(t), "{t}");
        }
        assert_eq!(Type::parse("int|None").unwrap().to_string(), "int|None");
    }
}
