//! Taipan's JIT: regions grown from recorded paths, optimised in SSA, compiled with Cranelift.
//!
//! One idea carries it (`REGIONS.md`): **record untyped, self-contained code keyed by bytecode position; decide types,
//! representations, hoisting and virtual objects afterwards, over the whole graph, each time the region is built.**
//!
//! # Map
//!
//! | module | holds |
//! |---|---|
//! | [`op`], [`op_text`] | the primitives of the trace IR, conditions, fields, helpers and their effects |
//! | [`types`] | sets of kinds of tagged words |
//! | [`position`] | chains of inlined frames; registers |
//! | [`graph`], [`cursor`], [`absorb`], [`graph_text`] | the region graph, recording into it, copying an inner one in, its text |
//! | [`profile`] | what running a region has taught; keys of exits |
//! | [`needs`], [`facts`], [`infer`] | inference: typed instances of segments, versions of loops |
//! | [`ssa`], [`ssa_text`], [`ssa_parse`], [`verify`], [`construct`], [`fold`], [`analysis`] | SSA, built from the instances |
//! | [`pass`] | the optimiser, one pass per file |
//! | [`interp`], [`graph_interp`] | what SSA and graphs mean, for tests |
//! | [`lower`], [`compile`], [`arena`], [`deopt`] | machine code, its memory, its exits |
//! | [`background`], [`signals`], [`log`] | building on another thread, the signals it leaves alone, the JIT log |
//! | [`layout`] | words and objects as native code sees them; [`layout::Runtime`] is what the host supplies |
//!
//! # For the recorder and the glue in the VM
//!
//! **Recording.** `Graph::new(FramePos::root(code, pc), RootKind::Loop { first, last })` (or `Function`). For each
//! instruction that is executed while recording, with the chain of frames above the region's root as `position`:
//! 1. once per code object fill `graph.codes[code]` (`name`, `registers` = words of a window, `loops`); before a position
//!    is used, `graph.set_live(code, pc, continuation, registers)` for each of its frames that `has_live` does not know
//!    (an outer frame's position is that of its continuation; its live registers lack the call's result);
//! 2. `let id = graph.intern(&position); let mut cursor = graph.begin(id);`
//! 3. each primitive of `Machine` executes **and** repeats itself on the cursor: [`graph::Graph::read`], `value`/`emit`
//!    (an [`op::Op`] with operands), `guard(cond, operands, answer)`, `expect` for a guard against a constant that was seen
//!    (shape, callee), `write`, `push`/`pop` of frames, `assume`. The calls are the same whether the segment is known or
//!    new: the cursor walks what is there and starts adding at the first missing arm. `graph.helper(..)`, `site(..)`,
//!    `constant(..)`, `function(..)` give the operations that need table entries;
//! 4. `graph.finish(cursor, leaf)`: `Leaf::Next(graph.intern(&position_afterwards))`, `Leave(reason)` (only if nothing was
//!    done yet), `Raise`, `Return(v)`. Stopped in the middle: `graph.abandon(cursor)`, and go on without writing.
//!
//! "Is this position known?" `graph.knows(&position)`. "May the region grow there?" `graph.inside(&position)`. "Is the
//! branch of this exit in the graph already?" `!graph.arm_missing(key.position, key.node, arm)`. An inner loop that has a
//! region: `graph.absorb(&inner, &chain, window)`. [`testing`](self)'s `mini.rs` and `driver.rs` (in the source, for tests)
//! are a complete recorder and policy in miniature: read them first.
//!
//! Rules a recorder keeps: after an effect (a store, a helper that writes, raises or runs Python) only a guard on the
//! `EXCEPTION` word may follow in the same segment; it leaves with the exception pending at this position. A divisor is
//! guarded not to be zero, a shift count not to be negative. `ShapeIs` is never asked with the shapes of boxed ints or
//! floats. `Op::Int` constants fit 64 bits (signed or unsigned). Registers are tagged words: box with `FromInt`/`FromFloat`,
//! the build removes it. A loop header and a function entry ask `Cond::NoPoll`. A generator's frame is pushed with
//! [`position::HEAP_WINDOW`], its registers read from and stored to the window object as fields.
//!
//! **Building.** `Compiler::new(Options)`, then `compile(&graph, &profile, &runtime, constants)` gives [`compile::Compiled`]:
//! code bytes, exits, sites, a report. Pure, so it may run elsewhere ([`background`]). `Arena::install(&code)` makes it
//! runnable, on the thread that runs it; keep `exits` and `sites` beside it. Before a build, `profile.see_entry(types of
//! the root's live registers)` at each arrival at the root.
//!
//! **Entering.** `extern "C" fn(thread, window: *mut u64) -> u64`: the exit's number. The thread has a poll word, a pointer
//! to an exit buffer of [`deopt::EXIT_BUFFER_WORDS`] words, and bump cursors at the offsets of `Runtime`.
//!
//! **Function regions.** `RootKind::Function`, rooted at the function's first instruction, with `graph.signature` set once
//! (operands: how the first registers travel; result). A call of one, also by itself, is the operation
//! `graph.function(&FunctionInfo { id, slot, operands, result, window, continuation, keeps_first })` with tagged operands,
//! after guards that they are of the signature's types and fit 64 bits; its result is tagged, never `EXCEPTION`, and the
//! segment goes on to `Next` with the result in its register (nothing else may follow the call in the segment).
//! `compile_function` makes its code, whose address goes into the slot; `compile_adapter` the interpreter's way in
//! (`fn(thread, window) -> status`; see [`lower::lower_adapter`]). Its exits do not return a number: they call
//! [`lower::FunctionHost::leave`] and return what that gives. All listed registers of its root must be written, the others
//! are UNBOUND; `graph.entry_constants` names root registers that hold constants. An exit of [`ssa::ExitMode::AfterCall`]
//! has the callee's status and value in the first two words of the buffer; its frames are in the state in which the
//! calling instruction waits, its innermost position that of the `continuation` (0: in the state behind it, with the value
//! in its register). `ExitKind::Final(construct::TOO_DEEP)`: too many frames (raise RecursionError in the caller), or too
//! little room on a stack (go on in the interpreter).
//!
//! **Exits.** `exits[number]` is an [`deopt::ExitInfo`]. [`deopt::rebuild`] gives the tagged words of every listed register,
//! frame by frame; registers of the root that are not listed still stand in the window. The host lays out the inlined
//! frames' windows (`FrameInfo::window` words above the root's), writes their header words from the chain of
//! positions, and goes on at the innermost position: `Resume` runs the instruction there, `Raise` raises the pending
//! exception there. By kind: `Missing` counts; when hot, a recording starts at that position if it is `inside` and not
//! [`graph::Graph::exit_is_known`], else it asks for a build (such exits must count towards one); `Representation` goes into `profile.wide`, `Hoisted` into `profile.not_hoisted` (both: build again);
//! `NotEntered` means the interpreter goes on; `see_entry` tells the next build, which is due when it happens often; `Poll` handles the poll; `Final` just
//! goes on. An exit that lands on the root runs at least one iteration in the interpreter.

pub mod absorb;
pub mod analysis;
pub mod arena;
pub mod background;
pub mod compile;
pub mod construct;
pub mod cursor;
pub mod deopt;
pub mod facts;
pub mod fold;
pub mod graph;
pub mod graph_interp;
pub mod graph_text;
pub mod infer;
pub mod interp;
pub mod layout;
pub mod log;
pub mod lower;
pub mod needs;
pub mod op;
pub mod op_text;
pub mod pass;
pub mod position;
pub mod profile;
pub mod signals;
pub mod ssa;
pub mod ssa_parse;
pub mod ssa_text;
pub mod types;
pub mod verify;

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod growth;
#[cfg(test)]
mod recursion;
#[cfg(test)]
mod speed;
#[cfg(test)]
pub mod testing;
