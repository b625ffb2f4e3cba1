//! f-strings and t-strings.

use super::Generator;
use crate::constants;
use crate::error::Outcome;
use ruff_python_ast::{self as ast, ConversionFlag, FStringPart, InterpolatedStringElement};
use ruff_text_size::Ranged;
use taipan_bytecode::{Const, Intrinsic, Location, Op};

/// Pieces joined by one instruction.
const MAX_PIECES: usize = 64;

/// A piece of an f-string.
enum Piece<'a> {
    Text(Vec<u8>),
    Field(&'a ast::InterpolatedElement, bool),
}

impl<'a> Generator<'a> {
    pub fn f_string(&mut self, node: &'a ast::ExprFString, dst: u32) -> Outcome<()> {
        let mut pieces = Vec::new();
        for part in &node.value {
            match part {
                FStringPart::Literal(literal) => {
                    let mut text = Vec::new();
                    constants::append_string_part(literal, self.source, &mut text);
                    push_text(&mut pieces, text);
                }
                FStringPart::FString(string) => {
                    let raw = string.flags.prefix().is_raw();
                    self.pieces(&string.elements, raw, &mut pieces);
                }
            }
        }
        self.join_pieces(pieces, node, dst)
    }

    fn pieces(&self, elements: &'a ast::InterpolatedStringElements, raw: bool, pieces: &mut Vec<Piece<'a>>) {
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(literal) => {
                    let mut text = Vec::new();
                    constants::append_interpolated_literal(literal, self.source, raw, &mut text);
                    push_text(pieces, text);
                }
                InterpolatedStringElement::Interpolation(field) => {
                    if let Some(debug) = &field.debug_text {
                        push_text(pieces, debug_text(debug));
                    }
                    pieces.push(Piece::Field(field, raw));
                }
            }
        }
    }

    fn join_pieces(&mut self, pieces: Vec<Piece<'a>>, node: &impl Ranged, dst: u32) -> Outcome<()> {
        let location = self.source.location(node.range());
        match &pieces[..] {
            [] => {
                self.set_location(location);
                self.load_str(dst, "");
                return Ok(());
            }
            [Piece::Field(field, raw)] => return self.field(field, *raw, dst),
            _ => {}
        }
        if pieces.len() > MAX_PIECES {
            return self.join_many(pieces, location, dst);
        }
        let count = pieces.len() as u32;
        let base = self.block(dst, count);
        let single = count == 1;
        for (index, piece) in pieces.into_iter().enumerate() {
            let register = if single { dst } else { base + index as u32 };
            match piece {
                Piece::Text(text) => {
                    self.set_location(location);
                    self.load_const(register, Const::Str(text));
                }
                Piece::Field(field, raw) => self.field(field, raw, register)?,
            }
        }
        if !single {
            self.set_location(location);
            self.emit(Op::BuildString, dst, base, count);
        }
        Ok(())
    }

    /// r[dst] = the formatted value of a replacement field.
    fn field(&mut self, field: &'a ast::InterpolatedElement, raw: bool, dst: u32) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        let hint = self.hint(dst);
        let mut value = self.operand(&field.expression, hint)?;
        self.at(field);
        if let Some(number) = conversion(field) {
            let converted = self.scratch(dst);
            self.emit(Op::Convert, converted, value, number);
            value = converted;
        }
        match &field.format_spec {
            Some(spec) => {
                let register = self.temporary();
                let mut pieces = Vec::new();
                self.pieces(&spec.elements, raw, &mut pieces);
                self.join_pieces(pieces, &**spec, register)?;
                self.at(field);
                self.emit(Op::FormatSpec, dst, value, register);
            }
            None => self.emit(Op::FormatSimple, dst, value, 0),
        }
        self.unit.next_temporary = mark;
        Ok(())
    }

    /// Strings and interpolations of a template, in two tuples: always one string more.
    pub fn t_string(&mut self, node: &'a ast::ExprTString, dst: u32) -> Outcome<()> {
        let location = self.source.location(node.range());
        let mut pieces = Vec::new();
        for string in &node.value {
            let raw = string.flags.prefix().is_raw();
            self.pieces(&string.elements, raw, &mut pieces);
        }
        let mut strings: Vec<Const> = Vec::new();
        let mut fields = Vec::new();
        let mut pending = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => pending.extend(text),
                Piece::Field(field, raw) => {
                    strings.push(Const::Str(std::mem::take(&mut pending)));
                    fields.push((field, raw));
                }
            }
        }
        strings.push(Const::Str(pending));
        let base = self.unit.allocate(2);
        self.set_location(location);
        self.load_const(base, Const::Tuple(strings));
        let values = self.unit.allocate(fields.len() as u32);
        for (index, (field, raw)) in fields.iter().enumerate() {
            self.interpolation(field, *raw, values + index as u32)?;
        }
        self.set_location(location);
        self.emit(Op::BuildTuple, base + 1, values, fields.len() as u32);
        self.emit(Op::Intrinsic, dst, base, Intrinsic::BuildTemplate as u32);
        Ok(())
    }

    fn interpolation(&mut self, field: &'a ast::InterpolatedElement, raw: bool, dst: u32) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        let base = self.unit.allocate(4);
        self.expression_into(&field.expression, base)?;
        self.at(field);
        let source = self.field_source(field);
        self.load_str(base + 1, &source);
        match conversion(field) {
            None => self.load_none(base + 2),
            Some(number) => self.load_str(base + 2, ["s", "r", "a"][number as usize - 1]),
        }
        match &field.format_spec {
            Some(spec) => {
                let mut pieces = Vec::new();
                self.pieces(&spec.elements, raw, &mut pieces);
                self.join_pieces(pieces, &**spec, base + 3)?;
            }
            None => self.load_str(base + 3, ""),
        }
        self.at(field);
        self.emit(Op::Intrinsic, dst, base, Intrinsic::BuildInterpolation as u32);
        self.unit.next_temporary = mark;
        Ok(())
    }

    /// The text of a field's expression as it is written: up to the `=`, `!`, `:` or `}`.
    fn field_source(&self, field: &ast::InterpolatedElement) -> String {
        let start = field.range().start().to_usize() + 1;
        let expression = field.expression.range();
        let text = &self.source.text;
        let mut open = text[start..expression.start().to_usize()].matches('(').count();
        let mut end = expression.end().to_usize();
        let mut in_comment = false;
        for (offset, byte) in text.bytes().enumerate().skip(end) {
            match byte {
                b'\n' => in_comment = false,
                _ if in_comment => {}
                b'#' => in_comment = true,
                b')' if open > 0 => open -= 1,
                b'=' | b'!' | b':' | b'}' if open == 0 => {
                    end = offset;
                    break;
                }
                _ => {}
            }
        }
        without_comments(&text[start..end])
    }

    /// Long f-strings are collected in a list: `"".join([…])`.
    fn join_many(&mut self, pieces: Vec<Piece<'a>>, location: Location, dst: u32) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        let base = self.unit.allocate(3);
        let (list, piece) = (base + 2, self.temporary());
        self.set_location(location);
        self.load_str(base, "");
        let join = self.unit.name("join");
        self.emit(Op::LoadMethod, base, base, join);
        self.emit(Op::BuildList, list, list, 0);
        for part in pieces {
            match part {
                Piece::Text(text) => {
                    self.set_location(location);
                    self.load_const(piece, Const::Str(text));
                }
                Piece::Field(field, raw) => self.field(field, raw, piece)?,
            }
            self.set_location(location);
            self.emit(Op::ListAppend, list, piece, 0);
        }
        self.emit(Op::CallMethod, dst, base, 1);
        self.unit.next_temporary = mark;
        Ok(())
    }
}

/// Drops comments (which a field on several lines may have) but not the newlines behind them.
fn without_comments(text: &str) -> String {
    if !text.contains('#') {
        return text.to_string();
    }
    let mut result = String::new();
    let mut quote: Option<char> = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (None, '#') => {
                if characters.by_ref().any(|skipped| skipped == '\n') {
                    result.push('\n');
                }
                continue;
            }
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (Some(_), '\\') => {
                result.push(character);
                result.extend(characters.next());
                continue;
            }
            _ => {}
        }
        result.push(character);
    }
    result
}

fn push_text(pieces: &mut Vec<Piece<'_>>, text: Vec<u8>) {
    if text.is_empty() {
        return;
    }
    match pieces.last_mut() {
        Some(Piece::Text(before)) => before.extend(text),
        _ => pieces.push(Piece::Text(text)),
    }
}

fn debug_text(debug: &ast::DebugText) -> Vec<u8> {
    without_comments(&format!("{}{}{}", debug.leading(), debug.expression(), debug.trailing())).into_bytes()
}

/// Number of the conversion for `Op::Convert`. `{x=}` without a format converts with repr.
fn conversion(field: &ast::InterpolatedElement) -> Option<u32> {
    match field.conversion {
        ConversionFlag::Str => Some(1),
        ConversionFlag::Repr => Some(2),
        ConversionFlag::Ascii => Some(3),
        ConversionFlag::None if field.debug_text.is_some() && field.format_spec.is_none() => Some(2),
        ConversionFlag::None => None,
    }
}
