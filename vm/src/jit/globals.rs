//! Globals in recordings.
//!
//! A global that nobody assigns to after the start is a constant, an assumption that its namespace is watched for. One that a
//! program assigns to in its loops is *varying*: it is read and written where it lies, in the namespace's table, which is a
//! constant until it grows. Memory passes then keep it in a register like an attribute.

use super::instruction::{rare_step, running_function};
use super::recorder::{Recorder, Val};
use taipan_bytecode::{Op, instruction::Decoded};
use taipan_runtime::Value;
use taipan_runtime::field;
use taipan_runtime::frame;
use taipan_runtime::layout::{Function, shape_id};
use taipan_runtime::machine::{Field, FieldClass, Machine, fields};
use taipan_runtime::objects::dict;
use taipan_runtime::step::{Flow, Outcome};

pub fn namespace(m: &mut Recorder) -> Value {
    field!(m.d.t().window.header(frame::FUNCTION), Function, globals)
}

/// The frame's function decides which namespaces are asked: a question, also in the root frame, whose segments another
/// region may absorb. Functions made anew by every call have the same globals.
pub fn fixed_globals(m: &mut Recorder) {
    let f = running_function(m);
    let globals = m.load(f, fields::FUNCTION_GLOBALS);
    m.promote(globals);
}

/// Where the value of an existing varying global lies: its table, behind the question whether it still is the namespace's.
fn place(m: &mut Recorder, space: Value, key: Value) -> Option<(Val, Field)> {
    let index = dict::entry_index_str(space, key)?;
    // The index stays this key's, even when the key is deleted.
    dict::cache_key(space);
    let address = dict::value_address(space, index);
    let namespace = m.constant(space);
    let table = m.load(namespace, fields::DICT_TABLE);
    m.promote(table);
    let field = Field {
        offset: (address - table.value.address()) as u32,
        class: FieldClass::Namespace,
    };
    Some((table, field))
}

/// The value that lies there; `None`: the key was deleted, and that question was asked.
fn value_at(m: &mut Recorder, place: (Val, Field)) -> Option<Val> {
    let v = m.load(place.0, place.1);
    if m.is_word(v, Value::HOLE) { None } else { Some(v) }
}

/// `r[a] = global`
pub fn load(m: &mut Recorder, i: &Decoded, code_value: Value) -> Outcome {
    let key = super::instruction::name(code_value, i.bx);
    let space = namespace(m);
    let builtins = field!(m.d.t().window.header(frame::FUNCTION), Function, builtins);
    if !space.has_shape(shape_id::DICT) || !builtins.has_shape(shape_id::DICT) {
        return rare_step(m, Op::LoadGlobal);
    }
    fixed_globals(m);
    if m.varies(space, key)
        && let Some(place) = place(m, space, key)
    {
        let Some(v) = value_at(m, place) else { return rare_step(m, Op::LoadGlobal) };
        m.set_reg(i.a, v);
        return Ok(Flow::Next);
    }
    let found = match dict::get_str(space, key) {
        Some(v) => {
            m.assume_binding(space, key);
            v
        }
        None => match dict::get_str(builtins, key) {
            Some(v) => {
                m.assume_binding(space, key);
                m.assume_binding(builtins, key);
                v
            }
            None => return rare_step(m, Op::LoadGlobal),
        },
    };
    let v = m.constant(found);
    m.set_reg(i.a, v);
    Ok(Flow::Next)
}

/// `global = r[a]`
pub fn store(m: &mut Recorder, i: &Decoded, code_value: Value) -> Outcome {
    let key = super::instruction::name(code_value, i.bx);
    let space = namespace(m);
    // Whoever took the name for a constant is recorded anew, this region as well.
    if !space.has_shape(shape_id::DICT) || m.begins_to_vary(space, key) {
        return rare_step(m, Op::StoreGlobal);
    }
    fixed_globals(m);
    let Some(place) = place(m, space, key) else {
        return rare_step(m, Op::StoreGlobal);
    };
    // Storing into a deleted entry would not bring the key back.
    if value_at(m, place).is_none() {
        return rare_step(m, Op::StoreGlobal);
    }
    let v = m.reg(i.a);
    m.store(place.0, place.1, v);
    Ok(Flow::Next)
}
