//! What native modules share: objects with a fixed set of value words, classes made from tables, and
//! the places of `Thread::module_state` where modules keep what must outlive a call.
//!
//! Rust statics cannot hold `Value`s (the collector would not see them, and every thread has its
//! own), hence the numbered places.

pub mod words;

use taipan_runtime::layout::Payload;
use taipan_runtime::native::{GetSetDef, NativeDef, NewFn, NextFn};
use taipan_runtime::objects::{dict, iterators, module, string, tuple};
use taipan_runtime::{Raised, Thread, Value, ops, types};

/// Whose place in `Thread::module_state` is which.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
pub enum Place {
    AnextAwaitable,
    BinasciiError,
    StructTime,
    Grouper,
    TeeData,
    TeeIterator,
    DequeIterator,
    DequeReverseIterator,
    Deque,
    CompareKey,
    LruWrapper,
    Partial,
    PartialPlaceholder,
    Signals,
    ExitFunctions,
    AbstractData,
    ArrayClass,
    ArrayIterator,
    CodecSearch,
    CodecCache,
    CodecErrors,
    StructError,
    StructClass,
    StructIterator,
    StringFormatterIterator,
    StringFieldIterator,
    Lock,
    RLock,
    WeakProxy,
    WeakCallableProxy,
    WeakRegistry,
    WarningFilters,
    ContextCurrent,
    ContextClass,
    ContextVar,
    ContextToken,
    ContextMissing,
    SrePattern,
    SreMatch,
    SreScanner,
    SreTemplate,
    TypeVar,
    ParamSpec,
    ParamSpecArgs,
    ParamSpecKwargs,
    TypeVarTuple,
    TypeAlias,
    Generic,
    NoDefault,
    JsonScanner,
    JsonEncoder,
    GcCallbacks,
    UnpackIterator,
    TypingUnpack,
    DefaultDict,
    Local,
    AbcDataClass,
    ThreadHandle,
}

/// What a module keeps at its place; None before it was put there.
pub fn place(t: &Thread, place: Place) -> Value {
    t.module_state[place as usize]
}

/// Keeps a value for the rest of the thread's life.
pub fn keep(t: &mut Thread, place: Place, v: Value) {
    t.module_state[place as usize] = v;
}

/// A native class as a table; see [`make_class`].
pub struct ClassDef {
    /// `__module__`
    pub module: &'static str,
    pub name: &'static str,
    /// `TYPE_*` flags of the layout module.
    pub flags: u32,
    pub new: Option<NewFn>,
    /// For iterators: the next item, or HOLE at the end. Adds `__iter__` and `__next__`.
    pub next: Option<NextFn>,
    pub methods: &'static [NativeDef],
    pub getsets: &'static [GetSetDef],
    pub doc: &'static str,
}

impl ClassDef {
    pub const fn new(module: &'static str, name: &'static str) -> ClassDef {
        ClassDef {
            module,
            name,
            flags: 0,
            new: None,
            next: None,
            methods: &[],
            getsets: &[],
            doc: "",
        }
    }
}

/// Makes a class whose instances have the words of [`words`].
pub fn make_class(t: &mut Thread, def: &'static ClassDef) -> Value {
    let object = t.types.object;
    make_subclass(t, def, object, Payload::NativeIterator)
}

/// Makes a class with another base or payload.
pub fn make_subclass(t: &mut Thread, def: &'static ClassDef, base: Value, payload: Payload) -> Value {
    let class = types::native_class(t, def.module, def.name, base, payload, def.flags, def.new);
    if let Some(next) = def.next {
        types::set_next(class, next);
        iterators::add_protocol(t, class);
    }
    types::add_methods(t, class, def.methods);
    types::add_getsets(t, class, def.getsets);
    if !def.doc.is_empty() {
        let doc = t.str(def.doc);
        types::add_attribute(t, class, "__doc__", doc);
    }
    class
}

/// The class kept at a place, made at the first use.
pub fn kept_class(t: &mut Thread, at: Place, def: &'static ClassDef) -> Value {
    let class = place(t, at);
    if !class.is_none() {
        return class;
    }
    let class = make_class(t, def);
    keep(t, at, class);
    class
}

/// Makes a class and adds it to a module under its own name.
pub fn add_class(t: &mut Thread, target: Value, def: &'static ClassDef) -> Value {
    let class = make_class(t, def);
    module::add(t, target, def.name, class);
    class
}

/// `import name`
pub fn import(t: &mut Thread, name: &str) -> Result<Value, Raised> {
    let name = t.str(name);
    let globals = dict::new(t);
    let wildcard = t.str("*");
    let from = tuple::new(t, &[wildcard]);
    (t.hooks.import)(t, name, globals, from, Value::ZERO)
}

/// `value.name`
pub fn attribute(t: &mut Thread, v: Value, name: &str) -> Result<Value, Raised> {
    let name = t.intern(name);
    ops::get_attr(t, v, name)
}

/// `value.name(*args)`
pub fn call_method(t: &mut Thread, v: Value, name: &str, args: &[Value]) -> Result<Value, Raised> {
    let name = t.intern(name);
    ops::call_method(t, v, name, args)
}

/// A builtin function or class by name.
pub fn builtin(t: &mut Thread, name: &str) -> Result<Value, Raised> {
    let key = t.intern(name);
    match dict::get_str(t.builtins, key) {
        Some(v) => Ok(v),
        None => Err(t.key_error(key)),
    }
}

/// `repr(v)` as Rust text.
pub fn repr_text(t: &mut Thread, v: Value) -> Result<String, Raised> {
    ops::repr(t, v).map(string::to_string_lossy)
}

/// `cls[item]` for generic native classes.
pub fn class_getitem(t: &mut Thread, args: taipan_runtime::Args) -> Result<Value, Raised> {
    taipan_runtime::objects::generic_alias::new(t, args.get(0), args.get(1))
}

/// Swallows the pending exception if it is of `class`; else gives it back.
pub fn caught(t: &mut Thread, class: Value) -> Result<(), Raised> {
    if t.pending_is(class) {
        t.take_pending();
        Ok(())
    } else {
        Err(Raised)
    }
}

/// Checks positional-only arguments: `name expected 2 arguments, got 3`.
pub fn check_arguments(t: &mut Thread, args: taipan_runtime::Args, name: &str, min: usize, max: usize) -> Result<(), Raised> {
    args.no_keywords(t, name)?;
    let n = args.len();
    if n >= min && n <= max {
        return Ok(());
    }
    let wanted = if n < min { min } else { max };
    let s = taipan_runtime::native::plural(wanted);
    let bound = match (min == max, n < min) {
        (true, _) => "",
        (false, true) => "at least ",
        (false, false) => "at most ",
    };
    Err(t.type_error(format!("{name} expected {bound}{wanted} argument{s}, got {n}")))
}

/// `f(*args, **keywords)`
pub fn call_keywords(t: &mut Thread, f: Value, positional: &[Value], keywords: &[(&str, Value)]) -> Result<Value, Raised> {
    let names = list_of_names(t, keywords);
    let all = taipan_runtime::objects::list::new(t, positional);
    for (_, v) in keywords {
        taipan_runtime::objects::list::push(t, all, *v);
    }
    // SAFETY: the list's items stay in place: nobody else knows it.
    let args = unsafe { taipan_runtime::Args::new(taipan_runtime::objects::list::items(&all).as_ptr(), positional.len(), names) };
    let result = ops::call_args(t, f, args);
    std::hint::black_box(all);
    result
}

fn list_of_names(t: &mut Thread, keywords: &[(&str, Value)]) -> Value {
    let names = taipan_runtime::objects::list::new(t, &[]);
    for (name, _) in keywords {
        let name = t.intern(name);
        taipan_runtime::objects::list::push(t, names, name);
    }
    tuple::from_list(t, names)
}

/// Runs Python source in a module's namespace: parts of native modules that gain nothing from being native.
pub fn run_source(t: &mut Thread, m: Value, source: &str, filename: &str) -> Result<(), Raised> {
    let code = (t.hooks.compile)(t, source.as_bytes(), filename, "exec", 0)?;
    let namespace = module::namespace(m);
    (t.hooks.exec)(t, code, namespace, namespace).map(|_| ())
}
