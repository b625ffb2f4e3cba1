//! `_opcode`: what `opcode` and `dis` ask about CPython's instructions. Taipan's bytecode is another one, so
//! no number names an instruction here; `dis` of the library finds nothing to show.

use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{list, module};
use taipan_runtime::{Args, Raised, Thread, Value};

fn no(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::FALSE)
}
fn none(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::NONE)
}
fn nothing(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(list::new(t, &[]))
}
fn stack_effect(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Err(t.value_error("invalid opcode or oparg"))
}
/// (name, symbol) of the binary operators, in CPython's order.
fn binary_operators(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    const NAMES: [(&str, &str); 27] = [
        ("NB_ADD", "+"),
        ("NB_AND", "&"),
        ("NB_FLOOR_DIVIDE", "//"),
        ("NB_LSHIFT", "<<"),
        ("NB_MATRIX_MULTIPLY", "@"),
        ("NB_MULTIPLY", "*"),
        ("NB_REMAINDER", "%"),
        ("NB_OR", "|"),
        ("NB_POWER", "**"),
        ("NB_RSHIFT", ">>"),
        ("NB_SUBTRACT", "-"),
        ("NB_TRUE_DIVIDE", "/"),
        ("NB_XOR", "^"),
        ("NB_INPLACE_ADD", "+="),
        ("NB_INPLACE_AND", "&="),
        ("NB_INPLACE_FLOOR_DIVIDE", "//="),
        ("NB_INPLACE_LSHIFT", "<<="),
        ("NB_INPLACE_MATRIX_MULTIPLY", "@="),
        ("NB_INPLACE_MULTIPLY", "*="),
        ("NB_INPLACE_REMAINDER", "%="),
        ("NB_INPLACE_OR", "|="),
        ("NB_INPLACE_POWER", "**="),
        ("NB_INPLACE_RSHIFT", ">>="),
        ("NB_INPLACE_SUBTRACT", "-="),
        ("NB_INPLACE_TRUE_DIVIDE", "/="),
        ("NB_INPLACE_XOR", "^="),
        ("NB_SUBSCR", "[]"),
    ];
    let out = list::new(t, &[]);
    for (name, symbol) in NAMES {
        let pair = [t.str(name), t.str(symbol)];
        let pair = taipan_runtime::objects::tuple::new(t, &pair);
        list::push(t, out, pair);
    }
    Ok(out)
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("stack_effect", 1, 2, stack_effect).keywords(),
    NativeDef::function("is_valid", 1, 1, no).keywords(),
    NativeDef::function("has_arg", 1, 1, no).keywords(),
    NativeDef::function("has_const", 1, 1, no).keywords(),
    NativeDef::function("has_name", 1, 1, no).keywords(),
    NativeDef::function("has_jump", 1, 1, no).keywords(),
    NativeDef::function("has_free", 1, 1, no).keywords(),
    NativeDef::function("has_local", 1, 1, no).keywords(),
    NativeDef::function("has_exc", 1, 1, no).keywords(),
    NativeDef::function("get_nb_ops", 0, 0, binary_operators),
    NativeDef::function("get_intrinsic1_descs", 0, 0, nothing),
    NativeDef::function("get_intrinsic2_descs", 0, 0, nothing),
    NativeDef::function("get_special_method_names", 0, 0, nothing),
    NativeDef::function("get_specialization_stats", 0, 0, none),
    NativeDef::function("get_executor", 0, 2, none).keywords(),
];

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_opcode");
    module::add_functions(t, m, FUNCTIONS);
    Ok(m)
}
