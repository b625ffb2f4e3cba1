//! Arithmetic, comparison and identity as functions.

use taipan_runtime::native::NativeDef;
use taipan_runtime::ops::operator::UnaryOp;
use taipan_runtime::ops::{BinaryOp, CompareOp};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

macro_rules! functions {
    (binary { $($name:ident $op:ident;)* } inplace { $($iname:ident $iop:ident;)* } compare { $($cname:ident $cop:ident;)* }) => {
        $(fn $name(t: &mut Thread, args: Args) -> Result<Value, Raised> { ops::binary(t, BinaryOp::$op, args.get(0), args.get(1)) })*
        $(fn $iname(t: &mut Thread, args: Args) -> Result<Value, Raised> { ops::inplace(t, BinaryOp::$iop, args.get(0), args.get(1)) })*
        $(fn $cname(t: &mut Thread, args: Args) -> Result<Value, Raised> { ops::compare(t, CompareOp::$cop, args.get(0), args.get(1)) })*
    };
}

functions! {
    binary {
        add Add; sub Sub; mul Mul; truediv TrueDiv; floordiv FloorDiv; modulo Mod; pow Pow; matmul MatMul;
        lshift LShift; rshift RShift; and And; or Or; xor Xor;
    }
    inplace {
        iadd Add; isub Sub; imul Mul; itruediv TrueDiv; ifloordiv FloorDiv; imod Mod; ipow Pow; imatmul MatMul;
        ilshift LShift; irshift RShift; iand And; ior Or; ixor Xor;
    }
    compare { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }
}

fn neg(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    ops::unary(t, UnaryOp::Neg, args.get(0))
}
fn pos(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    ops::unary(t, UnaryOp::Pos, args.get(0))
}
fn invert(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    ops::unary(t, UnaryOp::Invert, args.get(0))
}
fn abs(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = t.names.abs;
    match ops::call_special(t, args.get(0), name, &[])? {
        Some(v) => Ok(v),
        None => {
            let message = format!("bad operand type for abs(): '{}'", t.type_name(args.get(0)));
            Err(t.type_error(message))
        }
    }
}
fn index(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    ops::index_value(t, args.get(0))
}
fn not(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    ops::truth(t, args.get(0)).map(|b| Value::bool(!b))
}
fn truth(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    ops::truth(t, args.get(0)).map(Value::bool)
}
fn is(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(ops::is_same(args.get(0), args.get(1))))
}
fn is_not(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(!ops::is_same(args.get(0), args.get(1))))
}
fn is_none(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(args.get(0).is_none()))
}
fn is_not_none(_: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::bool(!args.get(0).is_none()))
}
fn call(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if args.positional().is_empty() {
        return Err(t.type_error("call expected at least 1 argument, got 0"));
    }
    ops::call_args(t, args.get(0), args.rest())
}

pub static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("add", 2, 2, add).doc("Same as a + b."),
    NativeDef::function("sub", 2, 2, sub).doc("Same as a - b."),
    NativeDef::function("mul", 2, 2, mul).doc("Same as a * b."),
    NativeDef::function("truediv", 2, 2, truediv).doc("Same as a / b."),
    NativeDef::function("floordiv", 2, 2, floordiv).doc("Same as a // b."),
    NativeDef::function("mod", 2, 2, modulo).doc("Same as a % b."),
    NativeDef::function("pow", 2, 2, pow).doc("Same as a ** b."),
    NativeDef::function("matmul", 2, 2, matmul).doc("Same as a @ b."),
    NativeDef::function("lshift", 2, 2, lshift).doc("Same as a << b."),
    NativeDef::function("rshift", 2, 2, rshift).doc("Same as a >> b."),
    NativeDef::function("and_", 2, 2, and).doc("Same as a & b."),
    NativeDef::function("or_", 2, 2, or).doc("Same as a | b."),
    NativeDef::function("xor", 2, 2, xor).doc("Same as a ^ b."),
    NativeDef::function("iadd", 2, 2, iadd).doc("Same as a += b."),
    NativeDef::function("isub", 2, 2, isub).doc("Same as a -= b."),
    NativeDef::function("imul", 2, 2, imul).doc("Same as a *= b."),
    NativeDef::function("itruediv", 2, 2, itruediv).doc("Same as a /= b."),
    NativeDef::function("ifloordiv", 2, 2, ifloordiv).doc("Same as a //= b."),
    NativeDef::function("imod", 2, 2, imod).doc("Same as a %= b."),
    NativeDef::function("ipow", 2, 2, ipow).doc("Same as a **= b."),
    NativeDef::function("imatmul", 2, 2, imatmul).doc("Same as a @= b."),
    NativeDef::function("ilshift", 2, 2, ilshift).doc("Same as a <<= b."),
    NativeDef::function("irshift", 2, 2, irshift).doc("Same as a >>= b."),
    NativeDef::function("iand", 2, 2, iand).doc("Same as a &= b."),
    NativeDef::function("ior", 2, 2, ior).doc("Same as a |= b."),
    NativeDef::function("ixor", 2, 2, ixor).doc("Same as a ^= b."),
    NativeDef::function("lt", 2, 2, lt).doc("Same as a < b."),
    NativeDef::function("le", 2, 2, le).doc("Same as a <= b."),
    NativeDef::function("eq", 2, 2, eq).doc("Same as a == b."),
    NativeDef::function("ne", 2, 2, ne).doc("Same as a != b."),
    NativeDef::function("gt", 2, 2, gt).doc("Same as a > b."),
    NativeDef::function("ge", 2, 2, ge).doc("Same as a >= b."),
    NativeDef::function("neg", 1, 1, neg).doc("Same as -a."),
    NativeDef::function("pos", 1, 1, pos).doc("Same as +a."),
    NativeDef::function("abs", 1, 1, abs).doc("Same as abs(a)."),
    NativeDef::function("inv", 1, 1, invert).doc("Same as ~a."),
    NativeDef::function("invert", 1, 1, invert).doc("Same as ~a."),
    NativeDef::function("index", 1, 1, index).doc("Same as a.__index__()"),
    NativeDef::function("not_", 1, 1, not).doc("Same as not a."),
    NativeDef::function("truth", 1, 1, truth).doc("Return True if a is true, False otherwise."),
    NativeDef::function("is_", 2, 2, is).doc("Same as a is b."),
    NativeDef::function("is_not", 2, 2, is_not).doc("Same as a is not b."),
    NativeDef::function("is_none", 1, 1, is_none).doc("Same as a is None."),
    NativeDef::function("is_not_none", 1, 1, is_not_none).doc("Same as a is not None."),
    NativeDef::function("call", 1, NativeDef::MANY, call)
        .keywords()
        .doc("Same as obj(*args, **kwargs)."),
];
