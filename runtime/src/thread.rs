//! The state of a thread of execution: heap, VM stack, pending exception, and the registries of
//! builtin types and names. Everything that runs Python gets `&mut Thread`.
//!
//! An exception in flight is `Err(Raised)`: zero-sized, the exception object waits in
//! [`Thread::pending`].

use crate::frame::Window;
use crate::heap::Heap;
use crate::names::Names;
use crate::shape::Shapes;
use crate::types::{ExceptionTypes, Types};
use crate::value::Value;
use std::sync::atomic::AtomicU32;

/// The exception is in `Thread::pending`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raised;

/// Bits of the poll word: any of them sends the next poll to its slow path.
pub mod poll {
    /// A signal arrived.
    pub const SIGNAL: u32 = 1;
    /// Finalisers or weak reference callbacks wait.
    pub const FINALIZERS: u32 = 2;
    /// A compiled region is ready to be installed, or became invalid.
    pub const REGIONS: u32 = 4;
}

/// When [`Thread::fork_hook`] is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fork {
    Before,
    /// Afterwards, in the new process.
    Child,
}

/// Slots of `Thread::module_state`.
pub const MODULE_STATE: usize = 128;

/// What the interpreter (in another crate) does for the runtime.
pub struct Hooks {
    /// Runs the frame that was pushed last (continuation `Native`) until it returns.
    pub run: fn(&mut Thread) -> Result<Value, Raised>,
    /// Resumes a generator from native code: `send` value or the pending exception (`throw`).
    /// `Ok(None)`: it returned (value in `Thread::generator_result`); `Ok(Some(v))`: it yielded.
    pub resume: fn(&mut Thread, Value, Resume) -> Result<Option<Value>, Raised>,
    /// Compiles source to a code object: (source, filename, mode "exec"/"eval"/"single", flags).
    pub compile: fn(&mut Thread, &[u8], &str, &str, u32) -> Result<Value, Raised>,
    /// Runs a code object: (code, globals, locals mapping).
    pub exec: fn(&mut Thread, Value, Value, Value) -> Result<Value, Raised>,
    /// `__import__`(name, globals, fromlist, level)
    pub import: fn(&mut Thread, Value, Value, Value, Value) -> Result<Value, Raised>,
    /// Runs a class statement's body: (the body's function, namespace mapping). Gives the `__class__` cell or None.
    pub run_class_body: fn(&mut Thread, Value, Value) -> Result<Value, Raised>,
    /// Writes an exception with its traceback to `sys.stderr`, as the default `sys.excepthook` does.
    pub print_exception: fn(&mut Thread, Value),
    /// Runs the finalisers and weak reference callbacks that wait.
    pub finalizers: fn(&mut Thread),
    /// Writes a heading and the short form of an exception to `sys.stderr`: (heading, class, value, traceback).
    pub print_brief: fn(&mut Thread, &str, Value, Value, Value),
}

#[derive(Clone, Copy, Debug)]
pub enum Resume {
    Send(Value),
    /// Raise the pending exception inside.
    Throw,
}

/// Objects whose repr is in progress, innermost last. Nested data may be tens of thousands deep: looking one up must not
/// walk them all.
#[derive(Default)]
pub struct ReprStack {
    addresses: Vec<usize>,
    set: rustc_hash::FxHashSet<usize>,
}

impl ReprStack {
    pub fn contains(&self, address: &usize) -> bool {
        !self.addresses.is_empty() && self.set.contains(address)
    }
    /// An object that is not there yet.
    pub fn push(&mut self, address: usize) {
        self.addresses.push(address);
        self.set.insert(address);
    }
    pub fn pop(&mut self) {
        if let Some(address) = self.addresses.pop() {
            self.set.remove(&address);
        }
    }
}

#[repr(C)]
pub struct Thread {
    /// First, so that native code finds the allocation state at fixed offsets.
    pub heap: Heap,
    /// Innermost frame.
    pub window: Window,
    /// pc of the innermost frame's current instruction; stored before whatever may raise or look at frames.
    pub pc: usize,
    /// First free word of the VM stack.
    pub top: *mut Value,
    /// End of the VM stack's usable part.
    pub limit: *mut Value,
    pub stack_base: *mut Value,
    /// Where exits of compiled code leave their values; null until the JIT starts.
    pub exit_buffer: *mut u64,
    /// See [`poll`].
    pub poll: AtomicU32,
    /// Python frames in progress, native recursion included.
    pub depth: u32,
    pub depth_limit: u32,
    /// Lowest usable address of the native stack.
    pub native_limit: usize,
    /// Python code must not run now: whoever would run it declines. See [`Thread::attempt`].
    pub no_python: bool,
    /// Somebody declined since `no_python` was set.
    pub declined: bool,
    /// Builtins over iterables and the functions that run instead for generators; roots.
    pub consumers: Vec<(Value, Value)>,
    /// Fills `consumers` when one is first looked for.
    pub load_consumers: Option<fn(&mut Thread)>,
    /// Bumped when something cached about classes may have changed.
    pub class_epoch: u32,
    pub pending: Value,
    /// Return value of the generator that `Hooks::resume` saw finish.
    pub generator_result: Value,
    pub shapes: Shapes,
    pub names: Names,
    pub types: Types,
    pub exceptions: ExceptionTypes,
    pub interned: crate::objects::string::InternTable,
    /// `sys.modules`
    pub modules: Value,
    /// dict of the builtins module
    pub builtins: Value,
    /// dict of the sys module
    pub sys_dict: Value,
    pub hooks: Hooks,
    /// Calls of a function before its first instruction, an `Enter`, asks the JIT; `None`: functions have no `Enter`.
    pub calls_until_hot: Option<u16>,
    /// Called before a watched namespace changes: (namespace, key or `None` for all).
    pub namespace_hook: Option<fn(&mut Thread, Value, Option<Value>)>,
    /// Called around a fork whose child goes on running Python.
    pub fork_hook: Option<fn(&mut Thread, Fork)>,
    /// Objects with malloc'ed parts, and what frees these when the object is dead.
    pub native_finalizers: Vec<(Value, fn(Value))>,
    /// Weak references by the address of their object; no roots, pruned after marking.
    pub weak_references: rustc_hash::FxHashMap<usize, Vec<Value>>,
    pub method_cache: crate::types::MethodCache,
    pub resolved: crate::ops::attribute::ResolveCache,
    pub varying: crate::types::VaryingNames,
    /// Classes and objects that native modules keep; which index is whose is `taipan-modules`' business. All are roots.
    pub module_state: Box<[Value; MODULE_STATE]>,
    /// Shared one-character strings of Latin-1.
    pub latin1: [Value; 256],
    pub empty_tuple: Value,
    pub empty_bytes: Value,
    pub inf: Value,
    pub neg_inf: Value,
    /// Containers whose repr is in progress (addresses), for `[...]`.
    pub repr_stack: ReprStack,
    /// Key of str and bytes hashes.
    pub hash_key: (u64, u64),
}

impl Thread {
    /// Runs `f`, which changes nothing before the first Python code it would have to run. Then, and when it raises, it
    /// has not happened: the result is UNBOUND and no exception is pending.
    pub fn attempt(&mut self, f: impl FnOnce(&mut Thread) -> Result<Value, Raised>) -> Value {
        match self.attempt_effect(f) {
            Ok(v) => v,
            Err(Raised) => {
                self.take_pending();
                Value::UNBOUND
            }
        }
    }
    /// As [`Thread::attempt`], but an exception of its own is raised.
    pub fn attempt_effect(&mut self, f: impl FnOnce(&mut Thread) -> Result<Value, Raised>) -> Result<Value, Raised> {
        let outer = std::mem::replace(&mut self.no_python, true);
        let result = f(self);
        self.no_python = outer;
        if std::mem::take(&mut self.declined) {
            self.take_pending();
            return Ok(Value::UNBOUND);
        }
        result
    }
    /// What would have run Python code gives up, if it must not.
    pub fn may_run_python(&mut self) -> Result<(), Raised> {
        if !self.no_python {
            return Ok(());
        }
        self.declined = true;
        // Something must be pending on the way to the attempt, which forgets it.
        Err(self.runtime_error("Python code must not run here"))
    }

    /// The shape id of any value: immediates have one too.
    #[inline(always)]
    pub fn shape_of(&self, v: Value) -> u32 {
        use crate::layout::shape_id as id;
        if v.is_pointer() {
            // SAFETY: pointer words name live objects.
            unsafe { (*v.header()).shape }
        } else if v.is_small() {
            id::INT
        } else if v.is_unboxed_float() {
            id::FLOAT
        } else {
            match v {
                Value::FALSE | Value::TRUE => id::BOOL,
                Value::NONE => id::NONE_TYPE,
                Value::NOT_IMPLEMENTED => id::NOT_IMPLEMENTED_TYPE,
                Value::ELLIPSIS => id::ELLIPSIS_TYPE,
                other => unreachable!("{other:?} reached Python code"),
            }
        }
    }
    #[inline(always)]
    pub fn class_of(&self, v: Value) -> Value {
        self.shapes.class(self.shape_of(v))
    }
    /// A new heap float or the unboxed form.
    #[inline(always)]
    pub fn float(&mut self, x: f64) -> Value {
        match Value::try_float(x) {
            Some(v) => v,
            None => crate::objects::float::boxed(self, x),
        }
    }
    /// An int of any i64.
    #[inline(always)]
    pub fn int(&mut self, i: i64) -> Value {
        match Value::try_small(i) {
            Some(v) => v,
            None => crate::objects::int::from_i64(self, i),
        }
    }
    /// A new str.
    pub fn str(&mut self, s: &str) -> Value {
        crate::objects::string::new(self, s)
    }
    /// The interned str with this text.
    pub fn intern(&mut self, s: &str) -> Value {
        crate::objects::string::intern(self, s)
    }

    /// Makes `class(message)` the pending exception.
    pub fn raise(&mut self, class: Value, message: impl AsRef<str>) -> Raised {
        let text = self.str(message.as_ref());
        crate::objects::exception::raise_with(self, class, &[text])
    }
    /// Makes an existing exception object the pending one.
    pub fn raise_object(&mut self, exception: Value) -> Raised {
        self.pending = exception;
        Raised
    }
    pub fn type_error(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise(self.exceptions.type_error, message)
    }
    pub fn value_error(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise(self.exceptions.value_error, message)
    }
    pub fn index_error(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise(self.exceptions.index_error, message)
    }
    pub fn overflow_error(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise(self.exceptions.overflow_error, message)
    }
    pub fn zero_division(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise(self.exceptions.zero_division_error, message)
    }
    pub fn runtime_error(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise(self.exceptions.runtime_error, message)
    }
    pub fn attribute_error(&mut self, message: impl AsRef<str>) -> Raised {
        self.raise(self.exceptions.attribute_error, message)
    }
    pub fn memory_error(&mut self) -> Raised {
        crate::objects::exception::raise_with(self, self.exceptions.memory_error, &[])
    }
    /// KeyError(key)
    pub fn key_error(&mut self, key: Value) -> Raised {
        crate::objects::exception::raise_with(self, self.exceptions.key_error, &[key])
    }
    /// `NotImplementedError: {what} is not implemented in Taipan yet`
    pub fn not_implemented(&mut self, what: &str) -> Raised {
        self.raise(self.exceptions.not_implemented_error, format!("{what} is not implemented in Taipan yet"))
    }
    /// Takes the pending exception.
    pub fn take_pending(&mut self) -> Value {
        std::mem::replace(&mut self.pending, Value::NONE)
    }
    /// Whether the pending exception is an instance of `class`.
    pub fn pending_is(&self, class: Value) -> bool {
        crate::types::is_subclass(self.class_of(self.pending), class)
    }
    /// RecursionError when native recursion runs low; call at the head of native functions that recurse.
    #[inline]
    pub fn check_native_stack(&mut self) -> Result<(), Raised> {
        let here = 0u8;
        if (&raw const here as usize) < self.native_limit {
            Err(self.recursion_error(""))
        } else {
            Ok(())
        }
    }
    #[cold]
    pub fn recursion_error(&mut self, doing: &str) -> Raised {
        self.raise(self.exceptions.recursion_error, format!("maximum recursion depth exceeded{doing}"))
    }
    /// Python's name of a value's type, for error texts.
    pub fn type_name(&self, v: Value) -> String {
        crate::types::shown_name(self, self.class_of(v))
    }
}
