//! Code units as text, one instruction per line, stable enough to be compared in tests.
//!
//! Named registers show their name, temporaries `r7`; jump targets are instruction numbers.

use crate::instruction::{Decoded, decode};
use crate::opcode::{Format, Intrinsic, Op};
use crate::roles::is_constant_form;
use crate::unit::{CodeUnit, Const};
use std::fmt::Write;

/// What an operand means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operand {
    Unused,
    Register,
    Name,
    Const,
    Number,
    Intrinsic,
}

/// Meaning of operands a, b, c; for `Abx` formats of a and bx.
pub(crate) fn operands(op: Op) -> [Operand; 3] {
    use Op::*;
    use Operand::{Const as K, Intrinsic as I, Name as N, Number as C, Register as R, Unused as U};
    match op.generic() {
        Nop | Enter | Ext | Jump | JumpBack => [U, U, U],
        Move | LoadCell | StoreCell | Neg | Pos | Invert | Not | ListAppend | SetAdd | SetUpdate | DictUpdate | ListToTuple | FormatSimple | GetIter
        | ForIter | GetYieldFromIter | Yield | GetAwaitable | GetAsyncIter | GetAsyncNext | PushException | BeforeWith | BeforeAsyncWith | MatchMapping
        | MatchSequence | GetLen | DeleteItem => [R, R, U],
        LoadConst | MakeFunction => [R, K, U],
        LoadInt | DeleteLocal | DeleteCell | CopyFreeVars => [R, C, U],
        CheckBound | MakeCell | LoadLocals | LoadBuildClass | LoadAssertionError | Return | EndAsyncFor | PopException | Reraise | ImportStar
        | PrintExpression | JumpIfTrue | JumpIfFalse | JumpIfNone | JumpIfNotNone => [R, U, U],
        LoadGlobal | StoreGlobal | LoadName | StoreName => [R, N, U],
        DeleteGlobal | DeleteName => [U, N, U],
        LoadNameOrCell | LoadFromDictOrGlobal | LoadAttr | StoreAttr | LoadMethod | LoadSuperAttr | LoadSuperMethod | ImportName | ImportFrom => [R, R, N],
        DeleteAttr => [R, U, N],
        CallEx => [R, R, U],
        Call | CallMethod | CallKw | CallMethodKw | BuildTuple | BuildList | BuildSet | BuildMap | BuildString | BuildSlice | ListExtend | Unpack
        | UnpackEx | Convert | Raise | SetFunctionAttribute => [R, R, C],
        Intrinsic => [R, R, I],
        other if is_constant_form(other) => [R, R, K],
        _ => [R, R, R],
    }
}

/// The unit and, indented behind it, the units among its constants.
pub fn disassemble(unit: &CodeUnit) -> String {
    let mut text = String::new();
    disassemble_into(unit, &mut text);
    text
}

fn disassemble_into(unit: &CodeUnit, text: &mut String) {
    let _ = writeln!(
        text,
        "{} ({}) args={}/{}/{} registers={} flags={:#x}",
        unit.qualname,
        unit.register_names.join(" "),
        unit.arg_count,
        unit.positional_only_count,
        unit.keyword_only_count,
        unit.register_count,
        unit.flags.0
    );
    let mut pc = 0;
    let mut line = 0;
    while pc < unit.code.len() {
        let decoded = decode(&unit.code, pc);
        let location = unit.locations.get(pc);
        if location.line != line && location.line != 0 {
            line = location.line;
            let _ = write!(text, "{line:5} ");
        } else {
            text.push_str("      ");
        }
        let _ = writeln!(text, "{pc:4}  {}", instruction_text(unit, &decoded));
        pc = decoded.next;
    }
    for entry in &unit.exceptions {
        let _ = writeln!(
            text,
            "      {}..{} -> {} in {}{}",
            entry.start,
            entry.end,
            entry.handler,
            register(unit, usize::from(entry.register)),
            if entry.cleanup { " cleanup" } else { "" }
        );
    }
    for constant in &unit.consts {
        if let Const::Code(code) = constant {
            text.push('\n');
            disassemble_into(code, text);
        }
    }
}

fn instruction_text(unit: &CodeUnit, ins: &Decoded) -> String {
    let mut text = ins.op.name().to_string();
    let format = ins.op.format();
    let values = match format {
        Format::Abc => [ins.a, ins.b, ins.c],
        _ => [ins.a, ins.bx, 0],
    };
    for (kind, value) in operands(ins.op).into_iter().zip(values) {
        match kind {
            Operand::Unused => {}
            Operand::Register => {
                let _ = write!(text, " {}", register(unit, value));
            }
            Operand::Name => {
                let _ = write!(text, " .{}", unit.names.get(value).map_or("?", String::as_str));
            }
            Operand::Const => {
                let _ = write!(text, " {}", unit.consts.get(value).map_or("?".to_string(), constant_text));
            }
            Operand::Number if ins.op == Op::LoadInt => {
                let _ = write!(text, " {}", ins.offset);
            }
            Operand::Number => {
                let _ = write!(text, " {value}");
            }
            Operand::Intrinsic => {
                let name = Intrinsic::from_number(value).map_or("?".to_string(), |name| format!("{name:?}"));
                let _ = write!(text, " {name}");
            }
        }
    }
    if format == Format::Ax || format == Format::AsBx && ins.op != Op::LoadInt {
        let _ = write!(text, " -> {}", ins.next as i64 + i64::from(ins.offset));
    }
    text
}

fn register(unit: &CodeUnit, register: usize) -> String {
    match unit.register_names.get(register) {
        Some(name) => name.clone(),
        None => format!("r{register}"),
    }
}

/// A constant as Python writes it, roughly.
pub fn constant_text(constant: &Const) -> String {
    let list = |items: &[Const]| items.iter().map(constant_text).collect::<Vec<_>>().join(", ");
    match constant {
        Const::None => "None".to_string(),
        Const::True => "True".to_string(),
        Const::False => "False".to_string(),
        Const::Ellipsis => "...".to_string(),
        Const::Int(value) => value.to_string(),
        Const::BigInt(limbs) => limbs.iter().rev().fold("0x".to_string(), |text, limb| format!("{text}{limb:016x}")),
        Const::Float(value) => format!("{value:?}"),
        Const::Complex(real, imaginary) => format!("({real:?}, {imaginary:?}j)"),
        Const::Str(text) => format!("{:?}", String::from_utf8_lossy(text)),
        Const::Bytes(bytes) => format!("b\"{}\"", bytes.escape_ascii()),
        Const::Tuple(items) => format!("({})", list(items)),
        Const::FrozenSet(items) => format!("frozenset({})", list(items)),
        Const::Code(code) => format!("<code {}>", code.qualname),
    }
}
