//! Taipan: a Python 3.14 whose hot regions are compiled to native code.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod closed_at_start;

fn main() {
    closed_at_start::close_again();
    std::process::exit(taipan_vm::command_line::main());
}
