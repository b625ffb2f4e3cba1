//! Builtin types, one module each: layout access for other Rust code, and the methods Python sees.

pub mod async_generator;
pub mod bool;
pub mod bytearray;
pub mod bytes;
pub mod code;
pub mod complex;
pub mod delegation;
pub mod descriptors;
pub mod dict;
pub mod exception;
pub mod exception_group;
pub mod float;
pub mod frame_locals;
pub mod frame_object;
pub mod function;
pub mod generator;
pub mod generic_alias;
pub mod instance;
pub mod int;
pub mod iterators;
pub mod list;
pub mod module;
pub mod native_function;
pub mod object;
pub mod range;
pub mod set;
pub mod singletons;
pub mod slice;
pub mod string;
pub mod super_object;
pub mod tuple;
pub mod type_object;
pub mod union_type;
pub mod weak_ref;

pub use dict::mapping_proxy;
