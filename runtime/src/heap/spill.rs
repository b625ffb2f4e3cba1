//! Makes the callee-saved registers visible to the stack scan.
//!
//! A reference may live in nothing but a callee-saved register of some caller. No compiler promises
//! that a Rust function spills those, so a naked function pushes them and calls on.

use std::arch::naked_asm;

/// Called with the context and the lowest stack address that must be scanned.
pub type Scan = extern "C" fn(context: *mut u8, stack_pointer: *const u64);

/// Pushes the callee-saved registers and calls `scan(context, sp)`.
///
/// # Safety
/// `scan` must not unwind.
#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
pub unsafe extern "C" fn with_spilled_registers(scan: Scan, context: *mut u8) {
    naked_asm!(
        "push rbp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "sub rsp, 8", // the stack is 16-byte aligned at calls
        "mov rax, rdi",
        "mov rdi, rsi",
        "mov rsi, rsp",
        "call rax",
        "add rsp, 56", // the callee preserved the registers: the saved copies are dropped
        "ret",
    )
}

/// Pushes the callee-saved registers and calls `scan(context, sp)`.
///
/// # Safety
/// `scan` must not unwind.
#[cfg(target_arch = "aarch64")]
#[unsafe(naked)]
pub unsafe extern "C" fn with_spilled_registers(scan: Scan, context: *mut u8) {
    naked_asm!(
        "stp x29, x30, [sp, #-160]!",
        "mov x29, sp",
        "stp x19, x20, [sp, #16]",
        "stp x21, x22, [sp, #32]",
        "stp x23, x24, [sp, #48]",
        "stp x25, x26, [sp, #64]",
        "stp x27, x28, [sp, #80]",
        "stp d8, d9, [sp, #96]",
        "stp d10, d11, [sp, #112]",
        "stp d12, d13, [sp, #128]",
        "stp d14, d15, [sp, #144]",
        "mov x9, x0",
        "mov x0, x1",
        "mov x1, sp",
        "blr x9",
        "ldp x29, x30, [sp], #160",
        "ret",
    )
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
compile_error!("the heap knows the callee-saved registers of x86-64 and AArch64 only");
