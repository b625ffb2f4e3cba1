//! Dead code: operations, parameters and blocks that nothing needs. Snapshots of exits that can be taken need values.

use super::params::remove_params;
use crate::analysis::Cfg;
use crate::op::*;
use crate::ssa::*;

/// May it be dropped when nobody reads its result?
fn is_removable(func: &Func, inst: &Inst) -> bool {
    match inst.op {
        Op::Guard(..) => false,
        Op::Load(_) | Op::LoadElement(_) | Op::New(_) => true,
        Op::Call(helper) => {
            let effects = &func.helpers[helper as usize].effects;
            effects.writes.0 == 0 && !effects.raises && !effects.runs_python
        }
        op => op.is_pure(&func.helpers),
    }
}

/// Removes what is dead.
pub fn remove_dead(func: &mut Func) {
    let cfg = Cfg::of(func);
    let mut live = vec![false; func.values.len()];
    // Arguments that reach each parameter, and operands of each definition.
    let mut sources: Vec<Vec<Value>> = vec![Vec::new(); func.values.len()];
    let mut work: Vec<Value> = Vec::new();
    for block in cfg.order.iter().copied() {
        let data = func.at(block);
        for inst in &data.insts {
            let mut needs: Vec<Value> = inst.args.to_vec();
            if let Some(exit) = inst.exit {
                func.snapshots[func.exits[exit.0 as usize].snapshot.0 as usize].for_each_use(|v| needs.push(v));
            }
            if is_removable(func, inst) {
                sources[inst.result.expect("removable").0 as usize].extend(needs);
            } else {
                work.extend(needs);
                work.extend(inst.result);
            }
        }
        match &data.term {
            Term::Branch { args, .. } => work.extend(args.iter().copied()),
            Term::Return(v) => work.push(*v),
            Term::Exit(exit) => {
                func.snapshots[func.exits[exit.0 as usize].snapshot.0 as usize].for_each_use(|v| work.push(v));
            }
            _ => {}
        }
        for target in data.term.targets() {
            for (p, a) in func.at(target.block).params.iter().zip(&target.args) {
                sources[p.0 as usize].push(*a);
            }
        }
        if let Some(state) = data.state {
            func.snapshots[state.0 as usize].for_each_use(|v| work.push(v));
        }
    }
    while let Some(v) = work.pop() {
        if !std::mem::replace(&mut live[v.0 as usize], true) {
            work.append(&mut sources[v.0 as usize]);
        }
    }
    let keeps: Vec<Vec<bool>> = func.blocks.iter().map(|b| b.params.iter().map(|p| live[p.0 as usize]).collect()).collect();
    remove_params(func, &keeps);
    for block in func.block_ids() {
        if !cfg.reachable(block) {
            let data = func.at_mut(block);
            data.insts.clear();
            data.params.clear();
            data.term = Term::None;
            data.state = None;
            continue;
        }
        let mut insts = std::mem::take(&mut func.at_mut(block).insts);
        insts.retain(|inst| !is_removable(func, inst) || live[inst.result.expect("removable").0 as usize]);
        func.at_mut(block).insts = insts;
    }
    func.refresh_constants();
    forget_dead_snapshots(func);
}

/// Empties the snapshots that no exit of the function uses any more, so that passes need not keep them right.
fn forget_dead_snapshots(func: &mut Func) {
    let mut used = vec![false; func.snapshots.len()];
    for block in &func.blocks {
        let exits = block.insts.iter().filter_map(|i| i.exit);
        let last = if let Term::Exit(exit) = block.term { Some(exit) } else { None };
        for exit in exits.chain(last) {
            used[func.exits[exit.0 as usize].snapshot.0 as usize] = true;
        }
        if let Some(state) = block.state {
            used[state.0 as usize] = true;
        }
    }
    for (snapshot, used) in func.snapshots.iter_mut().zip(used) {
        if !used {
            *snapshot = Snapshot::default();
        }
    }
}
