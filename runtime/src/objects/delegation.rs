//! Chains of generators that only pass items on: `yield from` through any number of levels at the cost of one.
//!
//! An item that the innermost of many nested generators yields passes all of them, and so does the next resumption. Once
//! it has passed them, they form a chain: the outermost one, its *root*, knows the innermost one, its *tip*, and the tip
//! the root, so that both skip what is between. A level between does nothing, its state is [`GeneratorState::Delegating`],
//! and its window keeps its caller and return words, along which frames are found while the tip runs. Whatever makes a
//! level do more than pass on takes it out first: a tip that returns, raises or yields inside a `try` hands its place to
//! the level outside it ([`step_out`]); a level that something else resumes, closes or throws into ends the chain
//! ([`dissolve`]). So a generator that executes an instruction is a tip or in no chain.

use crate::field;
use crate::frame::{self, Window};
use crate::layout::*;
use crate::objects::generator::{self, of_window, raw_state, set_state, window};
use crate::thread::Thread;
use crate::value::Value;

/// Whether `v` is of a kind that forms chains: an async generator's spare words are otherwise in use.
#[inline(always)]
pub fn is_link(v: Value) -> bool {
    const _: () = assert!(shape_id::COROUTINE == shape_id::GENERATOR + 1);
    v.shape_or_zero().wrapping_sub(shape_id::GENERATOR) <= 1
}

/// How many levels below its chain's root a generator is; 0: a root, or in no chain.
#[inline(always)]
pub fn level(generator: Value) -> u32 {
    // SAFETY: a generator.
    u32::from(unsafe { (*generator.header()).aux })
}

#[inline(always)]
fn set_level(generator: Value, level: u32) {
    // SAFETY: a generator.
    unsafe { (*generator.header()).aux = level as u16 }
}

/// The longest chain that has room in the header.
pub const MAX_LEVEL: u32 = u16::MAX as u32;

/// At level 0: the tip, or None where there is no chain. A tip's: the root.
#[inline(always)]
pub fn other_end(generator: Value) -> Value {
    field!(generator, Generator, spare2)
}

fn set_other_end(t: &mut Thread, generator: Value, v: Value) {
    // SAFETY: a generator; barrier below.
    unsafe { (*generator.cast::<Generator>()).spare2 = v }
    t.heap.write_barrier_any(generator);
}

#[inline(always)]
fn clear_other_end(generator: Value) {
    // SAFETY: a generator; a constant needs no barrier.
    unsafe { (*generator.cast::<Generator>()).spare2 = Value::NONE }
}

/// The generator that `generator`, which has a level, was resumed by.
fn outer(generator: Value) -> Value {
    of_window(Window(window(generator).header(frame::CALLER).0 as *mut Value))
}

/// The root of the chain in which `generator` is.
pub fn root(mut generator: Value) -> Value {
    while level(generator) != 0 {
        generator = outer(generator);
    }
    generator
}

/// Makes `tip`, which has just yielded through the levels up to `root`, and these a chain. `levels`: how many there are
/// from the root to the tip, at most [`MAX_LEVEL`].
pub fn link(t: &mut Thread, root: Value, tip: Value, levels: u32) {
    let (mut g, mut level_here) = (tip, levels);
    while g != root {
        if g != tip {
            if level(g) == level_here {
                // From here on outwards it is the chain that was.
                break;
            }
            clear_other_end(g);
            set_state(g, GeneratorState::Delegating);
        }
        set_level(g, level_here);
        level_here -= 1;
        g = outer(g);
    }
    set_other_end(t, root, tip);
    set_other_end(t, tip, root);
    set_state(root, GeneratorState::Suspended);
}

/// A running tip is left by a return, an exception or a yield that is not passed on: the level outside it runs.
pub fn step_out(t: &mut Thread, tip: Value) {
    let (root, outer) = (other_end(tip), outer(tip));
    set_level(tip, 0);
    clear_other_end(tip);
    if outer == root {
        return clear_other_end(root);
    }
    set_state(outer, GeneratorState::Running);
    set_other_end(t, outer, root);
    set_other_end(t, root, outer);
}

/// Makes each generator of a suspended chain one by itself, suspended in its own `yield from`. Other generators stay as
/// they are.
pub fn dissolve(generator: Value) {
    if !is_link(generator) {
        return;
    }
    let root = root(generator);
    let mut g = other_end(root);
    if g.is_none() || raw_state(root) != GeneratorState::Suspended {
        return;
    }
    clear_other_end(root);
    while g != root {
        let next = outer(g);
        set_level(g, 0);
        clear_other_end(g);
        set_state(g, GeneratorState::Suspended);
        generator::window(g).set_header(frame::CALLER, Value::ZERO);
        g = next;
    }
}
