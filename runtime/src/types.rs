//! Classes: the registry of builtin ones, making new ones, method resolution order, lookups.
//!
//! A lookup along the MRO is cached in one table keyed by (class, name) and valid for one
//! [`Thread::class_epoch`]; a write to a class whose lookups may be cached starts a new epoch.

use crate::field;
use crate::header::Header;
use crate::layout::*;
use crate::native::{GetSetDef, NativeDef, NativeKind};
use crate::objects::{dict, list, native_function, string, tuple};
use crate::shape;
use crate::thread::{Raised, Thread};
use crate::value::Value;

macro_rules! builtin_types {
    ($($field:ident $name:literal $payload:ident $shape:ident $flags:expr, $base:ident;)*) => {
        /// The builtin classes; all are roots.
        #[repr(C)]
        pub struct Types { $(pub $field: Value,)* }
        impl Types {
            pub const COUNT: usize = [$($name,)*].len();
            pub const fn empty() -> Types { Types { $($field: Value::ZERO,)* } }
            pub fn as_slice(&self) -> &[Value] {
                // SAFETY: repr(C) struct of Values only.
                unsafe { std::slice::from_raw_parts((self as *const Types).cast(), Self::COUNT) }
            }
        }
        /// Creates the type objects without their members. Strings, tuples and dicts work already (their shapes have no class yet).
        pub fn create_builtin_types(t: &mut Thread) {
            $(t.types.$field = allocate(t);)*
            $({
                let base = if stringify!($field) == "object" { Value::NONE } else { t.types.$base };
                init_builtin(t, t.types.$field, $name, base, Payload::$payload, $flags, shape_id::$shape);
            })*
        }
    };
}

const B: u32 = TYPE_BASE;
const F: u32 = 0;

builtin_types! {
    object "object" Object OBJECT B, object;
    type_ "type" Type TYPE B, object;
    int "int" Int INT B, object;
    bool "bool" Final BOOL F, int;
    float "float" Float FLOAT B, object;
    complex "complex" Complex COMPLEX B, object;
    none_type "NoneType" Final NONE_TYPE F, object;
    not_implemented_type "NotImplementedType" Final NOT_IMPLEMENTED_TYPE F, object;
    ellipsis_type "ellipsis" Final ELLIPSIS_TYPE F, object;
    str "str" Str STR B, object;
    bytes "bytes" Bytes BYTES B, object;
    bytearray "bytearray" ByteArray BYTEARRAY B, object;
    list "list" List LIST B | TYPE_SEQUENCE, object;
    tuple "tuple" Tuple TUPLE B | TYPE_SEQUENCE, object;
    dict "dict" Dict DICT B | TYPE_MAPPING, object;
    set "set" Set SET B, object;
    frozenset "frozenset" FrozenSet FROZENSET B, object;
    slice "slice" Final SLICE F, object;
    range "range" Final RANGE TYPE_SEQUENCE, object;
    range_iterator "range_iterator" Final RANGE_ITERATOR F, object;
    sequence_iterator "iterator" Final SEQUENCE_ITERATOR F, object;
    list_iterator "list_iterator" Final LIST_ITERATOR F, object;
    list_reverse_iterator "list_reverseiterator" Final LIST_REVERSE_ITERATOR F, object;
    tuple_iterator "tuple_iterator" Final TUPLE_ITERATOR F, object;
    str_iterator "str_iterator" Final STR_ITERATOR F, object;
    bytes_iterator "bytes_iterator" Final BYTES_ITERATOR F, object;
    bytearray_iterator "bytearray_iterator" Final BYTEARRAY_ITERATOR F, object;
    dict_keys "dict_keys" Final DICT_KEYS F, object;
    dict_values "dict_values" Final DICT_VALUES F, object;
    dict_items "dict_items" Final DICT_ITEMS F, object;
    dict_key_iterator "dict_keyiterator" Final DICT_KEY_ITERATOR F, object;
    dict_value_iterator "dict_valueiterator" Final DICT_VALUE_ITERATOR F, object;
    dict_item_iterator "dict_itemiterator" Final DICT_ITEM_ITERATOR F, object;
    dict_reverse_key_iterator "dict_reversekeyiterator" Final DICT_REVERSE_KEY_ITERATOR F, object;
    dict_reverse_value_iterator "dict_reversevalueiterator" Final DICT_REVERSE_VALUE_ITERATOR F, object;
    dict_reverse_item_iterator "dict_reverseitemiterator" Final DICT_REVERSE_ITEM_ITERATOR F, object;
    set_iterator "set_iterator" Final SET_ITERATOR F, object;
    mapping_proxy "mappingproxy" Final MAPPING_PROXY TYPE_MAPPING, object;
    callable_iterator "callable_iterator" Final CALLABLE_ITERATOR F, object;
    code "code" Final CODE F, object;
    function "function" Final FUNCTION F, object;
    method "method" Final BOUND_METHOD F, object;
    builtin_function "builtin_function_or_method" Final NATIVE_FUNCTION F, object;
    method_descriptor "method_descriptor" Final METHOD_DESCRIPTOR F, object;
    classmethod_descriptor "classmethod_descriptor" Final CLASSMETHOD_DESCRIPTOR F, object;
    slot_wrapper "wrapper_descriptor" Final SLOT_WRAPPER F, object;
    method_wrapper "method-wrapper" Final METHOD_WRAPPER F, object;
    getset_descriptor "getset_descriptor" Final GETSET_DESCRIPTOR F, object;
    member_descriptor "member_descriptor" Final MEMBER_DESCRIPTOR F, object;
    cell "cell" Final CELL F, object;
    generator "generator" Final GENERATOR F, object;
    coroutine "coroutine" Final COROUTINE F, object;
    async_generator "async_generator" Final ASYNC_GENERATOR F, object;
    frame "frame" Final FRAME F, object;
    traceback "traceback" Final TRACEBACK F, object;
    module "module" Module MODULE B | TYPE_HAS_DICT, object;
    property "property" Property PROPERTY B, object;
    static_method "staticmethod" StaticMethod STATIC_METHOD B, object;
    class_method "classmethod" ClassMethod CLASS_METHOD B, object;
    super_ "super" Super SUPER B, object;
    weak_ref "ReferenceType" WeakRef WEAK_REF B, object;
    generic_alias "types.GenericAlias" GenericAlias GENERIC_ALIAS B, object;
    union_type "typing.Union" Final UNION_TYPE F, object;
}

macro_rules! exception_types {
    ($($field:ident $name:literal $base:ident;)*) => {
        /// The builtin exception classes; all are roots.
        #[repr(C)]
        pub struct ExceptionTypes { $(pub $field: Value,)* }
        impl ExceptionTypes {
            pub const COUNT: usize = [$($name,)*].len();
            pub const NAMES: [&'static str; Self::COUNT] = [$($name,)*];
            pub const fn empty() -> ExceptionTypes { ExceptionTypes { $($field: Value::ZERO,)* } }
            pub fn as_slice(&self) -> &[Value] {
                // SAFETY: repr(C) struct of Values only.
                unsafe { std::slice::from_raw_parts((self as *const ExceptionTypes).cast(), Self::COUNT) }
            }
        }
        /// Creates the exception classes; their members are `objects::exception`'s business.
        pub fn create_exception_types(t: &mut Thread) {
            $({
                let base = if stringify!($field) == "base_exception" { t.types.object } else { t.exceptions.$base };
                let class = allocate(t);
                t.exceptions.$field = class;
                init_builtin(t, class, $name, base, Payload::Exception, TYPE_BASE | TYPE_HAS_DICT | TYPE_EXCEPTION, 0);
            })*
        }
    };
}

exception_types! {
    base_exception "BaseException" base_exception;
    base_exception_group "BaseExceptionGroup" base_exception;
    generator_exit "GeneratorExit" base_exception;
    keyboard_interrupt "KeyboardInterrupt" base_exception;
    system_exit "SystemExit" base_exception;
    exception "Exception" base_exception;
    arithmetic_error "ArithmeticError" exception;
    floating_point_error "FloatingPointError" arithmetic_error;
    overflow_error "OverflowError" arithmetic_error;
    zero_division_error "ZeroDivisionError" arithmetic_error;
    assertion_error "AssertionError" exception;
    attribute_error "AttributeError" exception;
    buffer_error "BufferError" exception;
    eof_error "EOFError" exception;
    import_error "ImportError" exception;
    module_not_found_error "ModuleNotFoundError" import_error;
    lookup_error "LookupError" exception;
    index_error "IndexError" lookup_error;
    key_error "KeyError" lookup_error;
    memory_error "MemoryError" exception;
    name_error "NameError" exception;
    unbound_local_error "UnboundLocalError" name_error;
    os_error "OSError" exception;
    blocking_io_error "BlockingIOError" os_error;
    child_process_error "ChildProcessError" os_error;
    connection_error "ConnectionError" os_error;
    broken_pipe_error "BrokenPipeError" connection_error;
    connection_aborted_error "ConnectionAbortedError" connection_error;
    connection_refused_error "ConnectionRefusedError" connection_error;
    connection_reset_error "ConnectionResetError" connection_error;
    file_exists_error "FileExistsError" os_error;
    file_not_found_error "FileNotFoundError" os_error;
    interrupted_error "InterruptedError" os_error;
    is_a_directory_error "IsADirectoryError" os_error;
    not_a_directory_error "NotADirectoryError" os_error;
    permission_error "PermissionError" os_error;
    process_lookup_error "ProcessLookupError" os_error;
    timeout_error "TimeoutError" os_error;
    reference_error "ReferenceError" exception;
    runtime_error "RuntimeError" exception;
    not_implemented_error "NotImplementedError" runtime_error;
    recursion_error "RecursionError" runtime_error;
    python_finalization_error "PythonFinalizationError" runtime_error;
    stop_async_iteration "StopAsyncIteration" exception;
    stop_iteration "StopIteration" exception;
    syntax_error "SyntaxError" exception;
    incomplete_input_error "_IncompleteInputError" syntax_error;
    indentation_error "IndentationError" syntax_error;
    tab_error "TabError" indentation_error;
    system_error "SystemError" exception;
    type_error "TypeError" exception;
    value_error "ValueError" exception;
    unicode_error "UnicodeError" value_error;
    unicode_decode_error "UnicodeDecodeError" unicode_error;
    unicode_encode_error "UnicodeEncodeError" unicode_error;
    unicode_translate_error "UnicodeTranslateError" unicode_error;
    warning "Warning" exception;
    bytes_warning "BytesWarning" warning;
    deprecation_warning "DeprecationWarning" warning;
    encoding_warning "EncodingWarning" warning;
    future_warning "FutureWarning" warning;
    import_warning "ImportWarning" warning;
    pending_deprecation_warning "PendingDeprecationWarning" warning;
    resource_warning "ResourceWarning" warning;
    runtime_warning "RuntimeWarning" warning;
    syntax_warning "SyntaxWarning" warning;
    unicode_warning "UnicodeWarning" warning;
    user_warning "UserWarning" warning;
}

/// A type object with every field harmless.
fn allocate(t: &mut Thread) -> Value {
    let p = t.heap.alloc(size_of::<Type>()).cast::<Type>();
    // SAFETY: fresh memory of the right size.
    unsafe {
        p.write(Type {
            header: Header {
                shape: shape_id::TYPE,
                aux: 0,
                state: 0,
                flags: 0,
            },
            name: Value::ZERO,
            qualname: Value::ZERO,
            bases: Value::ZERO,
            mro: Value::ZERO,
            dict: Value::ZERO,
            base: Value::NONE,
            subclasses: Value::NONE,
            slot_names: Value::NONE,
            spare: [Value::ZERO; 3],
            instance_shape: 0,
            slot_count: 0,
            inline_slots: 4,
            flags: 0,
            payload: Payload::Object,
            new: None,
            next: None,
        });
    }
    Value::from_address(p as usize)
}

fn init_builtin(t: &mut Thread, class: Value, name: &str, base: Value, payload: Payload, flags: u32, shape: u32) {
    let (module, plain) = match name.rsplit_once('.') {
        Some((module, plain)) => (module, plain),
        None => (if name == "ReferenceType" { "weakref" } else { "builtins" }, name),
    };
    let name_value = t.intern(plain);
    let bases = if base.is_none() { tuple::new(t, &[]) } else { tuple::new(t, &[base]) };
    let mut mro = vec![class];
    if !base.is_none() {
        mro.extend_from_slice(tuple::items(&field!(base, Type, mro)));
    }
    let mro = tuple::new(t, &mro);
    let namespace = dict::new(t);
    let module_value = t.intern(module);
    dict::set_str(t, namespace, t.names.module, module_value);
    // SAFETY: allocated by `allocate`, initialised, old or young: barrier below.
    unsafe {
        let c = &mut *class.cast::<Type>();
        c.name = name_value;
        c.qualname = name_value;
        c.bases = bases;
        c.mro = mro;
        c.dict = namespace;
        c.base = base;
        c.flags = flags;
        c.payload = payload;
        if !base.is_none() {
            let b = &*base.cast::<Type>();
            c.new = b.new;
            c.next = b.next;
            c.flags |= b.flags & (TYPE_EXCEPTION | TYPE_HAS_DICT);
        }
    }
    t.heap.write_barrier_any(class);
    if shape != 0 {
        shape::define_builtin(t, shape, class);
        field_set_shape(class, shape);
    } else {
        let root = shape::new_root(t, class, payload, &[], 0, true);
        field_set_shape(class, root);
    }
}

/// A class of a native module, immutable for Python: instances start with `payload` (made by
/// `objects::instance::allocate`). `new`: its constructor, else it inherits the base's unless that is `object`'s.
pub fn native_class(t: &mut Thread, module: &str, name: &str, base: Value, payload: Payload, flags: u32, new: Option<crate::native::NewFn>) -> Value {
    let class = allocate(t);
    init_builtin(t, class, name, base, payload, flags, 0);
    let module = t.intern(module);
    dict::set_str(t, field!(class, Type, dict), t.names.module, module);
    let extensible = self::flags(class) & TYPE_HAS_DICT != 0;
    let root = shape::new_root(t, class, payload, &[], if extensible { 4 } else { 0 }, extensible);
    field_set_shape(class, root);
    if new.is_some() || base == t.types.object {
        // SAFETY: a type object.
        unsafe { (*class.cast::<Type>()).new = new }
    }
    if new.is_some() {
        crate::objects::type_object::add_dunder_new(t, class);
    }
    class
}

fn field_set_shape(class: Value, shape: u32) {
    // SAFETY: a type object.
    unsafe { (*class.cast::<Type>()).instance_shape = shape }
}

/// Adds native functions to a builtin type.
pub fn add_methods(t: &mut Thread, class: Value, defs: &'static [NativeDef]) {
    let namespace = field!(class, Type, dict);
    for def in defs {
        let function = native_function::for_type(t, class, def);
        let name = t.intern(def.name);
        dict::set_str(t, namespace, name, function);
    }
}

/// Adds computed attributes to a builtin type.
pub fn add_getsets(t: &mut Thread, class: Value, defs: &'static [GetSetDef]) {
    let namespace = field!(class, Type, dict);
    for def in defs {
        let descriptor = native_function::getset(t, class, def);
        let name = t.intern(def.name);
        dict::set_str(t, namespace, name, descriptor);
    }
}

/// Adds any attribute to a builtin type.
pub fn add_attribute(t: &mut Thread, class: Value, name: &str, value: Value) {
    let name = t.intern(name);
    dict::set_str(t, field!(class, Type, dict), name, value);
}

pub fn set_new(class: Value, new: crate::native::NewFn) {
    // SAFETY: a type object.
    unsafe { (*class.cast::<Type>()).new = Some(new) }
}
pub fn set_next(class: Value, next: crate::native::NextFn) {
    // SAFETY: a type object.
    unsafe { (*class.cast::<Type>()).next = Some(next) }
}

pub fn flags(class: Value) -> u32 {
    field!(class, Type, flags)
}
pub fn payload(class: Value) -> Payload {
    field!(class, Type, payload)
}
/// `__name__` as Rust text.
pub fn name(class: Value) -> String {
    string::to_string_lossy(field!(class, Type, name))
}
pub fn is_type(t: &Thread, v: Value) -> bool {
    v.is_pointer() && payload(t.class_of(v)) == Payload::Type
}
/// A class's name as error texts show it: native classes of modules other than builtins with their module.
pub fn shown_name(t: &Thread, class: Value) -> String {
    let plain = name(class);
    if flags(class) & TYPE_HEAP == 0
        && let Some(module) = dict::get_str(field!(class, Type, dict), t.names.module)
        && module.has_shape(shape_id::STR)
        && string::bytes(&module) != b"builtins"
    {
        return format!("{}.{plain}", string::to_string_lossy(module));
    }
    plain
}
/// Subclass by MRO, not by `__subclasscheck__`.
#[inline]
pub fn is_subclass(class: Value, of: Value) -> bool {
    class == of || tuple::items(&field!(class, Type, mro)).contains(&of)
}
#[inline]
pub fn is_instance(t: &Thread, v: Value, of: Value) -> bool {
    is_subclass(t.class_of(v), of)
}

const METHOD_CACHE_SIZE: usize = 2048;

#[derive(Clone, Copy)]
struct CacheEntry {
    class: u64,
    name: u64,
    epoch: u32,
    /// HOLE: known to be absent.
    value: Value,
}

/// Not a root: an entry of the current epoch is kept alive by its class; the collector clears the cache when shapes die.
pub struct MethodCache {
    entries: Box<[CacheEntry; METHOD_CACHE_SIZE]>,
}

impl MethodCache {
    pub fn new() -> MethodCache {
        let empty = CacheEntry {
            class: 0,
            name: 0,
            epoch: 0,
            value: Value::HOLE,
        };
        MethodCache {
            entries: vec![empty; METHOD_CACHE_SIZE]
                .into_boxed_slice()
                .try_into()
                .ok()
                .expect("length is the constant"),
        }
    }
}

impl Default for MethodCache {
    fn default() -> Self {
        MethodCache::new()
    }
}

/// The attribute that `class`'s MRO gives for interned `name`, unbound.
#[inline]
pub fn lookup(t: &mut Thread, class: Value, name: Value) -> Option<Value> {
    let slot = ((class.0 >> 4) ^ (name.0 >> 4).wrapping_mul(0x9E37_79B9)) as usize % METHOD_CACHE_SIZE;
    let entry = t.method_cache.entries[slot];
    if entry.class == class.0 && entry.name == name.0 && entry.epoch == t.class_epoch {
        return if entry.value.is_hole() { None } else { Some(entry.value) };
    }
    let found = lookup_uncached(class, name);
    if t.varying.contains(name) {
        // Its value changes without a new epoch.
        return found;
    }
    for &c in tuple::items(&field!(class, Type, mro)) {
        // SAFETY: members of an MRO are type objects.
        unsafe { (*c.cast::<Type>()).flags |= TYPE_CACHED }
    }
    t.method_cache.entries[slot] = CacheEntry {
        class: class.0,
        name: name.0,
        epoch: t.class_epoch,
        value: found.unwrap_or(Value::HOLE),
    };
    found
}

fn lookup_uncached(class: Value, name: Value) -> Option<Value> {
    tuple::items(&field!(class, Type, mro))
        .iter()
        .find_map(|c| dict::get_str(field!(*c, Type, dict), name))
}

/// The class in the MRO whose own dict has `name`, and its value.
pub fn lookup_with_owner(class: Value, name: Value) -> Option<(Value, Value)> {
    tuple::items(&field!(class, Type, mro))
        .iter()
        .find_map(|c| dict::get_str(field!(*c, Type, dict), name).map(|v| (*c, v)))
}

/// Name of the class in the MRO of `class` that defines native method `method`.
pub fn defining_class_name(t: &mut Thread, class: Value, method: &str) -> String {
    let interned = t.intern(method);
    match lookup_with_owner(class, interned) {
        Some((owner, _)) => name(owner),
        None => name(class),
    }
}

/// Must be called before a class's dict, bases or MRO change.
pub fn class_changes(t: &mut Thread, class: Value) {
    if flags(class) & TYPE_CACHED != 0 {
        t.class_epoch += 1;
    }
}

/// Names of class attributes to which programs assign more than once (`Counter.total += 1`): no cache holds the values of
/// such names, so that assigning to them again ends no epoch. Names of methods that the interpreter itself looks up
/// (`__x__`) are never among them.
#[derive(Default)]
pub struct VaryingNames(rustc_hash::FxHashSet<u64>);

impl VaryingNames {
    /// Interned names only. A name that is freed leaves its word behind, which costs a later name its caches, no more.
    #[inline]
    pub fn contains(&self, name: Value) -> bool {
        !self.0.is_empty() && self.0.contains(&name.0)
    }
}

/// Whether giving the class's own attribute `name` the value `v` changes nothing but that value, which nobody has cached.
fn only_varies(t: &mut Thread, class: Value, name: Value, v: Value) -> bool {
    let namespace = field!(class, Type, dict);
    let Some(old) = dict::get_str(namespace, name) else { return false };
    let text = crate::objects::string::bytes(&name);
    if text.starts_with(b"__") && text.ends_with(b"__") || flags(class) & TYPE_HEAP == 0 {
        return false;
    }
    if !crate::ops::attribute::is_plain_value(t, old) || !crate::ops::attribute::is_plain_value(t, v) {
        return false;
    }
    if t.varying.0.insert(name.0) {
        // Caches may hold values of this name, of other classes too.
        t.class_epoch += 1;
    }
    true
}

/// Writes (or with `None` deletes; false: was not there) an attribute in the class's own dict and keeps the flags true.
pub fn set_own(t: &mut Thread, class: Value, name: Value, value: Option<Value>) -> bool {
    if !value.is_some_and(|v| only_varies(t, class, name, v)) {
        class_changes(t, class);
    }
    let namespace = field!(class, Type, dict);
    let existed = match value {
        Some(v) => {
            dict::set_str(t, namespace, name, v);
            true
        }
        None => dict::remove_str(t, namespace, name),
    };
    let n = &t.names;
    if [n.getattr, n.getattribute, n.setattr, n.delattr, n.del].contains(&name) {
        update_flags(t, class);
    }
    existed
}

/// Recomputes the flags that summarise what the MRO defines, for the class and its subclasses.
pub fn update_flags(t: &mut Thread, class: Value) {
    let (object, type_) = (t.types.object, t.types.type_);
    let module = t.types.module;
    let native = |owner: Value| owner == object || owner == type_ || owner == module;
    let names = [
        (t.names.getattr, TYPE_CUSTOM_GETATTR),
        (t.names.getattribute, TYPE_CUSTOM_GETATTR),
        (t.names.setattr, TYPE_CUSTOM_SETATTR),
        (t.names.delattr, TYPE_CUSTOM_SETATTR),
        (t.names.del, TYPE_HAS_DEL),
    ];
    let mut bits = 0;
    for (name, bit) in names {
        if let Some((owner, _)) = lookup_with_owner(class, name)
            && !native(owner)
        {
            // super and friends define __getattribute__ natively: their payload is handled by getattr itself.
            if flags(owner) & (TYPE_HEAP | TYPE_NATIVE_GETATTR) != 0 {
                bits |= bit;
            }
        }
    }
    // SAFETY: a type object.
    unsafe {
        let c = &mut *class.cast::<Type>();
        c.flags = c.flags & !(TYPE_CUSTOM_GETATTR | TYPE_CUSTOM_SETATTR | TYPE_HAS_DEL) | bits;
    }
    for sub in subclasses(t, class) {
        update_flags(t, sub);
    }
}

/// Live direct subclasses.
pub fn subclasses(t: &mut Thread, class: Value) -> Vec<Value> {
    let _ = &t;
    let refs = field!(class, Type, subclasses);
    if refs.is_none() {
        return Vec::new();
    }
    list::items(&refs)
        .iter()
        .map(|r| field!(*r, WeakRef, referent))
        .filter(|v| !v.is_none())
        .collect()
}

/// C3 linearisation; a TypeError with CPython's text when there is none.
pub fn compute_mro(t: &mut Thread, class: Value, bases: &[Value]) -> Result<Vec<Value>, Raised> {
    for (i, base) in bases.iter().enumerate() {
        if bases[..i].contains(base) {
            let message = format!("duplicate base class {}", name(*base));
            return Err(t.type_error(message));
        }
    }
    let mut sequences: Vec<Vec<Value>> = bases.iter().map(|b| tuple::items(&field!(*b, Type, mro)).to_vec()).collect();
    sequences.push(bases.to_vec());
    let mut out = vec![class];
    loop {
        sequences.retain(|s| !s.is_empty());
        if sequences.is_empty() {
            return Ok(out);
        }
        let candidate = sequences.iter().map(|s| s[0]).find(|c| !sequences.iter().any(|s| s[1..].contains(c)));
        let Some(next) = candidate else {
            let mut names: Vec<String> = Vec::new();
            for s in &sequences {
                let n = name(s[0]);
                if !names.contains(&n) {
                    names.push(n);
                }
            }
            return Err(t.type_error(format!(
                "Cannot create a consistent method resolution order (MRO) for bases {}",
                names.join(", ")
            )));
        };
        out.push(next);
        for s in &mut sequences {
            if s[0] == next {
                s.remove(0);
            }
        }
    }
}

/// What a class statement needs for the layout of instances.
struct Layout {
    base: Value,
    payload: Payload,
}

fn layout_of_bases(t: &mut Thread, bases: &[Value]) -> Result<Layout, Raised> {
    let mut winner = t.types.object;
    for &base in bases {
        if flags(base) & TYPE_BASE == 0 {
            let message = format!("type '{}' is not an acceptable base type", full_name(base));
            return Err(t.type_error(message));
        }
        let (best, candidate) = (solid(winner), solid(base));
        if is_subclass(candidate, best) {
            if best != candidate || winner == t.types.object {
                winner = base;
            }
        } else if !is_subclass(best, candidate) {
            return Err(t.type_error("multiple bases have instance lay-out conflict"));
        }
    }
    Ok(Layout {
        base: winner,
        payload: payload(winner),
    })
}

/// Gives `class` other bases of the same layout; its MRO and those of its subclasses follow. Nothing changed on an error.
pub fn set_bases(t: &mut Thread, class: Value, bases: Value) -> Result<(), Raised> {
    let items = tuple::items(&bases);
    let layout = layout_of_bases(t, items)?;
    let old_base = field!(class, Type, base);
    let place_for_dict = |base: Value| flags(base) & TYPE_HAS_DICT != 0 || flags(class) & TYPE_HAS_DICT != 0;
    if solid(layout.base) != solid(old_base) || place_for_dict(layout.base) != place_for_dict(old_base) {
        let message = format!("__bases__ assignment: '{}' object layout differs from '{}'", name(layout.base), name(old_base));
        return Err(t.type_error(message));
    }
    let old_bases = field!(class, Type, bases);
    let old_mro = field!(class, Type, mro);
    let mro = compute_mro(t, class, items)?;
    let mro = tuple::new(t, &mro);
    let store = |t: &mut Thread, bases: Value, mro: Value, base: Value| {
        // SAFETY: a type object; the barrier follows.
        unsafe {
            let c = &mut *class.cast::<Type>();
            (c.bases, c.mro, c.base) = (bases, mro, base);
        }
        t.heap.write_barrier_any(class);
    };
    store(t, bases, mro, layout.base);
    if let Err(raised) = refresh_mro_below(t, class) {
        store(t, old_bases, old_mro, old_base);
        // The old order existed, so it is found again.
        let pending = t.take_pending();
        let _ = refresh_mro_below(t, class);
        t.pending = pending;
        return Err(raised);
    }
    for &base in tuple::items(&old_bases) {
        let refs = field!(base, Type, subclasses);
        if !refs.is_none() {
            list::retain(t, refs, |r| field!(r, WeakRef, referent) != class);
        }
    }
    for &base in tuple::items(&bases) {
        register_subclass(t, base, class);
    }
    t.class_epoch += 1;
    update_flags(t, class);
    Ok(())
}

fn refresh_mro_below(t: &mut Thread, class: Value) -> Result<(), Raised> {
    for sub in subclasses(t, class) {
        let bases = field!(sub, Type, bases);
        let mro = compute_mro(t, sub, tuple::items(&bases))?;
        let mro = tuple::new(t, &mro);
        // SAFETY: a type object; the barrier follows.
        unsafe { (*sub.cast::<Type>()).mro = mro }
        t.heap.write_barrier_any(sub);
        refresh_mro_below(t, sub)?;
    }
    Ok(())
}

/// The class along the base chain that added payload or slots last.
fn solid(mut class: Value) -> Value {
    loop {
        let base = field!(class, Type, base);
        if base.is_none() {
            return class;
        }
        if payload(class) != payload(base) || field!(class, Type, slot_count) != field!(base, Type, slot_count) {
            return class;
        }
        class = base;
    }
}

/// module.qualname as error texts show it (builtins without module).
pub fn full_name(class: Value) -> String {
    name(class)
}

/// What `type.__new__` is given, after metaclass selection.
pub struct NewClass<'a> {
    pub metaclass: Value,
    pub name: Value,
    pub bases: &'a [Value],
    /// A copy that the class keeps.
    pub namespace: Value,
}

/// Makes a class object: layout, slots, MRO, flags. `__set_name__` and `__init_subclass__` are the caller's.
pub fn new_class(t: &mut Thread, new: NewClass) -> Result<Value, Raised> {
    let object = [t.types.object];
    let bases: &[Value] = if new.bases.is_empty() { &object } else { new.bases };
    let layout = layout_of_bases(t, bases)?;
    let base_flags = bases.iter().fold(0, |f, b| f | flags(*b));
    let mut has_dict = base_flags & TYPE_HAS_DICT != 0;
    let mut slot_names: Vec<Value> = match field!(layout.base, Type, slot_names) {
        Value::NONE => Vec::new(),
        names => tuple::items(&names).to_vec(),
    };
    let inherited = slot_names.len();
    // As in CPython, instances of variable size (int, bytes, tuple) have no room for weak references.
    let roomy = !matches!(layout.payload, Payload::Int | Payload::Bytes | Payload::Tuple);
    let mut weak = base_flags & TYPE_WEAKREF;
    match dict::get_str(new.namespace, t.names.slots) {
        None => {
            has_dict = true;
            if roomy {
                weak = TYPE_WEAKREF;
            }
        }
        Some(slots) => {
            let own = slot_list(t, slots, new.namespace, new.name)?;
            for slot in own {
                if slot == t.names.dict {
                    has_dict = true;
                } else if slot == t.names.weakref {
                    weak = TYPE_WEAKREF;
                } else {
                    slot_names.push(slot);
                }
            }
            if slot_names.len() > inherited && layout.payload == Payload::Tuple {
                let message = format!("nonempty __slots__ not supported for subtype of '{}'", name(layout.base));
                return Err(t.type_error(message));
            }
        }
    }
    let class = if new.metaclass == t.types.type_ {
        allocate(t)
    } else {
        allocate_metaclass_instance(t, new.metaclass)
    };
    let mro = compute_mro(t, class, bases)?;
    let mro = tuple::new(t, &mro);
    let bases_tuple = tuple::new(t, bases);
    let slots_tuple = if slot_names.is_empty() { Value::NONE } else { tuple::new(t, &slot_names) };
    let qualname = match dict::get_str(new.namespace, t.names.qualname) {
        Some(q) => {
            dict::remove_str(t, new.namespace, t.names.qualname);
            q
        }
        None => new.name,
    };
    // SAFETY: a type object made above; the barrier follows.
    unsafe {
        let c = &mut *class.cast::<Type>();
        let b = &*layout.base.cast::<Type>();
        c.name = new.name;
        c.qualname = qualname;
        c.bases = bases_tuple;
        c.mro = mro;
        c.dict = new.namespace;
        c.base = layout.base;
        c.slot_names = slots_tuple;
        c.slot_count = slot_names.len() as u16;
        c.payload = layout.payload;
        c.flags = TYPE_HEAP | TYPE_BASE | weak | base_flags & (TYPE_METACLASS | TYPE_EXCEPTION | TYPE_SEQUENCE | TYPE_MAPPING);
        if has_dict {
            c.flags |= TYPE_HAS_DICT;
        }
        if layout.payload == Payload::Type {
            c.flags |= TYPE_METACLASS;
        }
        c.new = b.new;
        c.next = b.next;
    }
    t.heap.write_barrier_any(class);
    let own_inline = crate::objects::instance::expected_attributes(t, class)
        .max(field!(layout.base, Type, inline_slots))
        .max(4);
    // SAFETY: as above.
    unsafe { (*class.cast::<Type>()).inline_slots = own_inline }
    if dict::get_str(new.namespace, t.names.next).is_some() {
        // SAFETY: as above.
        unsafe { (*class.cast::<Type>()).next = None }
    }
    let inline = if has_dict {
        own_inline + slot_names.len() as u16
    } else {
        slot_names.len() as u16
    };
    let root = shape::new_root(t, class, layout.payload, &slot_names, inline, has_dict);
    field_set_shape(class, root);
    for (i, &slot) in slot_names.iter().enumerate().skip(inherited) {
        let member = native_function::member(t, class, slot, i);
        dict::set_str(t, new.namespace, slot, member);
    }
    for &base in bases {
        register_subclass(t, base, class);
    }
    update_flags(t, class);
    Ok(class)
}

fn allocate_metaclass_instance(t: &mut Thread, metaclass: Value) -> Value {
    let shape = field!(metaclass, Type, instance_shape);
    let size = t.shapes.get(shape).instance_size();
    let plain = allocate(t);
    let p = t.heap.alloc(size);
    // SAFETY: the instance starts with the same fields as a plain type; slots follow.
    unsafe {
        std::ptr::copy_nonoverlapping(plain.cast::<Type>(), p.cast::<Type>(), 1);
        let class = Value::from_address(p as usize);
        crate::objects::instance::init_header_and_slots(t, class, shape, size_of::<Type>());
        class
    }
}

/// `__slots__` as a list of mangled names, checked.
fn slot_list(t: &mut Thread, slots: Value, namespace: Value, class_name: Value) -> Result<Vec<Value>, Raised> {
    let items: Vec<Value> = if string::is_str(t, slots) {
        vec![slots]
    } else {
        let collected = crate::ops::collect_list(t, slots)?;
        list::items(&collected).to_vec()
    };
    let mut out = Vec::new();
    for item in items {
        if !string::is_str(t, item) {
            let message = format!("__slots__ items must be strings, not '{}'", t.type_name(item));
            return Err(t.type_error(message));
        }
        let text = string::to_string_lossy(item);
        let text = mangle(&string::to_string_lossy(class_name), &text);
        let interned = t.intern(&text);
        if dict::get_str(namespace, interned).is_some() && interned != t.names.dict && interned != t.names.weakref {
            return Err(t.value_error(format!("'{text}' in __slots__ conflicts with class variable")));
        }
        out.push(interned);
    }
    Ok(out)
}

/// Private name mangling: `__x` in class `C` is `_C__x`.
pub fn mangle(class: &str, name: &str) -> String {
    let class = class.trim_start_matches('_');
    if name.starts_with("__") && !name.ends_with("__") && !class.is_empty() {
        format!("_{class}{name}")
    } else {
        name.to_string()
    }
}

fn register_subclass(t: &mut Thread, base: Value, class: Value) {
    let reference = crate::objects::weak_ref::new_plain(t, class);
    let mut refs = field!(base, Type, subclasses);
    if refs.is_none() {
        refs = list::new(t, &[]);
        // SAFETY: a type object; barrier follows.
        unsafe { (*base.cast::<Type>()).subclasses = refs }
        t.heap.write_barrier_any(base);
    }
    list::retain(t, refs, |r| !field!(r, WeakRef, referent).is_none());
    list::push(t, refs, reference);
}

/// Whether native methods of kind `kind` bind their receiver.
pub fn binds(kind: NativeKind) -> bool {
    matches!(kind, NativeKind::Method | NativeKind::Slot | NativeKind::ClassMethod)
}
