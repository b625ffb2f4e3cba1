//! Functions of builtin types and modules written in Rust: how they are declared, how arguments
//! reach them, and CPython's wording when the arguments do not fit.
//!
//! A native function sees its arguments where the caller's registers hold them; nothing is copied.

use crate::thread::{Raised, Thread};
use crate::value::Value;

pub type NativeFn = fn(&mut Thread, Args) -> Result<Value, Raised>;
pub type NewFn = fn(&mut Thread, Value, Args) -> Result<Value, Raised>;
/// The next item, or `Value::HOLE` at the end.
pub type NextFn = fn(&mut Thread, Value) -> Result<Value, Raised>;

/// Positional arguments followed by the values of keyword arguments, whose names are in a tuple.
#[derive(Clone, Copy)]
pub struct Args {
    base: *const Value,
    positional: u32,
    /// tuple of str, or `Value::ZERO` when there are none
    names: Value,
}

impl Args {
    /// # Safety
    /// `base` points to `positional` values, and as many more as `names` (a tuple of strs, or `Value::ZERO`) has;
    /// all stay in place during the call and are visible to the collector.
    pub unsafe fn new(base: *const Value, positional: usize, names: Value) -> Args {
        Args {
            base,
            positional: positional as u32,
            names,
        }
    }
    /// Arguments in a slice that the collector sees (native stack, VM stack or a heap object).
    pub fn of(values: &[Value]) -> Args {
        Args {
            base: values.as_ptr(),
            positional: values.len() as u32,
            names: Value::ZERO,
        }
    }
    #[inline(always)]
    pub fn positional(&self) -> &[Value] {
        // SAFETY: by `new`'s contract.
        unsafe { std::slice::from_raw_parts(self.base, self.positional as usize) }
    }
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.positional as usize
    }
    pub fn is_empty(&self) -> bool {
        self.positional == 0 && !self.has_keywords()
    }
    #[inline(always)]
    pub fn get(&self, i: usize) -> Value {
        self.positional()[i]
    }
    pub fn opt(&self, i: usize) -> Option<Value> {
        self.positional().get(i).copied()
    }
    pub fn has_keywords(&self) -> bool {
        self.names != Value::ZERO && !crate::objects::tuple::items(&self.names).is_empty()
    }
    /// tuple of keyword names or `Value::ZERO`
    pub fn keyword_names(&self) -> Value {
        self.names
    }
    /// (name, value) of each keyword argument.
    pub fn keywords(&self) -> impl Iterator<Item = (Value, Value)> + '_ {
        let names: &[Value] = if self.names == Value::ZERO {
            &[]
        } else {
            crate::objects::tuple::items(&self.names)
        };
        // SAFETY: by `new`'s contract the keyword values follow the positional ones.
        (0..names.len()).map(move |i| (names[i], unsafe { *self.base.add(self.positional as usize + i) }))
    }
    /// The same arguments without the first (the receiver).
    pub fn rest(&self) -> Args {
        debug_assert!(self.positional > 0);
        // SAFETY: there is a first one.
        Args {
            base: unsafe { self.base.add(1) },
            positional: self.positional - 1,
            names: self.names,
        }
    }
    /// All values, positional then keyword values.
    pub fn all(&self) -> &[Value] {
        let n = if self.names == Value::ZERO {
            0
        } else {
            crate::objects::tuple::items(&self.names).len()
        };
        // SAFETY: by `new`'s contract.
        unsafe { std::slice::from_raw_parts(self.base, self.positional as usize + n) }
    }

    /// No keyword arguments: `name() takes no keyword arguments`.
    pub fn no_keywords(&self, t: &mut Thread, name: &str) -> Result<(), Raised> {
        if self.has_keywords() {
            Err(t.type_error(format!("{name}() takes no keyword arguments")))
        } else {
            Ok(())
        }
    }

    /// Binds to the parameters `names` (the first `positional_only` of them cannot be given by name, those from
    /// `keyword_from` on only by name); the first `required` must be there. Missing optional ones are `None`.
    pub fn bind<const N: usize>(&self, t: &mut Thread, function: &str, names: [&str; N], options: Bind) -> Result<[Option<Value>; N], Raised> {
        let mut out = [None; N];
        let given = self.len();
        let max_positional = options.keyword_from.min(N);
        let total = given + self.keywords().count();
        if total > N {
            let bound = if options.required == N { "exactly" } else { "at most" };
            let kind = if given == 0 { "keyword " } else { "" };
            return Err(t.type_error(format!("{function}() takes {bound} {N} {kind}argument{} ({total} given)", plural(N))));
        }
        if given > max_positional {
            let total = given;
            let message = if options.required == max_positional || max_positional == 0 {
                if max_positional == 0 {
                    format!("{function}() takes no positional arguments")
                } else {
                    let positional = if max_positional < N { "positional " } else { "" };
                    format!(
                        "{function}() takes exactly {max_positional} {positional}argument{} ({total} given)",
                        plural(max_positional)
                    )
                }
            } else {
                let positional = if max_positional < N { "positional " } else { "" };
                format!(
                    "{function}() takes at most {max_positional} {positional}argument{} ({total} given)",
                    plural(max_positional)
                )
            };
            return Err(t.type_error(message));
        }
        for (slot, v) in out.iter_mut().zip(self.positional()) {
            *slot = Some(*v);
        }
        let mut unexpected = None;
        for (name, value) in self.keywords() {
            let text = crate::objects::string::to_string_lossy(name);
            match names.iter().position(|n| *n == text) {
                Some(i) if i >= options.positional_only => {
                    if out[i].is_some() {
                        return Err(t.type_error(format!("argument for {function}() given by name ('{text}') and position ({})", i + 1)));
                    }
                    out[i] = Some(value);
                }
                _ => {
                    unexpected.get_or_insert(text);
                }
            }
        }
        for i in 0..options.required {
            if out[i].is_none() {
                let message = if i < options.positional_only {
                    let bound = if options.required == max_positional { "exactly" } else { "at least" };
                    format!(
                        "{function}() takes {bound} {} positional argument{} ({given} given)",
                        options.required,
                        plural(options.required)
                    )
                } else {
                    format!("{function}() missing required argument '{}' (pos {})", names[i], i + 1)
                };
                return Err(t.type_error(message));
            }
        }
        if let Some(text) = unexpected {
            return Err(t.type_error(format!("{function}() got an unexpected keyword argument '{text}'")));
        }
        Ok(out)
    }
}

/// See [`Args::bind`].
#[derive(Clone, Copy)]
pub struct Bind {
    pub required: usize,
    pub positional_only: usize,
    pub keyword_from: usize,
}

impl Bind {
    pub const fn required(required: usize) -> Bind {
        Bind {
            required,
            positional_only: 0,
            keyword_from: usize::MAX,
        }
    }
    pub const fn positional_only(self, n: usize) -> Bind {
        Bind { positional_only: n, ..self }
    }
    pub const fn keyword_from(self, n: usize) -> Bind {
        Bind { keyword_from: n, ..self }
    }
}

pub fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NativeKind {
    /// Function of a module.
    Function,
    /// Method of a type: the receiver is argument 0 (counted in `min`/`max`).
    Method,
    /// Dunder method: as Method, shown as a slot wrapper.
    Slot,
    /// classmethod: argument 0 is the class.
    ClassMethod,
    StaticMethod,
}

/// Under which arguments a native function runs no Python code (methods of arguments included).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaf {
    Never,
    /// When all arguments are instances of builtin classes (not of subclasses).
    Builtin,
    /// Whatever the arguments behind the receiver are.
    Always,
    /// It only reads before the first Python code it runs: it may be tried, and given up there. Arguments that are
    /// iterators would be consumed.
    Tries,
    /// As `Tries`, but it changes something once no more Python code can run.
    ChangesLast,
}

/// Native functions whose meaning a recording spells out ([`crate::step::intrinsic`]).
#[derive(Clone, Copy)]
pub enum Intrinsic {
    Len,
    IsInstance,
    Abs,
    Min,
    Max,
    SquareRoot,
    /// A function of one float that is finite where it neither raises nor gets anything but a finite number.
    OfFloat(&'static crate::machine::FloatFunction<1>),
    ListAppend,
    /// Resumes its first argument, which is sent the second one (`next`: the second one is the default).
    Resume,
}

/// One native function.
pub struct NativeDef {
    pub name: &'static str,
    pub func: NativeFn,
    pub kind: NativeKind,
    /// Positional arguments, receiver included.
    pub min: u8,
    /// `NativeDef::MANY`: no limit.
    pub max: u8,
    /// Takes keyword arguments (then checks its arguments itself).
    pub keywords: bool,
    /// When it is sure to run no Python code: compiled code may call it then.
    pub leaf: Leaf,
    pub intrinsic: Option<Intrinsic>,
    pub doc: &'static str,
    /// `__text_signature__`, or ""
    pub signature: &'static str,
}

impl NativeDef {
    pub const MANY: u8 = u8::MAX;
    const fn new(name: &'static str, func: NativeFn, kind: NativeKind, min: u8, max: u8) -> NativeDef {
        NativeDef {
            name,
            func,
            kind,
            min,
            max,
            keywords: false,
            leaf: Leaf::Never,
            intrinsic: None,
            doc: "",
            signature: "",
        }
    }
    /// A module's function with `min..=max` positional arguments.
    pub const fn function(name: &'static str, min: u8, max: u8, func: NativeFn) -> NativeDef {
        NativeDef::new(name, func, NativeKind::Function, min, max)
    }
    /// A method with `min..=max` arguments besides the receiver.
    pub const fn method(name: &'static str, min: u8, max: u8, func: NativeFn) -> NativeDef {
        NativeDef::new(name, func, NativeKind::Method, min + 1, if max == Self::MANY { max } else { max + 1 })
    }
    /// A dunder method with exactly `n` arguments besides the receiver.
    pub const fn slot(name: &'static str, n: u8, func: NativeFn) -> NativeDef {
        NativeDef::new(name, func, NativeKind::Slot, n + 1, n + 1)
    }
    pub const fn slot_range(name: &'static str, min: u8, max: u8, func: NativeFn) -> NativeDef {
        NativeDef::new(name, func, NativeKind::Slot, min + 1, if max == Self::MANY { max } else { max + 1 })
    }
    pub const fn class_method(name: &'static str, min: u8, max: u8, func: NativeFn) -> NativeDef {
        NativeDef::new(name, func, NativeKind::ClassMethod, min + 1, if max == Self::MANY { max } else { max + 1 })
    }
    pub const fn static_method(name: &'static str, min: u8, max: u8, func: NativeFn) -> NativeDef {
        NativeDef::new(name, func, NativeKind::StaticMethod, min, max)
    }
    /// Takes keyword arguments; `min`/`max` are not checked for it.
    pub const fn keywords(self) -> NativeDef {
        NativeDef { keywords: true, ..self }
    }
    pub const fn doc(self, doc: &'static str) -> NativeDef {
        NativeDef { doc, ..self }
    }
    /// Runs no Python code when all arguments are instances of builtin classes.
    pub const fn leaf(self) -> NativeDef {
        NativeDef { leaf: Leaf::Builtin, ..self }
    }
    pub const fn intrinsic(self, which: Intrinsic) -> NativeDef {
        NativeDef {
            intrinsic: Some(which),
            ..self
        }
    }
    /// Changes nothing before the first Python code it runs.
    pub const fn tries(self) -> NativeDef {
        NativeDef { leaf: Leaf::Tries, ..self }
    }
    /// Runs all Python code it may run before it changes anything.
    pub const fn changes_last(self) -> NativeDef {
        NativeDef {
            leaf: Leaf::ChangesLast,
            ..self
        }
    }
    /// Never runs Python code.
    pub const fn always_leaf(self) -> NativeDef {
        NativeDef { leaf: Leaf::Always, ..self }
    }

    /// Checks the number of arguments and calls.
    #[inline]
    pub fn call(&self, t: &mut Thread, args: Args) -> Result<Value, Raised> {
        if !self.keywords {
            let n = args.len();
            if n < self.min as usize || (n > self.max as usize && self.max != Self::MANY) || args.names != Value::ZERO {
                self.check(t, args)?;
            }
        }
        (self.func)(t, args)
    }

    #[cold]
    fn check(&self, t: &mut Thread, args: Args) -> Result<(), Raised> {
        let receiver = matches!(self.kind, NativeKind::Method | NativeKind::Slot | NativeKind::ClassMethod) as usize;
        let name = match self.kind {
            NativeKind::Method | NativeKind::ClassMethod if !args.positional().is_empty() => self.method_owner_name(t, args.get(0)),
            NativeKind::Function => match self.module_name(t) {
                Some(module) => format!("{module}.{}", self.name),
                None => self.name.to_string(),
            },
            _ => self.name.to_string(),
        };
        if args.has_keywords() {
            return Err(t.type_error(format!("{name}() takes no keyword arguments")));
        }
        let n = args.len();
        if n >= self.min as usize && (n <= self.max as usize || self.max == Self::MANY) {
            return Ok(());
        }
        if n < receiver {
            return Err(t.type_error(format!("unbound method {}() needs an argument", self.name)));
        }
        let (given, min, max) = (n - receiver, self.min as usize - receiver, (self.max as usize).wrapping_sub(receiver));
        let message = if self.kind == NativeKind::Slot {
            if min == max {
                format!("expected {min} argument{}, got {given}", plural(min))
            } else if self.max != Self::MANY && max == min + 1 {
                format!("expected {min} or {max} arguments, got {given}")
            } else if given < min {
                format!("expected at least {min} argument{}, got {given}", plural(min))
            } else {
                format!("expected at most {max} argument{}, got {given}", plural(max))
            }
        } else if self.max != Self::MANY && min == max {
            match min {
                0 => format!("{name}() takes no arguments ({given} given)"),
                1 => format!("{name}() takes exactly one argument ({given} given)"),
                _ => format!("{} expected {min} arguments, got {given}", self.name),
            }
        } else if given < min {
            format!("{} expected at least {min} argument{}, got {given}", self.name, plural(min))
        } else {
            format!("{} expected at most {max} argument{}, got {given}", self.name, plural(max))
        };
        Err(t.type_error(message))
    }

    /// The module that the function was made for, unless it is builtins: only for error texts, so it is searched for.
    fn module_name(&self, t: &mut Thread) -> Option<String> {
        use crate::layout::{NativeFunction, shape_id};
        use crate::objects::{dict, module, string};
        let name = t.intern(self.name);
        let mut position = 0;
        while let Some((_, m)) = dict::next_entry(t.modules, &mut position) {
            if !m.has_shape(shape_id::MODULE) {
                continue;
            }
            if let Some(f) = dict::get_str(module::namespace(m), name)
                && f.has_shape(shape_id::NATIVE_FUNCTION)
                && std::ptr::eq(crate::field!(f, NativeFunction, def), self)
            {
                let owner = crate::field!(f, NativeFunction, module);
                return if owner.is_none() {
                    None
                } else {
                    Some(string::to_string_lossy(owner)).filter(|m| m != "builtins")
                };
            }
        }
        None
    }

    fn method_owner_name(&self, t: &mut Thread, receiver: Value) -> String {
        let class = if self.kind == NativeKind::ClassMethod {
            receiver
        } else {
            t.class_of(receiver)
        };
        let owner = crate::types::defining_class_name(t, class, self.name);
        format!("{owner}.{}", self.name)
    }
}

/// A computed attribute of a builtin type.
pub struct GetSetDef {
    pub name: &'static str,
    pub get: fn(&mut Thread, Value) -> Result<Value, Raised>,
    /// `None` as the new value: delete.
    pub set: Option<fn(&mut Thread, Value, Option<Value>) -> Result<(), Raised>>,
    pub doc: &'static str,
}

impl GetSetDef {
    pub const fn read_only(name: &'static str, get: fn(&mut Thread, Value) -> Result<Value, Raised>) -> GetSetDef {
        GetSetDef { name, get, set: None, doc: "" }
    }
    pub const fn new(
        name: &'static str,
        get: fn(&mut Thread, Value) -> Result<Value, Raised>,
        set: fn(&mut Thread, Value, Option<Value>) -> Result<(), Raised>,
    ) -> GetSetDef {
        GetSetDef {
            name,
            get,
            set: Some(set),
            doc: "",
        }
    }
}
