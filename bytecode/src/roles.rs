//! Which registers an instruction reads and writes, derived in one place from the opcode table's
//! documentation, so that liveness, verification and the recorder agree.

use crate::instruction::Decoded;
use crate::opcode::Op;

/// Up to four ranges of registers: (first, count).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Registers {
    ranges: [(u32, u32); 4],
    len: u8,
}

impl Registers {
    const fn none() -> Registers {
        Registers { ranges: [(0, 0); 4], len: 0 }
    }
    fn with(mut self, first: usize, count: usize) -> Registers {
        if count > 0 {
            self.ranges[self.len as usize] = (first as u32, count as u32);
            self.len += 1;
        }
        self
    }
    /// Every register, ranges in operand order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.ranges[..self.len as usize].iter().flat_map(|&(first, count)| first..first + count)
    }
    /// The ranges as (first, count).
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges[..self.len as usize]
    }
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// Registers read (`uses`) and written (`defs`) by one instruction.
///
/// A register in both is read first. `defs` of `ForIter` holds only where the following jump is
/// skipped.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Roles {
    pub uses: Registers,
    pub defs: Registers,
}

/// Whether operand `a` is a register that the instruction writes (as its last effect).
pub fn writes_a(op: Op) -> bool {
    use Op::*;
    !matches!(
        op.generic(),
        Nop | Enter
            | Ext
            | CheckBound
            | StoreCell
            | DeleteCell
            | StoreGlobal
            | DeleteGlobal
            | StoreName
            | DeleteName
            | StoreAttr
            | DeleteAttr
            | SetItem
            | DeleteItem
            | SetSlice
            | Jump
            | JumpBack
            | JumpIfTrue
            | JumpIfFalse
            | JumpIfNone
            | JumpIfNotNone
            | Return
            | ListAppend
            | ListExtend
            | SetAdd
            | SetUpdate
            | MapAdd
            | DictUpdate
            | DictMerge
            | EndAsyncFor
            | PopException
            | Raise
            | Reraise
            | ImportStar
            | SetFunctionAttribute
            | PrintExpression
    )
}

/// The registers that the decoded instruction reads and writes.
pub fn roles(ins: &Decoded) -> Roles {
    use Op::*;
    let none = Registers::none();
    let (a, b, c) = (ins.a, ins.b, ins.c);
    let op = ins.op.generic();
    let uses = match op {
        // Unchecked, it only writes: how a temporary becomes UNBOUND.
        DeleteLocal if b == 1 => none,
        Nop | Enter | Ext | LoadConst | LoadInt | CopyFreeVars | LoadGlobal | DeleteGlobal | LoadName | DeleteName | LoadLocals | LoadBuildClass
        | LoadAssertionError | Jump | JumpBack | MakeFunction => none,
        Move | LoadCell | LoadNameOrCell | LoadFromDictOrGlobal | LoadAttr | LoadMethod | Neg | Pos | Invert | Not | ListToTuple | Unpack | UnpackEx
        | FormatSimple | Convert | GetIter | ForIter | GetYieldFromIter | Yield | GetAwaitable | GetAsyncIter | GetAsyncNext | PushException | BeforeWith
        | BeforeAsyncWith | ImportFrom | MatchMapping | MatchSequence | GetLen => none.with(b, 1),
        CheckBound | DeleteLocal | MakeCell | DeleteCell | StoreGlobal | StoreName | DeleteAttr | JumpIfTrue | JumpIfFalse | JumpIfNone | JumpIfNotNone
        | Return | EndAsyncFor | PopException | Reraise | ImportStar | PrintExpression => none.with(a, 1),
        StoreCell | StoreAttr | DeleteItem | ListAppend | ListExtend | SetAdd | SetUpdate | DictUpdate | SetFunctionAttribute => none.with(a, 1).with(b, 1),
        LoadSuperAttr | LoadSuperMethod => none.with(b, 3),
        GetSlice => none.with(b, 1).with(c, 2),
        SetSlice => none.with(a, 1).with(b, 2).with(c, 1),
        BuildSlice => none.with(b, if c == 3 { 3 } else { 2 }),
        SetItem | MapAdd | DictMerge => none.with(a, 1).with(b, 1).with(c, 1),
        Call | CallMethodKw | CallKw | CallMethod => {
            let extra = match op {
                Call => 1,
                CallMethodKw => 3,
                _ => 2,
            };
            none.with(b, c + extra)
        }
        CallEx => none.with(b, 3),
        BuildTuple | BuildList | BuildSet | BuildString => none.with(b, c),
        BuildMap => none.with(b, 2 * c),
        YieldDelegate | Send | FormatSpec | MatchException | MatchExceptionGroup | PrepareReraiseStar | WithExcept | MatchKeys | GetItem | Is | IsNot | In
        | NotIn | Lt | Le | Eq | Ne | Gt | Ge => none.with(b, 1).with(c, 1),
        Raise => match c {
            0 => none,
            1 => none.with(a, 1),
            _ => none.with(a, 1).with(b, 1),
        },
        ImportName => none.with(b, 2),
        MatchClass => none.with(b, 1).with(c, 3),
        Intrinsic => none.with(b, crate::opcode::Intrinsic::operand_count(c)),
        _ if is_constant_form(op) => none.with(b, 1),
        _ => none.with(b, 1).with(c, 1),
    };
    let defs = match op {
        LoadMethod | LoadSuperMethod | BeforeWith | BeforeAsyncWith | MatchExceptionGroup => none.with(a, 2),
        CopyFreeVars => none.with(a, b),
        Unpack => none.with(a, c),
        UnpackEx => none.with(a, (c & 0xFF) + 1 + (c >> 8)),
        _ if writes_a(op) => none.with(a, 1),
        _ => none,
    };
    Roles { uses, defs }
}

/// Whether operand `c` is a constant's index.
pub fn is_constant_form(op: Op) -> bool {
    let number = op.generic() as u8;
    (Op::BINARY_K..=Op::IXorK as u8).contains(&number) || (Op::COMPARE_K..=Op::GeK as u8).contains(&number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(op: Op, a: usize, b: usize, c: usize) -> Decoded {
        Decoded {
            op,
            a,
            b,
            c,
            bx: 0,
            offset: 0,
            next: 1,
        }
    }

    #[test]
    fn calls_read_their_whole_window() {
        let roles = roles(&decoded(Op::CallMethodKw, 9, 3, 2));
        assert_eq!(roles.uses.iter().collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
        assert_eq!(roles.defs.iter().collect::<Vec<_>>(), [9]);
    }

    #[test]
    fn constants_are_no_registers() {
        assert_eq!(roles(&decoded(Op::AddK, 0, 1, 7)).uses.iter().collect::<Vec<_>>(), [1]);
        assert_eq!(roles(&decoded(Op::Add, 0, 1, 7)).uses.iter().collect::<Vec<_>>(), [1, 7]);
    }

    #[test]
    fn quickened_forms_have_the_roles_of_their_generic_form() {
        for &op in crate::opcode::ALL {
            assert_eq!(roles(&decoded(op, 1, 2, 3)), roles(&decoded(op.generic(), 1, 2, 3)), "{op:?}");
        }
    }
}
