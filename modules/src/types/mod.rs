//! `_types`: names for the classes of objects that have no other name in Python.

use crate::support::{ClassDef, make_class};
use taipan_runtime::objects::{dict, module};
use taipan_runtime::{Raised, Thread, Value};

static CAPSULE: ClassDef = ClassDef::new("builtins", "PyCapsule");

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_types");
    let c = &t.types;
    let classes = [
        ("AsyncGeneratorType", c.async_generator),
        ("BuiltinFunctionType", c.builtin_function),
        ("BuiltinMethodType", c.builtin_function),
        ("CellType", c.cell),
        ("ClassMethodDescriptorType", c.classmethod_descriptor),
        ("CodeType", c.code),
        ("CoroutineType", c.coroutine),
        ("EllipsisType", c.ellipsis_type),
        ("FrameType", c.frame),
        ("FunctionType", c.function),
        ("GeneratorType", c.generator),
        ("GenericAlias", c.generic_alias),
        ("GetSetDescriptorType", c.getset_descriptor),
        ("LambdaType", c.function),
        ("MappingProxyType", c.mapping_proxy),
        ("MemberDescriptorType", c.member_descriptor),
        ("MethodDescriptorType", c.method_descriptor),
        ("MethodType", c.method),
        ("MethodWrapperType", c.method_wrapper),
        ("ModuleType", c.module),
        ("NoneType", c.none_type),
        ("NotImplementedType", c.not_implemented_type),
        ("TracebackType", c.traceback),
        ("UnionType", c.union_type),
        ("WrapperDescriptorType", c.slot_wrapper),
    ];
    for (name, class) in classes {
        module::add(t, m, name, class);
    }
    let capsule = make_class(t, &CAPSULE);
    module::add(t, m, "CapsuleType", capsule);
    let key = t.intern("implementation");
    let example = match dict::get_str(t.sys_dict, key) {
        Some(v) => v,
        None => {
            let sys = crate::support::import(t, "sys")?;
            crate::support::attribute(t, sys, "implementation")?
        }
    };
    let namespace = t.class_of(example);
    module::add(t, m, "SimpleNamespace", namespace);
    Ok(m)
}
