//! Groups of opcodes as patterns, for the `match` of the dispatch loop, which names every opcode.

/// Binary operators on two registers, not yet or not to be quickened.
macro_rules! binary_op {
    () => {
        taipan_bytecode::Op::Add
            | taipan_bytecode::Op::Sub
            | taipan_bytecode::Op::Mul
            | taipan_bytecode::Op::TrueDiv
            | taipan_bytecode::Op::FloorDiv
            | taipan_bytecode::Op::Mod
            | taipan_bytecode::Op::Pow
            | taipan_bytecode::Op::MatMul
            | taipan_bytecode::Op::LShift
            | taipan_bytecode::Op::RShift
            | taipan_bytecode::Op::And
            | taipan_bytecode::Op::Or
            | taipan_bytecode::Op::Xor
            | taipan_bytecode::Op::IAdd
            | taipan_bytecode::Op::ISub
            | taipan_bytecode::Op::IMul
            | taipan_bytecode::Op::ITrueDiv
            | taipan_bytecode::Op::IFloorDiv
            | taipan_bytecode::Op::IMod
            | taipan_bytecode::Op::IPow
            | taipan_bytecode::Op::IMatMul
            | taipan_bytecode::Op::ILShift
            | taipan_bytecode::Op::IRShift
            | taipan_bytecode::Op::IAnd
            | taipan_bytecode::Op::IOr
            | taipan_bytecode::Op::IXor
    };
}
/// Binary operators with a constant.
macro_rules! binary_constant_op {
    () => {
        taipan_bytecode::Op::AddK
            | taipan_bytecode::Op::SubK
            | taipan_bytecode::Op::MulK
            | taipan_bytecode::Op::TrueDivK
            | taipan_bytecode::Op::FloorDivK
            | taipan_bytecode::Op::ModK
            | taipan_bytecode::Op::PowK
            | taipan_bytecode::Op::MatMulK
            | taipan_bytecode::Op::LShiftK
            | taipan_bytecode::Op::RShiftK
            | taipan_bytecode::Op::AndK
            | taipan_bytecode::Op::OrK
            | taipan_bytecode::Op::XorK
            | taipan_bytecode::Op::IAddK
            | taipan_bytecode::Op::ISubK
            | taipan_bytecode::Op::IMulK
            | taipan_bytecode::Op::ITrueDivK
            | taipan_bytecode::Op::IFloorDivK
            | taipan_bytecode::Op::IModK
            | taipan_bytecode::Op::IPowK
            | taipan_bytecode::Op::IMatMulK
            | taipan_bytecode::Op::ILShiftK
            | taipan_bytecode::Op::IRShiftK
            | taipan_bytecode::Op::IAndK
            | taipan_bytecode::Op::IOrK
            | taipan_bytecode::Op::IXorK
    };
}
/// Instructions whose only implementation is in [`super::rare`].
macro_rules! rare_op {
    () => {
        taipan_bytecode::Op::DeleteLocal
            | taipan_bytecode::Op::DeleteCell
            | taipan_bytecode::Op::StoreGlobal
            | taipan_bytecode::Op::DeleteGlobal
            | taipan_bytecode::Op::StoreName
            | taipan_bytecode::Op::DeleteName
            | taipan_bytecode::Op::LoadNameOrCell
            | taipan_bytecode::Op::LoadFromDictOrGlobal
            | taipan_bytecode::Op::LoadLocals
            | taipan_bytecode::Op::LoadBuildClass
            | taipan_bytecode::Op::LoadAssertionError
            | taipan_bytecode::Op::DeleteAttr
            | taipan_bytecode::Op::LoadSuperAttr
            | taipan_bytecode::Op::DeleteItem
            | taipan_bytecode::Op::SetSlice
            | taipan_bytecode::Op::BuildSlice
            | taipan_bytecode::Op::Pos
            | taipan_bytecode::Op::Invert
            | taipan_bytecode::Op::CallKw
            | taipan_bytecode::Op::CallMethodKw
            | taipan_bytecode::Op::CallEx
            | taipan_bytecode::Op::BuildSet
            | taipan_bytecode::Op::BuildMap
            | taipan_bytecode::Op::BuildString
            | taipan_bytecode::Op::ListExtend
            | taipan_bytecode::Op::SetAdd
            | taipan_bytecode::Op::SetUpdate
            | taipan_bytecode::Op::MapAdd
            | taipan_bytecode::Op::DictUpdate
            | taipan_bytecode::Op::DictMerge
            | taipan_bytecode::Op::ListToTuple
            | taipan_bytecode::Op::UnpackEx
            | taipan_bytecode::Op::FormatSimple
            | taipan_bytecode::Op::FormatSpec
            | taipan_bytecode::Op::Convert
            | taipan_bytecode::Op::GetAwaitable
            | taipan_bytecode::Op::GetAsyncIter
            | taipan_bytecode::Op::GetAsyncNext
            | taipan_bytecode::Op::EndAsyncFor
            | taipan_bytecode::Op::PushException
            | taipan_bytecode::Op::PopException
            | taipan_bytecode::Op::MatchExceptionGroup
            | taipan_bytecode::Op::PrepareReraiseStar
            | taipan_bytecode::Op::Raise
            | taipan_bytecode::Op::Reraise
            | taipan_bytecode::Op::BeforeWith
            | taipan_bytecode::Op::BeforeAsyncWith
            | taipan_bytecode::Op::WithExcept
            | taipan_bytecode::Op::ImportName
            | taipan_bytecode::Op::ImportFrom
            | taipan_bytecode::Op::ImportStar
            | taipan_bytecode::Op::MakeFunction
            | taipan_bytecode::Op::SetFunctionAttribute
            | taipan_bytecode::Op::MatchMapping
            | taipan_bytecode::Op::MatchSequence
            | taipan_bytecode::Op::MatchKeys
            | taipan_bytecode::Op::MatchClass
            | taipan_bytecode::Op::GetLen
            | taipan_bytecode::Op::Intrinsic
            | taipan_bytecode::Op::PrintExpression
    };
}
pub(super) use {binary_constant_op, binary_op, rare_op};
