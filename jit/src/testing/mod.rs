//! A small world to test builds in: memory, a mini Python with its recorder, random programs.

pub mod driver;
pub mod loops;
pub mod memory;
pub mod mini;
pub mod native;
pub mod programs;
