//! Python functions, bound methods and cells.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{Args, GetSetDef, NativeDef};
use crate::objects::{code, dict, string, tuple};
use crate::thread::{Raised, Thread};
use crate::types;
use crate::value::Value;

/// A function of `code_value` with the globals of the frame that defines it.
pub fn new(t: &mut Thread, code_value: Value, globals: Value) -> Value {
    let module = dict::get_str(globals, t.names.name).unwrap_or(Value::NONE);
    let builtins = match dict::get_str(globals, t.names.builtins) {
        Some(b) if dict::is_dict(t, b) => b,
        Some(m) if m.has_shape(shape_id::MODULE) => field!(m, Module, dict),
        _ => t.builtins,
    };
    let doc = if code::data(code_value).flags.has(taipan_bytecode::CodeFlags::HAS_DOCSTRING) {
        tuple::items(&field!(code_value, Code, consts)).first().copied().unwrap_or(Value::NONE)
    } else {
        Value::NONE
    };
    let p = t.heap.alloc(size_of::<Function>()).cast::<Function>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(Function {
            header: Header {
                shape: shape_id::FUNCTION,
                aux: 0,
                state: 0,
                flags: 0,
            },
            code: code_value,
            globals,
            builtins,
            defaults: Value::NONE,
            keyword_defaults: Value::NONE,
            closure: Value::NONE,
            name: field!(code_value, Code, name),
            qualname: field!(code_value, Code, qualname),
            module,
            doc,
            annotate: Value::NONE,
            dict: Value::NONE,
        });
    }
    Value::from_address(p as usize)
}

pub fn new_cell(t: &mut Thread, contents: Value) -> Value {
    let p = t.heap.alloc(size_of::<Cell>()).cast::<Cell>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(Cell {
            header: Header {
                shape: shape_id::CELL,
                aux: 0,
                state: 0,
                flags: 0,
            },
            contents,
        })
    }
    Value::from_address(p as usize)
}

#[inline]
pub fn cell_set(t: &mut Thread, cell: Value, v: Value) {
    let p = cell.cast::<Cell>();
    // SAFETY: a cell.
    unsafe {
        (*p).contents = v;
        t.heap.write_barrier(cell, &raw const (*p).contents as usize, v);
    }
}

fn store(t: &mut Thread, function: Value, slot: fn(&mut Function) -> &mut Value, v: Value) {
    // SAFETY: a function; barrier below.
    unsafe { *slot(&mut *function.cast::<Function>()) = v }
    t.heap.write_barrier_any(function);
}

/// `Op::SetFunctionAttribute`
pub fn set_attribute(t: &mut Thread, function: Value, which: usize, v: Value) {
    match which {
        1 => store(t, function, |f| &mut f.defaults, v),
        2 => store(t, function, |f| &mut f.keyword_defaults, v),
        4 | 16 => store(t, function, |f| &mut f.annotate, v),
        8 => store(t, function, |f| &mut f.closure, v),
        other => unreachable!("function attribute {other}"),
    }
}

/// The function's own `__dict__`, made when first asked for.
pub fn own_dict(t: &mut Thread, function: Value) -> Value {
    let d = field!(function, Function, dict);
    if !d.is_none() {
        return d;
    }
    let d = dict::new(t);
    store(t, function, |f| &mut f.dict, d);
    d
}

fn needs(t: &mut Thread, v: Option<Value>, what: &str, class: Value, plural: &str) -> Result<Value, Raised> {
    match v {
        Some(v) if types::is_instance(t, v, class) => Ok(v),
        _ => Err(t.type_error(format!("{what} must be set to a {plural} object"))),
    }
}

fn annotations(t: &mut Thread, function: Value) -> Result<Value, Raised> {
    let current = field!(function, Function, annotate);
    if current.is_none() {
        let d = dict::new(t);
        store(t, function, |f| &mut f.annotate, d);
        return Ok(d);
    }
    if dict::is_dict(t, current) {
        return Ok(current);
    }
    let d = crate::ops::call(t, current, &[Value::small(1)])?;
    store(t, function, |f| &mut f.annotate, d);
    Ok(d)
}

static FUNCTION_GETSETS: &[GetSetDef] = &[
    GetSetDef::new(
        "__name__",
        |_, f| Ok(field!(f, Function, name)),
        |t, f, v| {
            let str_type = t.types.str;
            let v = needs(t, v, "__name__", str_type, "string")?;
            store(t, f, |f| &mut f.name, v);
            Ok(())
        },
    ),
    GetSetDef::new(
        "__qualname__",
        |_, f| Ok(field!(f, Function, qualname)),
        |t, f, v| {
            let str_type = t.types.str;
            let v = needs(t, v, "__qualname__", str_type, "string")?;
            store(t, f, |f| &mut f.qualname, v);
            Ok(())
        },
    ),
    GetSetDef::new(
        "__module__",
        |_, f| Ok(field!(f, Function, module)),
        |t, f, v| {
            store(t, f, |f| &mut f.module, v.unwrap_or(Value::NONE));
            Ok(())
        },
    ),
    GetSetDef::new(
        "__doc__",
        |_, f| Ok(field!(f, Function, doc)),
        |t, f, v| {
            store(t, f, |f| &mut f.doc, v.unwrap_or(Value::NONE));
            Ok(())
        },
    ),
    GetSetDef::new(
        "__defaults__",
        |_, f| Ok(field!(f, Function, defaults)),
        |t, f, v| {
            let v = v.unwrap_or(Value::NONE);
            if !v.is_none() {
                let class = t.types.tuple;
                needs(t, Some(v), "__defaults__", class, "tuple")?;
            }
            t.class_epoch += 1;
            store(t, f, |f| &mut f.defaults, v);
            Ok(())
        },
    ),
    GetSetDef::new(
        "__kwdefaults__",
        |_, f| Ok(field!(f, Function, keyword_defaults)),
        |t, f, v| {
            let v = v.unwrap_or(Value::NONE);
            if !v.is_none() {
                let class = t.types.dict;
                needs(t, Some(v), "__kwdefaults__", class, "dict")?;
            }
            t.class_epoch += 1;
            store(t, f, |f| &mut f.keyword_defaults, v);
            Ok(())
        },
    ),
    GetSetDef::new(
        "__code__",
        |_, f| Ok(field!(f, Function, code)),
        |t, f, v| {
            let class = t.types.code;
            let v = needs(t, v, "__code__", class, "code")?;
            t.class_epoch += 1;
            store(t, f, |f| &mut f.code, v);
            Ok(())
        },
    ),
    GetSetDef::new("__annotations__", annotations, |t, f, v| {
        store(t, f, |f| &mut f.annotate, v.unwrap_or(Value::NONE));
        Ok(())
    }),
    GetSetDef::new(
        "__annotate__",
        |t, f| {
            let v = field!(f, Function, annotate);
            Ok(if dict::is_dict(t, v) { Value::NONE } else { v })
        },
        |t, f, v| {
            store(t, f, |f| &mut f.annotate, v.unwrap_or(Value::NONE));
            Ok(())
        },
    ),
    GetSetDef::new(
        "__dict__",
        |t, f| Ok(own_dict(t, f)),
        |t, f, v| {
            let class = t.types.dict;
            let v = needs(t, v, "__dict__", class, "dictionary")?;
            store(t, f, |f| &mut f.dict, v);
            Ok(())
        },
    ),
    GetSetDef::read_only("__globals__", |_, f| Ok(field!(f, Function, globals))),
    GetSetDef::read_only("__builtins__", |_, f| Ok(field!(f, Function, builtins))),
    GetSetDef::read_only("__closure__", |_, f| Ok(field!(f, Function, closure))),
    GetSetDef::new(
        "__type_params__",
        |t, f| {
            let d = own_dict(t, f);
            let name = t.names.type_params;
            Ok(dict::get_str(d, name).unwrap_or(t.empty_tuple))
        },
        |t, f, v| {
            let d = own_dict(t, f);
            let (name, v) = (t.names.type_params, v.unwrap_or(t.empty_tuple));
            dict::set_str(t, d, name, v);
            Ok(())
        },
    ),
];

fn function_repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let f = args.get(0);
    let text = format!("<function {} at {:#x}>", string::to_string_lossy(field!(f, Function, qualname)), f.address());
    Ok(t.str(&text))
}

fn function_get(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let receiver = args.opt(1).unwrap_or(Value::NONE);
    if receiver.is_none() {
        return Ok(args.get(0));
    }
    Ok(crate::objects::native_function::bound_method(t, args.get(0), receiver))
}

fn call(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    crate::ops::call_args(t, args.get(0), args.rest())
}

static FUNCTION_METHODS: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, function_repr),
    NativeDef::slot_range("__get__", 1, 2, function_get),
    NativeDef::slot_range("__call__", 0, NativeDef::MANY, call).keywords(),
];

fn method_repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let m = args.get(0);
    let (function, receiver) = (field!(m, BoundMethod, function), field!(m, BoundMethod, receiver));
    let qualname = t.names.qualname;
    let name = match crate::ops::get_attr_opt(t, function, qualname)? {
        Some(name) => crate::ops::display(t, name)?,
        None => "?".to_string(),
    };
    let shown = crate::ops::repr(t, receiver)?;
    let text = format!("<bound method {name} of {}>", string::to_string_lossy(shown));
    Ok(t.str(&text))
}

fn method_eq(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (a, b) = (args.get(0), args.get(1));
    if !b.has_shape(shape_id::BOUND_METHOD) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let same_receiver = crate::ops::is_same(field!(a, BoundMethod, receiver), field!(b, BoundMethod, receiver));
    let (f, g) = (field!(a, BoundMethod, function), field!(b, BoundMethod, function));
    Ok(Value::bool(same_receiver && crate::ops::equal(t, f, g)?))
}

fn method_hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let m = args.get(0);
    let h = crate::ops::hash(t, field!(m, BoundMethod, function))? ^ (field!(m, BoundMethod, receiver).0 as i64 >> 4);
    Ok(t.int(h))
}

static METHOD_METHODS: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, method_repr),
    NativeDef::slot("__eq__", 1, method_eq),
    NativeDef::slot("__hash__", 0, method_hash),
    NativeDef::slot_range("__call__", 0, NativeDef::MANY, call).keywords(),
];
static METHOD_GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("__func__", |_, m| Ok(field!(m, BoundMethod, function))),
    GetSetDef::read_only("__self__", |_, m| Ok(field!(m, BoundMethod, receiver))),
    // Else it would be the text of `object`.
    GetSetDef::read_only("__doc__", |t, m| {
        let name = t.names.doc;
        crate::ops::get_attr(t, field!(m, BoundMethod, function), name)
    }),
];

static CELL_GETSETS: &[GetSetDef] = &[GetSetDef::new(
    "cell_contents",
    |t, c| {
        let v = field!(c, Cell, contents);
        if v.is_unbound() { Err(t.value_error("cell is empty")) } else { Ok(v) }
    },
    |t, c, v| {
        cell_set(t, c, v.unwrap_or(Value::UNBOUND));
        Ok(())
    },
)];

fn cell_new(t: &mut Thread, _class: Value, args: Args) -> Result<Value, Raised> {
    let contents = args.opt(0).unwrap_or(Value::UNBOUND);
    Ok(new_cell(t, contents))
}

/// `types.FunctionType(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)`
fn function_new(t: &mut Thread, _class: Value, args: Args) -> Result<Value, Raised> {
    let [c, globals, name, defaults, closure, keyword_defaults] = args.bind(
        t,
        "function",
        ["code", "globals", "name", "argdefs", "closure", "kwdefaults"],
        crate::native::Bind::required(2),
    )?;
    let f = new(t, c.unwrap_or(Value::NONE), globals.unwrap_or(Value::NONE));
    if let Some(name) = name.filter(|v| !v.is_none()) {
        store(t, f, |f| &mut f.name, name);
    }
    for (which, v) in [(1, defaults), (8, closure), (2, keyword_defaults)] {
        if let Some(v) = v {
            set_attribute(t, f, which, v);
        }
    }
    Ok(f)
}

fn method_new(t: &mut Thread, _class: Value, args: Args) -> Result<Value, Raised> {
    if args.len() != 2 {
        return Err(t.type_error(format!("method expected 2 arguments, got {}", args.len())));
    }
    if args.get(1).is_none() {
        return Err(t.type_error("instance must not be None"));
    }
    Ok(crate::objects::native_function::bound_method(t, args.get(0), args.get(1)))
}

/// Attributes that bound methods do not have come from their function.
pub fn method_attribute(t: &mut Thread, method: Value, name: Value) -> Result<Option<Value>, Raised> {
    crate::ops::get_attr_opt(t, field!(method, BoundMethod, function), name)
}

fn method_getattribute(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    crate::ops::get_attr(t, args.get(0), args.get(1))
}

static METHOD_ATTRIBUTES: &[NativeDef] = &[NativeDef::slot("__getattribute__", 1, method_getattribute)];

pub fn init(t: &mut Thread) {
    let (function, method, cell) = (t.types.function, t.types.method, t.types.cell);
    types::add_getsets(t, function, FUNCTION_GETSETS);
    types::add_methods(t, function, FUNCTION_METHODS);
    types::set_new(function, function_new);
    types::add_getsets(t, method, METHOD_GETSETS);
    types::add_methods(t, method, METHOD_METHODS);
    types::add_methods(t, method, METHOD_ATTRIBUTES);
    types::set_new(method, method_new);
    types::add_getsets(t, cell, CELL_GETSETS);
    types::set_new(cell, cell_new);
}
