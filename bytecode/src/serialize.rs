//! Code units as bytes and back, for the cache of the compiled library.
//!
//! The header names the format and a fingerprint of the opcode table, so that a cache written by
//! another build is refused instead of misread; a checksum and [`verify`] keep
//! damaged files away from the interpreter. All strings go through one table.

use crate::locations::{Locations, put, unzigzag, zigzag};
use crate::opcode::{ALL, Intrinsic};
use crate::unit::{CodeFlags, CodeUnit, Const, ExceptionEntry};
use crate::verify::verify;
use std::collections::HashMap;
use std::sync::LazyLock;

const MAGIC: &[u8; 4] = b"TPBC";
/// Changes when the meaning of instructions or this format changes.
const FORMAT_VERSION: u64 = 2;

/// Identifies the format and the instruction table of this build.
pub fn fingerprint() -> u64 {
    let names = ALL.iter().flat_map(|op| op.name().bytes().chain([0]));
    let intrinsics = Intrinsic::ALL.iter().flat_map(|name| format!("{name:?}\0").into_bytes());
    hash(names.chain(intrinsics), FORMAT_VERSION)
}

/// FNV-1a.
fn hash(bytes: impl Iterator<Item = u8>, seed: u64) -> u64 {
    bytes.fold(0xCBF2_9CE4_8422_2325 ^ seed, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
    })
}

/// The unit as bytes.
pub fn serialize(unit: &CodeUnit) -> Vec<u8> {
    let mut writer = Writer {
        body: Vec::new(),
        strings: HashMap::new(),
        table: Vec::new(),
    };
    writer.unit(unit);
    let mut payload = Vec::new();
    put(&mut payload, writer.table.len() as u64);
    for text in &writer.table {
        put(&mut payload, text.len() as u64);
        payload.extend_from_slice(text);
    }
    payload.extend_from_slice(&writer.body);
    let mut bytes = Vec::with_capacity(payload.len() + 20);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&fingerprint().to_le_bytes());
    bytes.extend_from_slice(&hash(payload.iter().copied(), 0).to_le_bytes());
    bytes.extend_from_slice(&payload);
    bytes
}

/// The unit that [`serialize`] wrote.
///
/// # Errors
/// When the bytes come from another build, are damaged, or hold a unit that does not verify.
pub fn deserialize(bytes: &[u8]) -> Result<CodeUnit, String> {
    let (checksum, payload) = parts(bytes)?;
    if checksum != hash(payload.iter().copied(), 0).to_le_bytes() {
        return Err("damaged bytecode".to_string());
    }
    let unit = read(payload)?;
    verify(&unit)?;
    Ok(unit)
}

/// As [`deserialize`], for bytes that are part of the running binary: they are as trustworthy as its machine code, and
/// checking them would take longer than reading them.
///
/// # Errors
/// When the bytes come from another build or end early.
pub fn deserialize_own(bytes: &[u8]) -> Result<CodeUnit, String> {
    read(parts(bytes)?.1)
}

/// Checksum and payload.
fn parts(bytes: &[u8]) -> Result<(&[u8], &[u8]), String> {
    static FINGERPRINT: LazyLock<u64> = LazyLock::new(fingerprint);
    let payload = bytes
        .strip_prefix(MAGIC)
        .and_then(|rest| rest.strip_prefix(&FINGERPRINT.to_le_bytes()[..]))
        .ok_or("bytecode of another version")?;
    Ok(payload.split_at_checked(8).ok_or("truncated bytecode")?)
}

fn read(payload: &[u8]) -> Result<CodeUnit, String> {
    let mut reader = Reader {
        bytes: payload,
        strings: Vec::new(),
    };
    Ok(reader.strings().and_then(|()| reader.unit()).ok_or("truncated bytecode")?)
}

struct Writer {
    body: Vec<u8>,
    strings: HashMap<Vec<u8>, u64>,
    table: Vec<Vec<u8>>,
}

impl Writer {
    fn number(&mut self, value: u64) {
        put(&mut self.body, value);
    }

    fn text(&mut self, text: &[u8]) {
        let index = match self.strings.get(text) {
            Some(&index) => index,
            None => {
                let index = self.table.len() as u64;
                self.strings.insert(text.to_vec(), index);
                self.table.push(text.to_vec());
                index
            }
        };
        self.number(index);
    }

    fn texts(&mut self, texts: &[String]) {
        self.number(texts.len() as u64);
        texts.iter().for_each(|text| self.text(text.as_bytes()));
    }

    fn unit(&mut self, unit: &CodeUnit) {
        self.text(unit.name.as_bytes());
        self.text(unit.qualname.as_bytes());
        self.text(unit.filename.as_bytes());
        for value in [
            unit.first_line,
            unit.flags.0,
            unit.arg_count,
            unit.positional_only_count,
            unit.keyword_only_count,
            unit.local_count,
            unit.free_start,
            unit.register_count,
        ] {
            self.number(u64::from(value));
        }
        self.texts(&unit.register_names);
        self.texts(&unit.names);
        self.number(unit.cell_registers.len() as u64);
        unit.cell_registers.iter().for_each(|&register| self.number(u64::from(register)));
        self.number(unit.code.len() as u64);
        unit.code.iter().for_each(|word| self.body.extend_from_slice(&word.to_le_bytes()));
        self.number(unit.locations.packed().len() as u64);
        self.body.extend_from_slice(unit.locations.packed());
        self.number(unit.exceptions.len() as u64);
        for entry in &unit.exceptions {
            for value in [entry.start, entry.end - entry.start, entry.handler, u32::from(entry.register)] {
                self.number(u64::from(value));
            }
            self.body.push(u8::from(entry.cleanup));
        }
        self.number(unit.consts.len() as u64);
        unit.consts.iter().for_each(|constant| self.constant(constant));
    }

    fn constants(&mut self, tag: u8, items: &[Const]) {
        self.body.push(tag);
        self.number(items.len() as u64);
        items.iter().for_each(|item| self.constant(item));
    }

    fn constant(&mut self, constant: &Const) {
        match constant {
            Const::None => self.body.push(0),
            Const::True => self.body.push(1),
            Const::False => self.body.push(2),
            Const::Ellipsis => self.body.push(3),
            Const::Int(value) => {
                self.body.push(4);
                self.number(zigzag(*value));
            }
            Const::BigInt(limbs) => {
                self.body.push(5);
                self.number(limbs.len() as u64);
                limbs.iter().for_each(|limb| self.body.extend_from_slice(&limb.to_le_bytes()));
            }
            Const::Float(value) => {
                self.body.push(6);
                self.body.extend_from_slice(&value.to_bits().to_le_bytes());
            }
            Const::Complex(real, imaginary) => {
                self.body.push(7);
                self.body.extend_from_slice(&real.to_bits().to_le_bytes());
                self.body.extend_from_slice(&imaginary.to_bits().to_le_bytes());
            }
            Const::Str(text) => {
                self.body.push(8);
                self.text(text);
            }
            Const::Bytes(bytes) => {
                self.body.push(9);
                self.text(bytes);
            }
            Const::Tuple(items) => self.constants(10, items),
            Const::FrozenSet(items) => self.constants(11, items),
            Const::Code(code) => {
                self.body.push(12);
                self.unit(code);
            }
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    strings: Vec<&'a [u8]>,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn number(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    /// A count of things that take at least one byte each.
    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|&count| count <= self.bytes.len())
    }

    fn word(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn strings(&mut self) -> Option<()> {
        for _ in 0..self.count()? {
            let length = self.count()?;
            let text = self.take(length)?;
            self.strings.push(text);
        }
        Some(())
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        let index = usize::try_from(self.number()?).ok()?;
        self.strings.get(index).copied()
    }

    fn string(&mut self) -> Option<String> {
        String::from_utf8(self.text()?.to_vec()).ok()
    }

    fn unit(&mut self) -> Option<CodeUnit> {
        let (name, qualname, filename) = (self.string()?, self.string()?, self.string()?);
        let mut fields = [0u32; 8];
        for field in &mut fields {
            *field = self.small()?;
        }
        let register_names = (0..self.count()?).map(|_| self.string()).collect::<Option<Vec<_>>>()?;
        let names = (0..self.count()?).map(|_| self.string()).collect::<Option<Vec<_>>>()?;
        let cell_registers = (0..self.count()?).map(|_| u16::try_from(self.number()?).ok()).collect::<Option<Vec<_>>>()?;
        let length = self.count()?;
        let code = self
            .take(length.checked_mul(4)?)?
            .chunks_exact(4)
            .map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
            .collect();
        let packed = self.count()?;
        let locations = Locations::from_packed(self.take(packed)?, length);
        let exceptions = (0..self.count()?).map(|_| self.exception()).collect::<Option<Vec<_>>>()?;
        let consts = (0..self.count()?).map(|_| self.constant()).collect::<Option<Vec<_>>>()?;
        let [
            first_line,
            flags,
            arg_count,
            positional_only_count,
            keyword_only_count,
            local_count,
            free_start,
            register_count,
        ] = fields;
        Some(CodeUnit {
            name,
            qualname,
            filename,
            first_line,
            flags: CodeFlags(flags),
            arg_count,
            positional_only_count,
            keyword_only_count,
            register_names,
            local_count,
            cell_registers,
            free_start,
            register_count,
            code,
            consts,
            names,
            exceptions,
            locations,
        })
    }

    fn exception(&mut self) -> Option<ExceptionEntry> {
        let (start, length, handler) = (self.small()?, self.small()?, self.small()?);
        let register = u16::try_from(self.number()?).ok()?;
        let cleanup = self.byte()? != 0;
        Some(ExceptionEntry {
            start,
            end: start.checked_add(length)?,
            handler,
            register,
            cleanup,
        })
    }

    fn constant(&mut self) -> Option<Const> {
        Some(match self.byte()? {
            0 => Const::None,
            1 => Const::True,
            2 => Const::False,
            3 => Const::Ellipsis,
            4 => Const::Int(unzigzag(self.number()?)),
            5 => Const::BigInt((0..self.count()?).map(|_| self.word()).collect::<Option<Vec<_>>>()?),
            6 => Const::Float(f64::from_bits(self.word()?)),
            7 => Const::Complex(f64::from_bits(self.word()?), f64::from_bits(self.word()?)),
            8 => Const::Str(self.text()?.to_vec()),
            9 => Const::Bytes(self.text()?.to_vec()),
            10 => Const::Tuple((0..self.count()?).map(|_| self.constant()).collect::<Option<Vec<_>>>()?),
            11 => Const::FrozenSet((0..self.count()?).map(|_| self.constant()).collect::<Option<Vec<_>>>()?),
            12 => Const::Code(Box::new(self.unit()?)),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instruction::Instruction;
    use crate::opcode::Op;
    use crate::unit::Location;

    fn unit() -> CodeUnit {
        let location = Location {
            line: 3,
            end_line: 4,
            column: 7,
            end_column: 2,
        };
        CodeUnit {
            name: "f".to_string(),
            qualname: "C.f".to_string(),
            filename: "x.py".to_string(),
            register_names: vec!["a".to_string()],
            local_count: 1,
            free_start: 1,
            register_count: 2,
            code: vec![Instruction::abx(Op::LoadConst, 1, 0).0, Instruction::abc(Op::Return, 1, 0, 0).0],
            consts: vec![
                Const::Tuple(vec![Const::Int(i64::MIN), Const::Float(-0.0), Const::Str(b"\xED\xA0\x80".to_vec())]),
                Const::BigInt(vec![1, 2]),
            ],
            locations: Locations::pack(&[location, Location::default()]),
            ..CodeUnit::default()
        }
    }

    #[test]
    fn units_survive_the_round_trip() {
        let mut outer = unit();
        outer.consts.push(Const::Code(Box::new(unit())));
        assert_eq!(deserialize(&serialize(&outer)).unwrap(), outer);
    }

    #[test]
    fn damage_is_found() {
        let mut bytes = serialize(&unit());
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        assert_eq!(deserialize(&bytes).unwrap_err(), "damaged bytecode");
        bytes[5] ^= 1;
        assert_eq!(deserialize(&bytes).unwrap_err(), "bytecode of another version");
    }
}
