//! Tuples with named items: `sys.version_info`, `os.stat_result`, `time.struct_time` and their kind.
//!
//! The items are the tuple's; each name is a computed attribute of the class. Fields beyond the
//! tuple's length are attributes of the instance.

use crate::native_class::{self, NativeClass};
use taipan_runtime::objects::{dict, instance, list, string, tuple};
use taipan_runtime::{Args, Bind, GetSetDef, NativeDef, Raised, Thread, Value, field, ops, types};

/// Reads item `I` of a structseq: the getter of its `I`th name.
pub fn item<const I: usize>(_: &mut Thread, v: Value) -> Result<Value, Raised> {
    Ok(tuple::items(&v)[I])
}

/// A static table of getters for the names given, in order.
#[macro_export]
macro_rules! structseq_fields {
    ($($index:literal $name:literal),* $(,)?) => {
        &[$(taipan_runtime::GetSetDef::read_only($name, $crate::structseq::item::<$index>),)*]
    };
}

/// Makes a class of named tuples. `hidden`: names of fields beyond the tuple's end.
pub fn class(t: &mut Thread, module: &str, name: &str, fields: &'static [GetSetDef], hidden: &[&str]) -> Value {
    let base = [t.types.tuple];
    let class = native_class::define(
        t,
        NativeClass {
            module,
            name,
            bases: &base,
            payload: None,
            has_dict: !hidden.is_empty(),
        },
    );
    types::add_getsets(t, class, fields);
    types::add_methods(t, class, METHODS);
    types::set_new(class, new);
    let names: Vec<&str> = fields.iter().map(|f| f.name).collect();
    let visible = Value::small(names.len() as i64);
    types::add_attribute(t, class, "n_sequence_fields", visible);
    types::add_attribute(t, class, "n_fields", Value::small((names.len() + hidden.len()) as i64));
    types::add_attribute(t, class, "n_unnamed_fields", Value::ZERO);
    let scratch = list::new(t, &[]);
    for name in names {
        let name = t.intern(name);
        list::push(t, scratch, name);
    }
    let match_args = tuple::from_list(t, scratch);
    types::add_attribute(t, class, "__match_args__", match_args);
    class
}

/// An instance; `items` are as many as the class has visible fields.
pub fn instance(t: &mut Thread, class: Value, items: &[Value]) -> Value {
    tuple::subclass_instance(t, class, items).expect("named tuples are short")
}

/// Sets a field beyond the tuple's end.
pub fn set_hidden(t: &mut Thread, v: Value, name: &str, item: Value) {
    let name = t.intern(name);
    instance::set_own(t, v, name, Some(item)).expect("the class has a dict");
}

fn class_constant(t: &mut Thread, class: Value, name: &str) -> i64 {
    let name = t.intern(name);
    types::lookup(t, class, name).filter(|v| v.is_small()).map_or(0, Value::as_small)
}

fn new(t: &mut Thread, class: Value, args: Args) -> Result<Value, Raised> {
    let [sequence, fields] = args.bind(t, &types::name(class), ["sequence", "dict"], Bind::required(1))?;
    let items = ops::collect_list(t, sequence.expect("required"))?;
    let (visible, all) = (
        class_constant(t, class, "n_sequence_fields") as usize,
        class_constant(t, class, "n_fields") as usize,
    );
    let n = list::len(items);
    if n < visible || n > all {
        let label = format!("{}.{}", native_class::module_of(t, class), types::name(class));
        let bound = match (visible == all, n < visible) {
            (true, _) => format!("a {visible}-sequence"),
            (false, true) => format!("an at least {visible}-sequence"),
            (false, false) => format!("an at most {all}-sequence"),
        };
        return Err(t.type_error(format!("{label}() takes {bound} ({n}-sequence given)")));
    }
    let v = tuple::subclass_instance(t, class, &list::items(&items)[..visible])?;
    if let Some(d) = fields.filter(|d| dict::is_dict(t, *d)) {
        let mut position = 0;
        while let Some((name, value)) = dict::next_entry(d, &mut position) {
            if string::is_str(t, name) {
                let name = string::intern_value(t, name);
                instance::set_own(t, v, name, Some(value))?;
            }
        }
    }
    Ok(v)
}

fn field_names(t: &mut Thread, class: Value) -> Value {
    let name = t.names.match_args;
    types::lookup(t, class, name).unwrap_or(t.empty_tuple)
}

fn repr(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let class = t.class_of(v);
    let names = field_names(t, class);
    let module = native_class::module_of(t, class);
    let mut text = format!("{module}.{}(", types::name(class));
    for i in 0..tuple::len(v).min(tuple::len(names)) {
        let shown = ops::repr(t, tuple::items(&v)[i])?;
        if i > 0 {
            text.push_str(", ");
        }
        text.push_str(&string::to_string_lossy(tuple::items(&names)[i]));
        text.push('=');
        text.push_str(&string::to_string_lossy(shown));
    }
    text.push(')');
    Ok(t.str(&text))
}

fn reduce(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let class = t.class_of(v);
    let plain = tuple::new(t, tuple::items(&v));
    let extra = instance::attributes(t, v);
    let arguments = tuple::new(t, &[plain, extra]);
    Ok(tuple::new(t, &[class, arguments]))
}

static METHODS: &[NativeDef] = &[NativeDef::slot("__repr__", 0, repr), NativeDef::method("__reduce__", 0, 0, reduce)];

/// The class's name, for texts.
pub fn class_name(class: Value) -> String {
    string::to_string_lossy(field!(class, taipan_runtime::layout::Type, name))
}
