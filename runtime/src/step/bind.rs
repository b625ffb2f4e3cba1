//! Arguments of a recorded call sorted into the parameters of a constant function: keywords, defaults, `*args`.
//!
//! The function's code and the keywords' names are constants, so which argument goes where is decided once; what is left is
//! moving values. Calls that fail, and those that fill a `**kwargs`, are the interpreter's.

use crate::layout::{Code, Function};
use crate::machine::Machine;
use crate::objects::{code, dict, tuple};
use crate::ops;
use crate::value::Value;
use taipan_bytecode::CodeFlags;

/// Items of a `*args` that a recording spells out.
const MAX_EXTRA: usize = 12;

/// The values of all parameters in the order of their registers. `args` are the positional arguments, then one for each
/// of `names`.
pub fn bind<M: Machine>(m: &mut M, callee: M::Val, code_value: Value, args: &[M::Val], names: &[Value]) -> Option<Vec<M::Val>> {
    let c = code::data(code_value);
    if c.flags.has(CodeFlags::VARKEYWORDS) {
        return None;
    }
    let positional = c.arg_count as usize;
    let named = positional + c.keyword_only_count as usize;
    let (by_place, by_name) = args.split_at(args.len() - names.len());
    let mut slots: Vec<Option<M::Val>> = vec![None; named];
    for (slot, v) in slots.iter_mut().zip(&by_place[..by_place.len().min(positional)]) {
        *slot = Some(*v);
    }
    let registers = crate::field!(code_value, Code, register_names);
    let registers = tuple::items(&registers);
    for (name, v) in names.iter().zip(by_name) {
        let at = (c.positional_only_count as usize..named).find(|i| ops::is_same(registers[*i], *name))?;
        if slots[at].replace(*v).is_some() {
            return None;
        }
    }
    let missing: Vec<usize> = (0..named).filter(|i| slots[*i].is_none()).collect();
    // Defaults belong to the function object, which has to be this one then; closures made again and again have none.
    let function = if missing.is_empty() { m.value(callee) } else { m.promote(callee) };
    let defaults = crate::field!(function, Function, defaults);
    let defaults: &[Value] = if defaults.is_none() { &[] } else { tuple::items(&defaults) };
    let keyword_defaults = crate::field!(function, Function, keyword_defaults);
    for i in missing {
        let v = if i < positional {
            *defaults.get((i + defaults.len()).checked_sub(positional)?)?
        } else if keyword_defaults.is_none() {
            return None;
        } else {
            dict::get_str(keyword_defaults, registers[i])?
        };
        slots[i] = Some(m.constant(v));
    }
    let mut values: Vec<M::Val> = slots.into_iter().collect::<Option<_>>()?;
    let extra = by_place.get(positional..).unwrap_or_default();
    if c.flags.has(CodeFlags::VARARGS) {
        if extra.len() > MAX_EXTRA {
            return None;
        }
        let rest = if extra.is_empty() {
            let empty = m.thread().empty_tuple;
            m.constant(empty)
        } else {
            m.new_tuple(extra)
        };
        values.push(rest);
    } else if !extra.is_empty() {
        return None;
    }
    Some(values)
}
