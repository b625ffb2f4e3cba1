//! The optimiser: one pass per file, each from SSA to SSA with the same meaning.

pub mod dce;
pub mod escape;
pub mod gvn;
pub mod hoist;
pub mod memory;
pub mod narrow;
pub mod params;
pub mod promote;
pub mod ranges;
pub mod reps;
pub mod trips;
pub mod virtuals;
pub mod wrap;

use crate::profile::Profile;
use crate::ssa::Func;

/// All optional passes in order; `check` is called after each with its name.
pub fn optimise(func: &mut Func, profile: &Profile, check: &dyn Fn(&Func, &str)) {
    simplify(func, check);
    if virtuals::virtualise(func) {
        check(func, "virtual objects");
        simplify(func, check);
    }
    hoist::hoist(func, profile);
    check(func, "hoist");
    simplify(func, check);
    if promote::promote(func) {
        check(func, "promotion");
        simplify(func, check);
        hoist::hoist(func, profile);
        check(func, "hoist");
        simplify(func, check);
    }
}

/// Ranges of all ints, and which of them may wrap. Drops what ranges make needless, and the states of merges, which
/// nothing asks for afterwards.
pub fn measure(func: &mut Func, profile: &Profile, check: &dyn Fn(&Func, &str)) -> (ranges::Ranges, Vec<bool>) {
    wrap::wrap(func);
    let found = ranges::ranges(func);
    check(func, "ranges");
    narrow::narrow(func, &found, profile);
    check(func, "narrowing");
    for block in &mut func.blocks {
        block.state = None;
    }
    dce::remove_dead(func);
    check(func, "dead code");
    // Again, for fewer exits hold values now.
    let low = wrap::wrap(func);
    let found = ranges::ranges(func);
    // Without ranges nothing says that a masked value fits a word.
    let low = if found.trivial { Vec::new() } else { low };
    (found, low)
}

/// Value numbering, parameters and forwarding until they find nothing, a few rounds at most.
fn simplify(func: &mut Func, check: &dyn Fn(&Func, &str)) {
    for _ in 0..4 {
        let mut changed = gvn::gvn(func);
        check(func, "value numbering");
        changed |= params::remove_trivial(func) > 0;
        check(func, "parameters");
        changed |= virtuals::unbox_params(func);
        check(func, "unboxing");
        changed |= memory::forward(func);
        check(func, "forwarding");
        dce::remove_dead(func);
        check(func, "dead code");
        if !changed {
            break;
        }
    }
}

#[cfg(test)]
mod tests;
