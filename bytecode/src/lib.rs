//! Taipan's register bytecode as plain data: the contract between the compiler, the interpreter,
//! the recorder and the JIT. It knows nothing of the heap, so that code units can be cached on disk
//! and compiled on any thread.
//!
//! - [`locations`]: source ranges, packed
//! - [`opcode`]: the table of instructions with their operands' meaning
//! - [`disassemble`]: code units as text
//! - [`instruction`]: encoding of one 32-bit instruction
//! - [`liveness`]: which temporaries are still needed
//! - [`roles`]: the registers each instruction reads and writes
//! - [`serialize`]: code units as bytes, for caches
//! - [`unit`]: a code unit: instructions, constants, names, exception table, locations
//! - [`verify`]: checks a unit before it is trusted

pub mod disassemble;
pub mod instruction;
pub mod liveness;
pub mod locations;
pub mod opcode;
pub mod roles;
pub mod serialize;
pub mod unit;
pub mod verify;

pub use disassemble::disassemble;
pub use instruction::{Decoded, Instruction};
pub use liveness::{Liveness, liveness};
pub use locations::Locations;
pub use opcode::{Intrinsic, Op};
pub use serialize::{deserialize, deserialize_own, serialize};
pub use unit::{CodeFlags, CodeUnit, Const, ExceptionEntry, Location};
pub use verify::verify;
