//! Interned names that the runtime itself looks up: one field per name, so that a lookup compares
//! addresses and a misspelled name does not compile.

use crate::value::Value;

macro_rules! names {
    ($($field:ident = $text:literal),* $(,)?) => {
        /// Interned strs; all are roots.
        #[allow(missing_docs)]
        #[repr(C)]
        pub struct Names { $(pub $field: Value,)* }
        pub const NAME_TEXTS: &[&str] = &[$($text,)*];
        impl Names {
            /// All fields as int 0, before strings exist.
            pub const fn empty() -> Names { Names { $($field: Value::ZERO,)* } }
            /// The names in the order of `NAME_TEXTS`.
            pub fn as_mut_slice(&mut self) -> &mut [Value] {
                // SAFETY: repr(C) struct of Values only.
                unsafe { std::slice::from_raw_parts_mut((self as *mut Names).cast(), NAME_TEXTS.len()) }
            }
            pub fn as_slice(&self) -> &[Value] {
                // SAFETY: as above.
                unsafe { std::slice::from_raw_parts((self as *const Names).cast(), NAME_TEXTS.len()) }
            }
        }
    };
}

names! {
    empty = "",
    abs = "__abs__", abstractmethods = "__abstractmethods__", add = "__add__", aenter = "__aenter__", aexit = "__aexit__",
    aiter = "__aiter__", and = "__and__", anext = "__anext__", annotate = "__annotate__", annotations = "__annotations__",
    await_ = "__await__", bases = "__bases__", bool = "__bool__", build_class = "__build_class__", builtins = "__builtins__",
    bytes = "__bytes__", call = "__call__", class = "__class__", class_getitem = "__class_getitem__", classcell = "__classcell__",
    classdictcell = "__classdictcell__", complex = "__complex__",
    contains = "__contains__", delattr = "__delattr__", delete = "__delete__", delitem = "__delitem__", del = "__del__",
    dict = "__dict__", dir = "__dir__", divmod = "__divmod__", doc = "__doc__", enter = "__enter__", eq = "__eq__", exit = "__exit__",
    file = "__file__", float = "__float__", floordiv = "__floordiv__", format = "__format__", fspath = "__fspath__", ge = "__ge__", get = "__get__",
    getattr = "__getattr__", getattribute = "__getattribute__", getitem = "__getitem__", gt = "__gt__", hash = "__hash__",
    iadd = "__iadd__", iand = "__iand__", ifloordiv = "__ifloordiv__", ilshift = "__ilshift__", imatmul = "__imatmul__",
    imod = "__imod__", import = "__import__", imul = "__imul__", index = "__index__", init = "__init__",
    init_subclass = "__init_subclass__", instancecheck = "__instancecheck__", int = "__int__", invert = "__invert__",
    ior = "__ior__", ipow = "__ipow__", irshift = "__irshift__", isub = "__isub__", iter = "__iter__", itruediv = "__itruediv__",
    ixor = "__ixor__", le = "__le__", len = "__len__", length_hint = "__length_hint__", loader = "__loader__", lshift = "__lshift__", lt = "__lt__",
    main = "__main__", match_args = "__match_args__", matmul = "__matmul__", missing = "__missing__", r#mod = "__mod__", module = "__module__",
    mro_entries = "__mro_entries__", mul = "__mul__", name = "__name__", ne = "__ne__", neg = "__neg__", new = "__new__",
    next = "__next__", or = "__or__", package = "__package__", path = "__path__", pos = "__pos__", pow = "__pow__", prepare = "__prepare__",
    qualname = "__qualname__", radd = "__radd__", rand = "__rand__", rdivmod = "__rdivmod__", repr = "__repr__",
    reversed = "__reversed__", rfloordiv = "__rfloordiv__", rlshift = "__rlshift__", rmatmul = "__rmatmul__", rmod = "__rmod__",
    rmul = "__rmul__", ror = "__ror__", round = "__round__", rpow = "__rpow__", rrshift = "__rrshift__", rshift = "__rshift__",
    rsub = "__rsub__", rtruediv = "__rtruediv__", rxor = "__rxor__", set = "__set__", set_name = "__set_name__",
    setattr = "__setattr__", setitem = "__setitem__", slots = "__slots__", spec = "__spec__", static_attributes = "__static_attributes__",
    first_lineno = "__firstlineno__", type_params = "__type_params__", orig_bases = "__orig_bases__", str = "__str__", sub = "__sub__", subclasscheck = "__subclasscheck__",
    trunc = "__trunc__", floor = "__floor__", ceil = "__ceil__", truediv = "__truediv__", weakref = "__weakref__", xor = "__xor__", wrapped = "__wrapped__",
    cause = "__cause__", context = "__context__", traceback = "__traceback__", notes = "__notes__",
    send = "send", throw = "throw", close = "close", keys = "keys", items = "items", values = "values", write = "write", flush = "flush",
    print = "print", name_plain = "name", path_plain = "path", args = "args", value = "value", code = "code", mro = "mro", default = "default",
    key = "key", reverse = "reverse", sep = "sep", end = "end", file_plain = "file", metaclass = "metaclass", stdout = "stdout", stderr = "stderr",
    excepthook = "excepthook", displayhook = "displayhook", modules = "modules", underscore = "_", builtins_plain = "builtins", abc_impl = "_abc_impl", fields = "_fields",
    text = "text", lineno = "lineno", offset = "offset", filename = "filename", msg = "msg", end_lineno = "end_lineno", end_offset = "end_offset", print_file_and_line = "print_file_and_line", errno = "errno", strerror = "strerror", filename2 = "filename2", obj = "obj",
}
