//! `weakref.proxy`: an object that does everything its referent does.
//!
//! A proxy's word is a weak reference object, which the heap clears. The proxy classes count as heap
//! classes with their own `__getattribute__`, so that attribute access takes the general way.

use crate::support::{ClassDef, Place, keep, make_class, place, words};
use taipan_runtime::layout::{TYPE_CUSTOM_GETATTR, TYPE_CUSTOM_SETATTR, TYPE_HEAP, TYPE_WEAKREF, Type, WeakRef};
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{module, string, weak_ref};
use taipan_runtime::ops::operator::UnaryOp;
use taipan_runtime::ops::{BinaryOp, CompareOp};
use taipan_runtime::{Args, Raised, Thread, Value, field, ops, types};

fn is_proxy(t: &Thread, v: Value) -> bool {
    if !v.is_pointer() {
        return false;
    }
    let class = t.class_of(v);
    class == place(t, Place::WeakProxy) || class == place(t, Place::WeakCallableProxy)
}

/// The referent of a proxy (anything else stands for itself).
fn unwrap(t: &mut Thread, v: Value) -> Result<Value, Raised> {
    if !is_proxy(t, v) {
        return Ok(v);
    }
    let referent = field!(words::get(v, 0), WeakRef, referent);
    if referent.is_none() {
        let class = t.exceptions.reference_error;
        return Err(t.raise(class, "weakly-referenced object no longer exists"));
    }
    Ok(referent)
}

/// `weakref.proxy(object[, callback])`
pub fn new(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let (object, callback) = (args.get(0), args.opt(1).unwrap_or(Value::NONE));
    let class = t.types.weak_ref;
    let reference = weak_ref::new(t, class, object, callback)?;
    let name = t.names.call;
    let callable = ops::lookup_special(t, object, name).is_some();
    let class = if callable {
        place(t, Place::WeakCallableProxy)
    } else {
        place(t, Place::WeakProxy)
    };
    Ok(words::new(t, class, 0, &[reference]))
}

macro_rules! forwarded {
    (binary { $($b:ident $r:ident $op:ident;)* } inplace { $($i:ident $iop:ident;)* } compare { $($c:ident $cop:ident;)* } unary { $($u:ident $uop:ident;)* }) => {
        $(fn $b(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            let (a, b) = (unwrap(t, args.get(0))?, unwrap(t, args.get(1))?);
            ops::binary(t, BinaryOp::$op, a, b)
        }
        fn $r(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            let (a, b) = (unwrap(t, args.get(0))?, unwrap(t, args.get(1))?);
            ops::binary(t, BinaryOp::$op, b, a)
        })*
        $(fn $i(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            let (a, b) = (unwrap(t, args.get(0))?, unwrap(t, args.get(1))?);
            ops::inplace(t, BinaryOp::$iop, a, b)
        })*
        $(fn $c(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            let (a, b) = (unwrap(t, args.get(0))?, unwrap(t, args.get(1))?);
            ops::compare(t, CompareOp::$cop, a, b)
        })*
        $(fn $u(t: &mut Thread, args: Args) -> Result<Value, Raised> {
            let a = unwrap(t, args.get(0))?;
            ops::unary(t, UnaryOp::$uop, a)
        })*
    };
}

forwarded! {
    binary {
        add radd Add; sub rsub Sub; mul rmul Mul; truediv rtruediv TrueDiv; floordiv rfloordiv FloorDiv; modulo rmodulo Mod;
        pow rpow Pow; matmul rmatmul MatMul; lshift rlshift LShift; rshift rrshift RShift; and rand And; or ror Or; xor rxor Xor;
    }
    inplace {
        iadd Add; isub Sub; imul Mul; itruediv TrueDiv; ifloordiv FloorDiv; imodulo Mod; ipow Pow; imatmul MatMul;
        ilshift LShift; irshift RShift; iand And; ior Or; ixor Xor;
    }
    compare { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }
    unary { neg Neg; pos Pos; invert Invert; }
}

/// Calls the special method of the referent by its name.
fn special(t: &mut Thread, args: Args, name: &str) -> Result<Value, Raised> {
    let object = unwrap(t, args.get(0))?;
    crate::support::call_method(t, object, name, &args.positional()[1..])
}

macro_rules! by_name {
    ($($name:ident $text:literal;)*) => {
        $(fn $name(t: &mut Thread, args: Args) -> Result<Value, Raised> { special(t, args, $text) })*
    };
}
by_name! { abs "__abs__"; int "__int__"; float "__float__"; index "__index__"; reversed "__reversed__"; bytes "__bytes__"; }

fn getattribute(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let object = unwrap(t, args.get(0))?;
    let name = string::intern_value(t, args.get(1));
    ops::get_attr(t, object, name)
}
fn setattr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let object = unwrap(t, args.get(0))?;
    let name = string::intern_value(t, args.get(1));
    ops::set_attr(t, object, name, args.get(2)).map(|()| Value::NONE)
}
fn delattr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let object = unwrap(t, args.get(0))?;
    let name = string::intern_value(t, args.get(1));
    ops::del_attr(t, object, name).map(|()| Value::NONE)
}
fn str(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let object = unwrap(t, args.get(0))?;
    ops::str_of(t, object)
}
fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let referent = field!(words::get(v, 0), WeakRef, referent);
    let text = if referent.is_none() {
        format!("<weakproxy at {:#x}; dead>", v.address())
    } else {
        format!("<weakproxy at {:#x}; to '{}' at {:#x}>", v.address(), t.type_name(referent), referent.address())
    };
    Ok(t.str(&text))
}
fn hash(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let name = types::name(t.class_of(args.get(0)));
    Err(t.type_error(format!("unhashable type: 'weakref.{name}'")))
}
fn len(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let object = unwrap(t, args.get(0))?;
    let n = ops::len(t, object)?;
    Ok(t.int(n as i64))
}
fn bool(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let object = unwrap(t, args.get(0))?;
    ops::truth(t, object).map(Value::bool)
}
fn getitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let object = unwrap(t, args.get(0))?;
    ops::get_item(t, object, args.get(1))
}
fn setitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let object = unwrap(t, args.get(0))?;
    ops::set_item(t, object, args.get(1), args.get(2)).map(|()| Value::NONE)
}
fn delitem(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let object = unwrap(t, args.get(0))?;
    ops::del_item(t, object, args.get(1)).map(|()| Value::NONE)
}
fn contains(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let object = unwrap(t, args.get(0))?;
    ops::contains(t, object, args.get(1)).map(Value::bool)
}
fn iter(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let object = unwrap(t, args.get(0))?;
    ops::iterate(t, object)
}
fn next(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let object = unwrap(t, args.get(0))?;
    let name = t.names.next;
    if ops::lookup_special(t, object, name).is_none() {
        return Err(t.type_error("Weakref proxy referenced a non-iterator"));
    }
    let item = ops::next(t, object)?;
    if item.is_hole() {
        Err(taipan_runtime::objects::iterators::stop(t))
    } else {
        Ok(item)
    }
}
fn call(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let object = unwrap(t, args.get(0))?;
    ops::call_args(t, object, args.rest())
}

static METHODS: &[NativeDef] = &[
    NativeDef::slot("__getattribute__", 1, getattribute),
    NativeDef::slot("__setattr__", 2, setattr),
    NativeDef::slot("__delattr__", 1, delattr),
    NativeDef::slot("__str__", 0, str),
    NativeDef::slot("__repr__", 0, repr),
    NativeDef::slot("__hash__", 0, hash),
    NativeDef::slot("__len__", 0, len),
    NativeDef::slot("__bool__", 0, bool),
    NativeDef::slot("__getitem__", 1, getitem),
    NativeDef::slot("__setitem__", 2, setitem),
    NativeDef::slot("__delitem__", 1, delitem),
    NativeDef::slot("__contains__", 1, contains),
    NativeDef::slot("__iter__", 0, iter),
    NativeDef::slot("__next__", 0, next),
    NativeDef::slot("__add__", 1, add),
    NativeDef::slot("__radd__", 1, radd),
    NativeDef::slot("__sub__", 1, sub),
    NativeDef::slot("__rsub__", 1, rsub),
    NativeDef::slot("__mul__", 1, mul),
    NativeDef::slot("__rmul__", 1, rmul),
    NativeDef::slot("__truediv__", 1, truediv),
    NativeDef::slot("__rtruediv__", 1, rtruediv),
    NativeDef::slot("__floordiv__", 1, floordiv),
    NativeDef::slot("__rfloordiv__", 1, rfloordiv),
    NativeDef::slot("__mod__", 1, modulo),
    NativeDef::slot("__rmod__", 1, rmodulo),
    NativeDef::slot("__pow__", 1, pow),
    NativeDef::slot("__rpow__", 1, rpow),
    NativeDef::slot("__matmul__", 1, matmul),
    NativeDef::slot("__rmatmul__", 1, rmatmul),
    NativeDef::slot("__lshift__", 1, lshift),
    NativeDef::slot("__rlshift__", 1, rlshift),
    NativeDef::slot("__rshift__", 1, rshift),
    NativeDef::slot("__rrshift__", 1, rrshift),
    NativeDef::slot("__and__", 1, and),
    NativeDef::slot("__rand__", 1, rand),
    NativeDef::slot("__or__", 1, or),
    NativeDef::slot("__ror__", 1, ror),
    NativeDef::slot("__xor__", 1, xor),
    NativeDef::slot("__rxor__", 1, rxor),
    NativeDef::slot("__iadd__", 1, iadd),
    NativeDef::slot("__isub__", 1, isub),
    NativeDef::slot("__imul__", 1, imul),
    NativeDef::slot("__itruediv__", 1, itruediv),
    NativeDef::slot("__ifloordiv__", 1, ifloordiv),
    NativeDef::slot("__imod__", 1, imodulo),
    NativeDef::slot("__ipow__", 1, ipow),
    NativeDef::slot("__imatmul__", 1, imatmul),
    NativeDef::slot("__ilshift__", 1, ilshift),
    NativeDef::slot("__irshift__", 1, irshift),
    NativeDef::slot("__iand__", 1, iand),
    NativeDef::slot("__ior__", 1, ior),
    NativeDef::slot("__ixor__", 1, ixor),
    NativeDef::slot("__lt__", 1, lt),
    NativeDef::slot("__le__", 1, le),
    NativeDef::slot("__eq__", 1, eq),
    NativeDef::slot("__ne__", 1, ne),
    NativeDef::slot("__gt__", 1, gt),
    NativeDef::slot("__ge__", 1, ge),
    NativeDef::slot("__neg__", 0, neg),
    NativeDef::slot("__pos__", 0, pos),
    NativeDef::slot("__invert__", 0, invert),
    NativeDef::slot("__abs__", 0, abs),
    NativeDef::slot("__int__", 0, int),
    NativeDef::slot("__float__", 0, float),
    NativeDef::slot("__index__", 0, index),
    NativeDef::method("__reversed__", 0, 0, reversed),
    NativeDef::method("__bytes__", 0, 0, bytes),
];
static CALL: &[NativeDef] = &[NativeDef::slot_range("__call__", 0, NativeDef::MANY, call).keywords()];

static PLAIN: ClassDef = ClassDef {
    methods: METHODS,
    ..ClassDef::new("weakref", "ProxyType")
};
static CALLABLE: ClassDef = ClassDef {
    methods: METHODS,
    ..ClassDef::new("weakref", "CallableProxyType")
};

/// Makes the proxy classes.
pub fn init(t: &mut Thread, m: Value) {
    for (at, def) in [(Place::WeakProxy, &PLAIN), (Place::WeakCallableProxy, &CALLABLE)] {
        let class = make_class(t, def);
        // SAFETY: a type object that nobody has seen yet.
        unsafe { (*class.cast::<Type>()).flags |= TYPE_HEAP | TYPE_CUSTOM_GETATTR | TYPE_CUSTOM_SETATTR | TYPE_WEAKREF }
        keep(t, at, class);
        module::add(t, m, def.name, class);
    }
    let callable = place(t, Place::WeakCallableProxy);
    types::add_methods(t, callable, CALL);
}
