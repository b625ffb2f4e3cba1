//! The operations of Python on values, callable from any native code: each may run Python code by
//! re-entering the interpreter on the native stack (opaque calls, in DESIGN §5's words). What the
//! interpreter and the recorder share is generic over `Machine` and lives in [`crate::step`].

pub mod attribute;
pub mod call;
pub mod compare;
pub mod operator;
pub mod protocol;
pub mod slicing;

pub use attribute::{del_attr, get_attr, get_attr_opt, lookup_special, set_attr};
pub use call::{call, call_args, call_method, call_special};
pub use compare::{CompareOp, compare, equal, less, rich_compare_bool, same_or_equal};
pub use operator::{BinaryOp, binary, inplace, unary};
pub use protocol::*;
pub use slicing::{get_slice, set_slice};
