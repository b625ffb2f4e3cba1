//! Calls that are hardly ever made: boxing, allocation of a new block, the barrier's slow half.
//!
//! An ordinary call that rejoins the loop makes the register allocator spill every float that lives across it, even if it
//! is never made (measured: 4x, DESIGN §7). These go through a stub that keeps all registers; the result comes back
//! through memory, in the last word of the exit buffer.

use super::*;
use crate::deopt::EXIT_BUFFER_WORDS;

impl Lower<'_, '_> {
    /// Calls `address(thread, a, b)`; at most two operands besides the thread, all integer words.
    pub(super) fn slow_call(&mut self, address: usize, operands: &[ir::Value]) -> ir::Value {
        let mut signature = Signature::new(CallConv::PreserveAll);
        signature.params.extend([AbiParam::new(types::I64); 5]);
        let signature = self.b.import_signature(signature);
        let zero = self.imm(0);
        let operand = |k: usize| operands.get(k).copied().unwrap_or(zero);
        let flags = MemFlagsData::trusted();
        let buffer = self.b.ins().load(types::I64, flags, self.thread, self.input.runtime.exit_buffer_offset);
        let result = self.b.ins().iadd_imm_s(buffer, 8 * (EXIT_BUFFER_WORDS as i64 - 1));
        let target = self.imm(address as i64);
        let args = [self.thread, operand(0), operand(1), target, result];
        let stub = self.imm(keep_all_registers as *const () as i64);
        self.b.ins().call_indirect(signature, stub, &args);
        self.b.ins().load(types::I64, flags, result, 0)
    }
}

/// `(thread, a, b, function, result)`: `*result = function(thread, a, b)`, every other register unchanged. The spilled
/// registers lie on the native stack, where the collector sees them.
#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
extern "C" fn keep_all_registers() {
    std::arch::naked_asm!(
        "push rbp",
        "mov rbp, rsp",
        "push rax",
        "push rcx",
        "push rdx",
        "push rsi",
        "push rdi",
        "push r8",
        "push r9",
        "push r10",
        "push r11",
        "sub rsp, 264",
        "movups [rsp], xmm0",
        "movups [rsp+16], xmm1",
        "movups [rsp+32], xmm2",
        "movups [rsp+48], xmm3",
        "movups [rsp+64], xmm4",
        "movups [rsp+80], xmm5",
        "movups [rsp+96], xmm6",
        "movups [rsp+112], xmm7",
        "movups [rsp+128], xmm8",
        "movups [rsp+144], xmm9",
        "movups [rsp+160], xmm10",
        "movups [rsp+176], xmm11",
        "movups [rsp+192], xmm12",
        "movups [rsp+208], xmm13",
        "movups [rsp+224], xmm14",
        "movups [rsp+240], xmm15",
        "call rcx",
        "mov r8, [rbp-48]",
        "mov [r8], rax",
        "movups xmm0, [rsp]",
        "movups xmm1, [rsp+16]",
        "movups xmm2, [rsp+32]",
        "movups xmm3, [rsp+48]",
        "movups xmm4, [rsp+64]",
        "movups xmm5, [rsp+80]",
        "movups xmm6, [rsp+96]",
        "movups xmm7, [rsp+112]",
        "movups xmm8, [rsp+128]",
        "movups xmm9, [rsp+144]",
        "movups xmm10, [rsp+160]",
        "movups xmm11, [rsp+176]",
        "movups xmm12, [rsp+192]",
        "movups xmm13, [rsp+208]",
        "movups xmm14, [rsp+224]",
        "movups xmm15, [rsp+240]",
        "add rsp, 264",
        "pop r11",
        "pop r10",
        "pop r9",
        "pop r8",
        "pop rdi",
        "pop rsi",
        "pop rdx",
        "pop rcx",
        "pop rax",
        "pop rbp",
        "ret",
    )
}

/// The twin: x19-x28 and the low halves of v8-v15 are the callee's to keep anyway; floats use no more than the low halves.
#[cfg(target_arch = "aarch64")]
#[unsafe(naked)]
extern "C" fn keep_all_registers() {
    std::arch::naked_asm!(
        "stp x29, x30, [sp, #-16]!",
        "mov x29, sp",
        "stp x0, x1, [sp, #-16]!",
        "stp x2, x3, [sp, #-16]!",
        "stp x4, x5, [sp, #-16]!",
        "stp x6, x7, [sp, #-16]!",
        "stp x8, x9, [sp, #-16]!",
        "stp x10, x11, [sp, #-16]!",
        "stp x12, x13, [sp, #-16]!",
        "stp x14, x15, [sp, #-16]!",
        "stp x16, x17, [sp, #-16]!",
        "stp d0, d1, [sp, #-16]!",
        "stp d2, d3, [sp, #-16]!",
        "stp d4, d5, [sp, #-16]!",
        "stp d6, d7, [sp, #-16]!",
        "stp d16, d17, [sp, #-16]!",
        "stp d18, d19, [sp, #-16]!",
        "stp d20, d21, [sp, #-16]!",
        "stp d22, d23, [sp, #-16]!",
        "stp d24, d25, [sp, #-16]!",
        "stp d26, d27, [sp, #-16]!",
        "stp d28, d29, [sp, #-16]!",
        "stp d30, d31, [sp, #-16]!",
        "blr x3",
        "ldr x4, [x29, #-48]",
        "str x0, [x4]",
        "ldp d30, d31, [sp], #16",
        "ldp d28, d29, [sp], #16",
        "ldp d26, d27, [sp], #16",
        "ldp d24, d25, [sp], #16",
        "ldp d22, d23, [sp], #16",
        "ldp d20, d21, [sp], #16",
        "ldp d18, d19, [sp], #16",
        "ldp d16, d17, [sp], #16",
        "ldp d6, d7, [sp], #16",
        "ldp d4, d5, [sp], #16",
        "ldp d2, d3, [sp], #16",
        "ldp d0, d1, [sp], #16",
        "ldp x16, x17, [sp], #16",
        "ldp x14, x15, [sp], #16",
        "ldp x12, x13, [sp], #16",
        "ldp x10, x11, [sp], #16",
        "ldp x8, x9, [sp], #16",
        "ldp x6, x7, [sp], #16",
        "ldp x4, x5, [sp], #16",
        "ldp x2, x3, [sp], #16",
        "ldp x0, x1, [sp], #16",
        "ldp x29, x30, [sp], #16",
        "ret",
    )
}
