//! The source ranges of a unit's instructions, packed: only tracebacks, `co_positions()` and the like
//! read them, so they stay in the form in which they are stored, some two bytes for an instruction
//! instead of sixteen.

use crate::unit::Location;

/// A [`Location`] for every instruction word.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Locations {
    /// Runs of equal locations, each relative to the one before: length, line, end line, column, end column.
    packed: Box<[u8]>,
    count: u32,
}

impl Locations {
    pub fn pack(locations: &[Location]) -> Locations {
        let mut packed = Vec::with_capacity(locations.len() * 2);
        let mut before = Location::default();
        for run in locations.chunk_by(|left, right| left == right) {
            let location = run[0];
            put(&mut packed, run.len() as u64);
            put(&mut packed, zigzag(i64::from(location.line) - i64::from(before.line)));
            put(&mut packed, zigzag(i64::from(location.end_line) - i64::from(location.line)));
            put(&mut packed, u64::from(location.column));
            put(&mut packed, zigzag(i64::from(location.end_column) - i64::from(location.column)));
            before = location;
        }
        Locations {
            packed: packed.into_boxed_slice(),
            count: locations.len() as u32,
        }
    }

    /// From the parts that [`Locations::packed`] and [`Locations::len`] give.
    pub fn from_packed(packed: &[u8], count: usize) -> Locations {
        Locations {
            packed: packed.into(),
            count: count as u32,
        }
    }

    pub fn packed(&self) -> &[u8] {
        &self.packed
    }

    /// The same behind one more word, which has no location.
    pub fn behind_one_without(&self) -> Locations {
        let mut packed = vec![1, 0, 0, 0, 0];
        packed.extend_from_slice(&self.packed);
        Locations::from_packed(&packed, self.len() + 1)
    }

    /// Number of instruction words.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The location of the instruction word at `pc`; none where there is no such word.
    pub fn get(&self, pc: usize) -> Location {
        let mut end = 0;
        for (run, location) in self.runs() {
            end += run;
            if pc < end {
                return location;
            }
        }
        Location::default()
    }

    /// Number of words in a row and their location.
    pub fn runs(&self) -> impl Iterator<Item = (usize, Location)> + '_ {
        let mut rest = &*self.packed;
        let mut line = 0;
        std::iter::from_fn(move || {
            let run = take(&mut rest)?;
            line = relative(line, take(&mut rest)?);
            let end_line = relative(line, take(&mut rest)?);
            let column = take(&mut rest)? as u32;
            let end_column = relative(column, take(&mut rest)?);
            let location = Location {
                line,
                end_line,
                column,
                end_column,
            };
            Some((run as usize, location))
        })
    }
}

fn relative(base: u32, delta: u64) -> u32 {
    i64::from(base).wrapping_add(unzigzag(delta)) as u32
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// Appends a number of seven bits per byte, the lowest first.
pub(crate) fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

pub(crate) fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

pub(crate) fn unzigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_keeps_its_location() {
        let at = |line, end_line, column, end_column| Location {
            line,
            end_line,
            column,
            end_column,
        };
        let all = [
            Location::default(),
            at(3, 4, 7, 2),
            at(3, 4, 7, 2),
            at(2, 2, 300, 4000),
            Location::default(),
            at(70_000, 70_001, 0, 1),
        ];
        let packed = Locations::pack(&all);
        for (pc, location) in all.iter().enumerate() {
            assert_eq!(packed.get(pc), *location);
        }
        assert_eq!((packed.len(), packed.get(6)), (6, Location::default()));
        assert_eq!(Locations::from_packed(packed.packed(), 6), packed);
        assert!(Locations::default().is_empty());
        let behind = packed.behind_one_without();
        assert_eq!((behind.get(0), behind.get(1), behind.get(2)), (all[0], all[0], all[1]));
    }
}
