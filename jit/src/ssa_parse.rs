//! Reads the text form of SSA, so that a pass can be tested on text alone.
//!
//! The tables (helpers, sites, constants) come from a graph; exits that are not described have empty snapshots.

use crate::graph::Graph;
use crate::op::*;
use crate::op_text::*;
use crate::position::*;
use crate::profile::ExitKey;
use crate::ssa::*;
use crate::types::Type;

/// Parses what [`crate::ssa_text::ssa_text`] prints. Blank lines and `//` comments are skipped.
pub fn parse_ssa(text: &str, tables: &Graph) -> Result<Func, String> {
    let mut parser = Parser {
        func: Func::new(tables),
        block: ENTRY,
        position: tables.root,
    };
    parser.func.snapshot(Snapshot::default());
    for (number, line) in text.lines().enumerate() {
        let line = line.split("//").next().unwrap_or("").trim();
        if !line.is_empty() {
            parser.line(line).ok_or_else(|| format!("line {}: {line}", number + 1))?;
        }
    }
    parser.func.refresh_constants();
    Ok(parser.func)
}

struct Parser {
    func: Func,
    block: BlockId,
    position: PosId,
}

fn number(text: &str, prefix: char) -> Option<u32> {
    text.strip_prefix(prefix)?.parse().ok()
}

impl Parser {
    fn define(&mut self, text: &str, kind: Kind, ty: Type) -> Option<Value> {
        let value = Value(number(text, 'v')?);
        while self.func.values.len() <= value.0 as usize {
            self.func.value(Kind::Val, Type::ANY);
        }
        self.func.values[value.0 as usize] = ValueData { kind, ty };
        Some(value)
    }
    fn values(&self, words: &[&str]) -> Option<Args> {
        words.iter().map(|w| number(w, 'v').map(Value)).collect()
    }
    fn exit(&mut self, text: &str) -> Option<ExitId> {
        let id = ExitId(number(text, 'x')?);
        while self.func.exits.len() <= id.0 as usize {
            let place = self.func.exits.len() as u16;
            let key = ExitKey {
                position: self.position,
                node: 0,
                place,
            };
            let exit = Exit {
                snapshot: SnapId(0),
                mode: ExitMode::Resume,
                kind: ExitKind::Missing,
                key,
            };
            self.func.exits.push(exit);
        }
        Some(id)
    }
    fn target(&mut self, text: &str) -> Option<Target> {
        let (block, args) = text.strip_suffix(')')?.split_once('(')?;
        let words: Vec<&str> = args.split_whitespace().collect();
        Some(Target {
            block: self.block_of(block)?,
            args: self.values(&words)?,
        })
    }
    fn block_of(&mut self, text: &str) -> Option<BlockId> {
        let id = BlockId(number(text, 'b')?);
        while self.func.blocks.len() <= id.0 as usize {
            self.func.block(self.position);
        }
        Some(id)
    }
    fn line(&mut self, line: &str) -> Option<()> {
        if line.starts_with('b')
            && let Some(label) = line.strip_suffix("):")
        {
            let (block, params) = label.split_once('(')?;
            self.block = self.block_of(block)?;
            for param in params.split(',').map(str::trim).filter(|p| !p.is_empty()) {
                let (name, ty) = param.split_once(": ")?;
                let (kind, ty) = match ty {
                    "int" => (Kind::Int, Type::ANY),
                    "float" => (Kind::Float, Type::ANY),
                    "raw" => (Kind::Raw, Type::ANY),
                    ty => (Kind::Val, Type::parse(ty)?),
                };
                let value = self.define(name, kind, ty)?;
                self.func.at_mut(self.block).params.push(value);
            }
            self.func.at_mut(self.block).hits = 1;
            return Some(());
        }
        if let Some(rest) = line.strip_prefix("state ") {
            let snapshot = self.snapshot(rest)?;
            self.func.at_mut(self.block).state = Some(self.func.snapshot(snapshot));
            return Some(());
        }
        if line.starts_with('x')
            && let Some((name, rest)) = line.split_once(": ")
        {
            return self.describe_exit(name, rest);
        }
        let term = self.term(line);
        if let Some(term) = term {
            self.func.at_mut(self.block).term = term;
            return Some(());
        }
        self.instruction(line)
    }
    fn describe_exit(&mut self, name: &str, rest: &str) -> Option<()> {
        let id = self.exit(name)?;
        let (mode, rest) = rest.split_once(' ')?;
        let (kind, rest) = rest.split_once(' ')?;
        let snapshot = self.snapshot(rest)?;
        let snapshot = self.func.snapshot(snapshot);
        let exit = &mut self.func.exits[id.0 as usize];
        exit.snapshot = snapshot;
        exit.mode = match mode {
            "Resume" => ExitMode::Resume,
            "Raise" => ExitMode::Raise,
            "AfterCall" => ExitMode::AfterCall,
            _ => return None,
        };
        exit.kind = match kind {
            "Missing" => ExitKind::Missing,
            "Representation" => ExitKind::Representation,
            "Hoisted" => ExitKind::Hoisted,
            "NotEntered" => ExitKind::NotEntered,
            "Poll" => ExitKind::Poll,
            final_kind => ExitKind::Final(final_kind.strip_prefix("Final(")?.strip_suffix(')')?.parse().ok()?),
        };
        Some(())
    }
    /// Frames only: `[1@0 0=v1 2=v3][…]`; virtual objects and pending stores are made by passes.
    fn snapshot(&mut self, text: &str) -> Option<Snapshot> {
        let mut snapshot = Snapshot::default();
        for frame in text.split('[').skip(1) {
            let (inside, _) = frame.split_once(']')?;
            let mut words = inside.split_whitespace();
            let at = *parse_position(words.next()?)?.first()?;
            let registers: Option<Vec<(u16, SnapValue)>> = words
                .map(|word| {
                    let (index, value) = word.split_once('=')?;
                    Some((index.parse().ok()?, SnapValue::Value(Value(number(value, 'v')?))))
                })
                .collect();
            snapshot.frames.push(FrameSnap { at, registers: registers? });
        }
        Some(snapshot)
    }
    fn term(&mut self, line: &str) -> Option<Term> {
        if let Some(rest) = line.strip_prefix("jump ") {
            return Some(Term::Jump(self.target(rest)?));
        }
        if let Some(rest) = line.strip_prefix("if ") {
            let (front, no) = rest.split_once(" else ")?;
            let open = front.find('(')?;
            let start = front[..open].rfind(' ')?;
            let (question, yes) = (&front[..start], &front[start + 1..]);
            let words: Vec<&str> = question.split_whitespace().collect();
            let (cond, args) = words.split_first()?;
            let args = self.values(args)?;
            return Some(Term::Branch {
                cond: parse_cond(cond)?,
                args,
                yes: self.target(yes)?,
                no: self.target(no)?,
            });
        }
        if let Some(rest) = line.strip_prefix("exit ") {
            return Some(Term::Exit(self.exit(rest)?));
        }
        let value = line.strip_prefix("return ")?;
        Some(Term::Return(Value(number(value, 'v')?)))
    }
    fn instruction(&mut self, line: &str) -> Option<()> {
        let (line, exit) = match line.split_once(" else ") {
            Some((front, exit)) => (front, Some(self.exit(exit)?)),
            None => (line, None),
        };
        let (result, rest) = match line.split_once(" = ") {
            Some((result, rest)) => (Some(result), rest),
            None => (None, line),
        };
        let words: Vec<&str> = rest.split_whitespace().collect();
        let (op, args) = words.split_first()?;
        let op = parse_op(op)?;
        let args = self.values(args)?;
        let result = match result {
            Some(name) => {
                let (kind, ty) = (op.result_kind(&self.func.helpers)?, self.func.result_type(op));
                Some(self.define(name, kind, ty)?)
            }
            None => None,
        };
        self.func.at_mut(self.block).insts.push(Inst { op, args, result, exit });
        Some(())
    }
}
