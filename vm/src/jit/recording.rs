//! A recording: instruction after instruction, from where the thread is, until the loop closes or something ends it.
//!
//! Each instruction is a segment of the region's graph at the position where it began. Loops that have regions of their own
//! are absorbed as the recording comes to them.

use super::recorder::Recorder;
use super::{Jit, code_number};
use taipan_jit::graph::Leaf;
use taipan_jit::position::{FramePos, HEAP_WINDOW, PosId, Position};
use taipan_runtime::frame::{self, Continuation, Window};
use taipan_runtime::machine::Direct;
use taipan_runtime::ops::call;
use taipan_runtime::{Raised, Thread};

/// Why and how a recording ended.
pub struct Outcome {
    pub reason: &'static str,
    pub result: Result<(), Raised>,
    pub instructions: usize,
}

/// Where the thread is, relative to the region's root window.
pub fn position(jit: &mut Jit, t: &Thread, base: Window) -> Option<Position> {
    let mut chain: Vec<(Window, usize, u8)> = Vec::new();
    let (mut window, mut pc, mut continuation) = (t.window, t.pc, 0u8);
    loop {
        chain.push((window, pc, continuation));
        if window == base {
            break;
        }
        let (at, k) = window.return_to();
        window = window.caller()?;
        pc = at;
        let k = match k {
            Continuation::RecordedRegister => Continuation::Register,
            Continuation::RecordedInit => Continuation::Init,
            k => k,
        };
        continuation = k as u8 + 1;
        if chain.len() > 40 {
            return None;
        }
    }
    chain.reverse();
    let mut out = Vec::with_capacity(chain.len());
    let mut stack = base;
    for (i, (window, pc, continuation)) in chain.iter().enumerate() {
        let code_value = window.header(frame::CODE);
        let distance = if i == 0 {
            0
        } else if call::on_stack(t, *window) {
            ((window.0 as i64 - stack.0 as i64) / 8) as i32
        } else {
            HEAP_WINDOW
        };
        if distance != HEAP_WINDOW {
            stack = *window;
        }
        out.push(FramePos {
            code: code_number(jit, code_value),
            pc: *pc as u32,
            continuation: *continuation,
            window: distance,
        });
    }
    Some(out)
}

/// Records from where the thread is, for at most `walk` laps of the root.
pub fn record(jit: &mut Jit, d: &mut Direct, index: usize, base: Window, walk: u32, limit: usize) -> Outcome {
    let mut laps = 0;
    // Where the last instruction led.
    let mut reached: Option<(Position, PosId)> = None;
    for n in 0..limit {
        let done = |reason| Outcome {
            reason,
            result: Ok(()),
            instructions: n,
        };
        let known = reached.as_ref().map(|r| r.1);
        let Some(chain) = reached.take().map(|r| r.0).or_else(|| position(jit, d.t(), base)) else {
            return done("left the root frame");
        };
        if !jit.regions[index].graph.inside(&chain) {
            return done("left the loop");
        }
        if chain.len() > 2 && chain.iter().any(|f| chain.iter().filter(|g| g.code == f.code).count() > 2) {
            return done("recursion");
        }
        let region = &mut jit.regions[index];
        let here = known.unwrap_or_else(|| {
            jit.facts.describe(&jit.codes, &mut region.graph, &chain);
            region.graph.intern(&chain)
        });
        if here == region.graph.root && n > 0 {
            laps += 1;
            if laps >= walk {
                return done("closed");
            }
        }
        if crate::poll::urgent(d.t()) {
            return done("poll");
        }
        // An inner loop that has a region of its own is absorbed.
        if (chain.len() > 1 || here != jit.regions[index].graph.root) && !jit.regions[index].graph.segments.contains_key(&here) {
            absorb(jit, index, &chain);
        }
        let cursor = jit.regions[index].graph.begin(here);
        let mut recorder = Recorder::new(d, jit, index, cursor, base, chain);
        let outcome = super::instruction::run(&mut recorder, base);
        let (cursor, stopped, called) = (recorder.cursor.take(), recorder.stopped, recorder.called);
        match outcome {
            Err(raised) => {
                if let Some(cursor) = cursor {
                    // The arm without an exception would be missing and could not be resumed: this one stays missing, it raises.
                    jit.regions[index].graph.abandon(cursor);
                }
                return Outcome {
                    reason: stopped.unwrap_or("an exception"),
                    result: Err(raised),
                    instructions: n,
                };
            }
            Ok(super::instruction::Step::Went) => {}
            Ok(super::instruction::Step::Ended) => return done(stopped.unwrap_or("the root frame returned")),
        }
        match (cursor, stopped) {
            (Some(cursor), None) => {
                let t = d.t();
                if !within(t, base) {
                    jit.regions[index].graph.abandon(cursor);
                    return done("left the root frame");
                }
                if called {
                    let (behind, waiting) = super::calling::around_call(jit, d.t(), base).expect("within");
                    let region = &mut jit.regions[index];
                    jit.facts.describe(&jit.codes, &mut region.graph, &behind);
                    jit.facts.describe(&jit.codes, &mut region.graph, &waiting);
                    let to = region.graph.intern(&behind);
                    region.graph.finish(cursor, Leaf::Next(to));
                    if let Some(waiting) = jit.suspended.last_mut() {
                        (waiting.walk, waiting.limit) = (walk - laps, limit - n - 1);
                    }
                    return done("a native call");
                }
                let Some(next) = position(jit, d.t(), base) else {
                    jit.regions[index].graph.abandon(cursor);
                    return done("left the root frame");
                };
                let graph = &mut jit.regions[index].graph;
                let to = match graph.find(&next) {
                    // Its frames were described when it was named; the root is named by the graph itself.
                    Some(to) if to != graph.root => to,
                    _ => {
                        jit.facts.describe(&jit.codes, graph, &next);
                        graph.intern(&next)
                    }
                };
                graph.finish(cursor, Leaf::Next(to));
                reached = Some((next, to));
            }
            (Some(cursor), Some(reason)) => {
                jit.regions[index].graph.abandon(cursor);
                return done(reason);
            }
            (None, reason) => return done(reason.unwrap_or("stopped")),
        }
        if jit.regions[index].graph.poisoned.is_some() {
            return done("poisoned");
        }
    }
    Outcome {
        reason: "too long",
        result: Ok(()),
        instructions: limit,
    }
}

/// Whether the region's root frame is still on the stack.
fn within(t: &Thread, base: Window) -> bool {
    frame::walk(t).take(64).any(|(w, _)| w == base)
}

fn absorb(jit: &mut Jit, index: usize, chain: &[FramePos]) {
    let last = *chain.last().expect("a chain has a frame");
    let Some(&inner) = jit.index.get(&(last.code, last.pc as usize)) else {
        return;
    };
    if inner == index || jit.regions[inner].broken || jit.regions[inner].graph.segments.is_empty() || jit.regions[inner].graph.poisoned.is_some() {
        return;
    }
    let graph = jit.regions[inner].graph.clone();
    let constants = jit.regions[inner].constants.clone();
    let kept = jit.regions[inner].kept.clone();
    jit.regions[index].kept.extend(kept);
    for users in jit.namespace_uses.values_mut().filter(|users| users.contains(&inner)) {
        if !users.contains(&index) {
            users.push(index);
        }
    }
    let region = &mut jit.regions[index];
    let before = region.graph.constants.len();
    region.graph.absorb(&graph, &chain[..chain.len() - 1], last.window);
    // New constants were appended in the other region's order of first use: match them by key.
    for info in &region.graph.constants[before..] {
        if let Some(v) = constants.iter().find(|v| v.0 == info.key) {
            region.constants.push(*v);
        }
    }
    debug_assert_eq!(region.constants.len(), region.graph.constants.len());
}
