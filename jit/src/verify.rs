//! Checks the form of SSA: every use is dominated by its definition, operands have the kinds their operation wants.
//!
//! Run between passes in tests; a pass that breaks the form is found where it does so.

use crate::analysis::Cfg;
use crate::op::*;
use crate::ssa::*;

/// The first fault found.
pub fn verify(func: &Func) -> Result<(), String> {
    let cfg = Cfg::of(func);
    // Where each value is defined: block and index (parameters are at 0, instructions from 1).
    let mut defined: Vec<Option<(BlockId, usize)>> = vec![None; func.values.len()];
    for block in func.block_ids() {
        for param in &func.at(block).params {
            defined[param.0 as usize] = Some((block, 0));
        }
        for (k, inst) in func.at(block).insts.iter().enumerate() {
            if let Some(r) = inst.result {
                if defined[r.0 as usize].is_some() {
                    return Err(format!("v{} is defined twice", r.0));
                }
                defined[r.0 as usize] = Some((block, k + 1));
            }
        }
    }
    for block in cfg.order.iter().copied() {
        let data = func.at(block);
        let usable = |v: Value, at: usize| -> Result<(), String> {
            match defined[v.0 as usize] {
                Some((b, k)) if if b == block { k <= at } else { cfg.dominates(b, block) } => Ok(()),
                Some(_) => Err(format!("b{}: v{} does not dominate its use at {at}", block.0, v.0)),
                None => Err(format!("b{}: v{} is not defined", block.0, v.0)),
            }
        };
        let exit_usable = |exit: ExitId, at: usize| -> Result<(), String> {
            let snapshot = &func.snapshots[func.exits[exit.0 as usize].snapshot.0 as usize];
            let mut result = Ok(());
            snapshot.for_each_use(|v| {
                if result.is_ok() {
                    result = usable(v, at).map_err(|e| format!("exit x{}: {e}", exit.0));
                }
            });
            result
        };
        for (k, inst) in data.insts.iter().enumerate() {
            for v in &inst.args {
                usable(*v, k)?;
            }
            kinds(func, inst).map_err(|e| format!("b{}: {}: {e}", block.0, inst.op))?;
            if let Some(exit) = inst.exit {
                exit_usable(exit, k)?;
            }
        }
        let end = data.insts.len();
        let mut fault = Ok(());
        data.term.for_each_use(|v| {
            if fault.is_ok() {
                fault = usable(v, end);
            }
        });
        fault?;
        match &data.term {
            Term::Exit(exit) => exit_usable(*exit, end)?,
            Term::None => return Err(format!("b{} has no end", block.0)),
            _ => {}
        }
        for target in data.term.targets() {
            let params = &func.at(target.block).params;
            if params.len() != target.args.len() {
                return Err(format!(
                    "b{} -> b{}: {} arguments for {}",
                    block.0,
                    target.block.0,
                    target.args.len(),
                    params.len()
                ));
            }
            for (p, a) in params.iter().zip(&target.args) {
                if func.kind(*p) != func.kind(*a) {
                    return Err(format!("b{} -> b{}: v{} for v{}", block.0, target.block.0, a.0, p.0));
                }
            }
        }
    }
    Ok(())
}

/// Operand kinds; `None` = any.
fn kinds(func: &Func, inst: &Inst) -> Result<(), String> {
    use Kind::*;
    let check = |wanted: &[Kind]| {
        if wanted.len() != inst.args.len() {
            return Err(format!("{} operands", inst.args.len()));
        }
        for (v, kind) in inst.args.iter().zip(wanted) {
            if func.kind(*v) != *kind {
                return Err(format!("v{} is {}", v.0, func.kind(*v)));
            }
        }
        Ok(())
    };
    match inst.op {
        Op::AsInt | Op::AsSmall | Op::AsFloat | Op::BoolToInt | Op::SetShape(_) => check(&[Val]),
        Op::FromInt | Op::IntToFloat | Op::IntToRaw | Op::IntNeg | Op::IntInvert | Op::IntAbs => check(&[Int]),
        Op::FromFloat | Op::FloatToInt | Op::FloatUn(_) => check(&[Float]),
        Op::RawToInt | Op::RawToIntUnsigned => check(&[Raw]),
        Op::IntBin(_) => check(&[Int, Int]),
        Op::FloatBin(_) => check(&[Float, Float]),
        Op::RawBin(_) => check(&[Raw, Raw]),
        Op::Guard(cond, _) => {
            if inst.exit.is_none() {
                return Err("no exit".into());
            }
            match cond {
                Cond::NoPoll | Cond::HasRoom => check(&[]),
                c if c.is_type_test() => check(&[Val]),
                Cond::Same => check(&[Val, Val]),
                Cond::FloatEq | Cond::FloatLe | Cond::FloatLt => check(&[Float, Float]),
                Cond::RawEq | Cond::RawLt => check(&[Raw, Raw]),
                _ => check(&[Int, Int]),
            }
        }
        Op::New(site) if inst.args.len() != func.sites[site as usize].fields.len() => Err("fields".into()),
        _ => Ok(()),
    }
}
