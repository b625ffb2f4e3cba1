//! Values, heap, shapes, builtin objects and the operations of Python.
//!
//! - [`value`], [`header`], [`layout`]: tagged words and what lies behind a pointer
//! - [`heap`]: the collector; [`shape`]: hidden classes; [`types`]: classes and their registry
//! - [`objects`]: one module per builtin type; [`native`]: how their functions are declared
//! - [`ops`]: the operations of Python on values, for native code
//! - [`frame`], [`thread`]: windows on the VM stack, the state of a thread
//! - [`startup`]: making a thread with all builtin types
//!
//! Nothing here depends on the interpreter or the JIT: what they do for the runtime goes through
//! [`thread::Hooks`].

pub mod frame;
pub mod header;
pub mod heap;
pub mod layout;
pub mod machine;
pub mod names;
pub mod native;
pub mod objects;
pub mod ops;
pub mod resume;
pub mod shape;
pub mod startup;
pub mod step;
pub mod suggest;
pub mod thread;
pub mod types;
pub mod value;
pub mod watch;

pub use native::{Args, Bind, GetSetDef, NativeDef};
pub use thread::{Raised, Thread};
pub use value::Value;
