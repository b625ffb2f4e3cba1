//! The virtual machine: interpreter, importing, command line.
//!
//! - [`interp`]: the bytecode loop, quickening, unwinding
//! - [`jit`]: recording, building, entering and leaving compiled regions
//! - [`import`]: modules from files, the embedded library and native code
//! - [`command_line`]: what `taipan` does with its arguments; [`embedding`]: Python inside another program
//! - [`traceback_print`]: uncaught exceptions; [`shutdown`]: the end of a program; [`repl`]: its typed form
//! - [`poll`], [`signals`]: what runs between instructions

pub mod command_line;
pub mod embedding;
pub mod hooks;
pub mod import;
pub mod interp;
pub mod jit;
pub mod poll;
pub mod repl;
pub mod shutdown;
pub mod signals;
pub mod traceback_print;
