//! Block parameters into which one value flows disappear, cycles of parameters taken together.
//!
//! Optimistic: all parameters start unknown and stay only if two values meet in them. The plain rule ("all arguments
//! equal") removes nothing once versions make the graph irreducible (REGIONS "SSA").

use crate::analysis::Cfg;
use crate::ssa::*;

/// Removes trivial parameters. Returns how many.
pub fn remove_trivial(func: &mut Func) -> usize {
    let cfg = Cfg::of(func);
    let count = func.values.len();
    let mut is_param = vec![false; count];
    for block in &cfg.order {
        for p in &func.at(*block).params {
            is_param[p.0 as usize] = true;
        }
    }
    // What each parameter is: not known yet, itself, or another value.
    let mut root: Vec<Option<Value>> = vec![None; count];
    let resolve = |root: &[Option<Value>], mut v: Value| -> Option<Value> {
        while is_param[v.0 as usize] {
            match root[v.0 as usize] {
                None => return None,
                Some(next) if next == v => return Some(v),
                Some(next) => v = next,
            }
        }
        Some(v)
    };
    let mut changed = true;
    while changed {
        changed = false;
        for block in &cfg.order {
            for k in 0..func.at(*block).params.len() {
                let param = func.at(*block).params[k];
                if root[param.0 as usize] == Some(param) {
                    continue;
                }
                let mut found: Option<Value> = None;
                let mut several = false;
                for pred in &cfg.predecessors[block.0 as usize] {
                    for target in func.at(*pred).term.targets().filter(|t| t.block == *block) {
                        match resolve(&root, target.args[k]) {
                            Some(v) if v != param && found.is_some_and(|f| f != v) => several = true,
                            Some(v) if v != param => found = Some(v),
                            _ => {}
                        }
                    }
                }
                let new = if several { Some(param) } else { found };
                if new.is_some() && root[param.0 as usize] != new {
                    root[param.0 as usize] = new;
                    changed = true;
                }
            }
        }
    }
    let keeps: Vec<Vec<bool>> = func
        .blocks
        .iter()
        .map(|b| b.params.iter().map(|p| resolve(&root, *p).is_none_or(|r| r == *p)).collect())
        .collect();
    let removed = keeps.iter().flatten().filter(|k| !**k).count();
    if removed == 0 {
        return 0;
    }
    remove_params(func, &keeps);
    func.map_uses(|v| resolve(&root, v).unwrap_or(v));
    removed
}

/// Drops the parameters (and the arguments for them) whose flag is false.
pub fn remove_params(func: &mut Func, keeps: &[Vec<bool>]) {
    for (block, keep) in func.blocks.iter_mut().zip(keeps) {
        let mut k = 0;
        block.params.retain(|_| {
            k += 1;
            keep[k - 1]
        });
        for target in block.term.targets_mut() {
            let keep = &keeps[target.block.0 as usize];
            let mut k = 0;
            target.args.retain(|_| {
                k += 1;
                keep[k - 1]
            });
        }
    }
}
