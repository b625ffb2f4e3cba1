//! Writing a segment: the recorder repeats the same calls whether the tree is known or new.
//!
//! A cursor walks what is there, checks that the questions are the same ones, and starts adding at the first missing
//! arm. So the recorder needs no notion of known or unknown, and "which question comes next depends on the instruction
//! and earlier answers only" (REGIONS) is asserted rather than believed.

use crate::graph::*;
use crate::op::*;
use crate::position::*;

/// A place in a segment that is being recorded or followed.
#[derive(Clone, Debug)]
pub struct Cursor {
    pub position: PosId,
    node: NodeId,
    step: usize,
    /// An effect has happened: the instruction cannot be run again.
    effect: bool,
    /// The result of a helper that may have declined, the first effect of the segment.
    undecided: Option<V>,
    /// Where this recording began to add: a new segment, or an arm.
    added: Option<Option<(NodeId, bool)>>,
    dead: bool,
}
impl Cursor {
    /// Did this recording add to the graph?
    pub fn is_new(&self) -> bool {
        self.added.is_some()
    }
    /// Has an operation happened that must not be repeated?
    pub fn had_effect(&self) -> bool {
        self.effect
    }
    /// Is it open whether the only effect, a helper's with this result, happened?
    pub fn is_undecided(&self, result: V) -> bool {
        self.undecided == Some(result)
    }
}

impl Graph {
    /// Starts recording or following the instruction at a position. The live registers of all its frames are set.
    pub fn begin(&mut self, position: PosId) -> Cursor {
        let mut cursor = Cursor {
            position,
            node: 0,
            step: 0,
            effect: false,
            undecided: None,
            added: None,
            dead: false,
        };
        let segment = self.segments.entry(position).or_default();
        if segment.nodes.is_empty() {
            segment.nodes.push(Node {
                steps: Vec::new(),
                end: End::Open,
                hits: 0,
            });
            self.order.push(position);
            self.version += 1;
            cursor.added = Some(None);
        }
        segment.nodes[0].hits += 1;
        cursor
    }
    fn poison(&mut self, cursor: &mut Cursor, what: String) {
        cursor.dead = true;
        let place = position_text(self.position(cursor.position));
        debug_assert!(false, "{place}: {what}");
        self.poisoned.get_or_insert(format!("{place}: {what}"));
    }
    /// Takes one step: `make` builds it from the number of a new value, `same` compares it with a known one.
    fn take(&mut self, cursor: &mut Cursor, step: Step, kind: Option<Kind>) -> Option<V> {
        if cursor.dead {
            return Some(V(0));
        }
        let segment = self.segments.get_mut(&cursor.position).expect("begun");
        let node = &mut segment.nodes[cursor.node as usize];
        if let Some(known) = node.steps.get(cursor.step) {
            let (matches, result) = match (known, &step) {
                (Step::Read { reg: a, result }, Step::Read { reg: b, .. }) => (a == b, Some(*result)),
                (Step::Op { op: a, args: x, result }, Step::Op { op: b, args: y, .. }) => (a == b && x == y, *result),
                (a, b) => (a == b, None),
            };
            if matches {
                cursor.step += 1;
                return result;
            }
            let what = format!("recorded {known:?}, now {step:?}");
            self.poison(cursor, what);
            return Some(V(0));
        }
        if node.end != End::Open {
            let what = format!("recorded {:?}, now {step:?}", node.end);
            self.poison(cursor, what);
            return Some(V(0));
        }
        let result = kind.map(|kind| {
            segment.kinds.push(kind);
            V(segment.kinds.len() as u16 - 1)
        });
        node.steps.push(match step {
            Step::Read { reg, .. } => Step::Read {
                reg,
                result: result.expect("a register is a Val"),
            },
            Step::Op { op, args, .. } => Step::Op { op, args, result },
            other => other,
        });
        cursor.step += 1;
        result
    }
    /// What an earlier recording did here.
    fn known_step(&self, cursor: &Cursor) -> Option<&Step> {
        if cursor.dead {
            return None;
        }
        self.segments[&cursor.position].nodes[cursor.node as usize].steps.get(cursor.step)
    }
    /// On known ground: does an earlier recording enter a frame here? `None`: nothing is known yet.
    pub fn pushes_next(&self, cursor: &Cursor) -> Option<bool> {
        let node = self.segments.get(&cursor.position)?.nodes.get(cursor.node as usize)?;
        match node.steps.get(cursor.step) {
            Some(step) => Some(matches!(step, Step::Push { .. })),
            None if node.end == End::Open => None,
            None => Some(false),
        }
    }
    /// The register's value now.
    pub fn read(&mut self, cursor: &mut Cursor, reg: Reg) -> V {
        self.take(cursor, Step::Read { reg, result: V(0) }, Some(Kind::Val))
            .expect("a register is a Val")
    }
    /// Emits an operation; its result, if its kind has one.
    pub fn emit(&mut self, cursor: &mut Cursor, op: Op, args: &[V]) -> Option<V> {
        let effect = op.has_effect(&self.helpers);
        let declines = matches!(op, Op::Call(helper) if self.helpers[helper as usize].effects.declines);
        let first = !cursor.effect;
        cursor.effect |= effect;
        let result = match self.known_step(cursor) {
            Some(Step::Op { op: a, args: x, result }) if *a == op && x[..] == *args => {
                cursor.step += 1;
                *result
            }
            _ => {
                let (kind, args) = (op.result_kind(&self.helpers), args.to_vec());
                self.take(cursor, Step::Op { op, args, result: None }, kind)
            }
        };
        if effect {
            cursor.undecided = if declines && first { result } else { None };
        }
        result
    }
    /// Emits an operation that has a result.
    pub fn value(&mut self, cursor: &mut Cursor, op: Op, args: &[V]) -> V {
        self.emit(cursor, op, args).expect("the operation has a result")
    }
    pub fn write(&mut self, cursor: &mut Cursor, reg: Reg, value: V) {
        self.take(cursor, Step::Write { reg, value }, None);
    }
    /// A frame is entered; write its registers next.
    pub fn push(&mut self, cursor: &mut Cursor, code: u32, window: i32) {
        self.take(cursor, Step::Push { code, window }, None);
    }
    pub fn pop(&mut self, cursor: &mut Cursor) {
        self.take(cursor, Step::Pop, None);
    }
    pub fn assume(&mut self, cursor: &mut Cursor, assumption: u32) {
        self.take(cursor, Step::Assume(assumption), None);
        if !self.assumptions.contains(&assumption) {
            self.assumptions.push(assumption);
        }
    }
    /// A question whose answer was seen.
    pub fn guard(&mut self, cursor: &mut Cursor, cond: Cond, args: &[V], answer: bool) {
        if cursor.dead {
            return;
        }
        let segment = self.segments.get_mut(&cursor.position).expect("begun");
        let node = &mut segment.nodes[cursor.node as usize];
        let declined = cond == Cond::IsConst(crate::layout::UNBOUND) && cursor.undecided.is_some_and(|v| args == [v]);
        if node.end == End::Open {
            let mode = if cursor.effect && !declined { Mode::Raise } else { Mode::Rerun };
            if cursor.effect && !declined && cond != Cond::IsConst(crate::layout::EXCEPTION) {
                return self.poison(cursor, format!("guard {cond} after an effect"));
            }
            node.end = End::Guard {
                cond,
                args: args.to_vec(),
                mode,
                arms: [None, None],
            };
        }
        match &node.end {
            End::Guard {
                cond: known, args: operands, ..
            } if cursor.step == node.steps.len() && *known == cond && operands[..] == *args => {}
            end => {
                let what = format!("recorded {end:?} at step {}, now guard {cond}", node.steps.len());
                return self.poison(cursor, what);
            }
        }
        self.follow(cursor, answer);
    }
    /// A question after an effect whose answers both lead to known positions: gives the cursor of either answer. Only the
    /// one that was seen counts as a visit.
    pub fn fork(&mut self, cursor: Cursor, cond: Cond, args: &[V], seen: bool) -> [Cursor; 2] {
        let both = [cursor.clone(), cursor];
        let mut answer = false;
        both.map(|mut cursor| {
            let effect = std::mem::replace(&mut cursor.effect, false);
            self.guard(&mut cursor, cond, args, answer);
            cursor.effect = effect;
            cursor.undecided = None;
            if answer != seen && !cursor.dead {
                let segment = self.segments.get_mut(&cursor.position).expect("begun");
                segment.nodes[cursor.node as usize].hits -= 1;
            }
            answer = true;
            cursor
        })
    }
    /// Goes to an arm, adding it when it is missing.
    fn follow(&mut self, cursor: &mut Cursor, answer: bool) {
        let segment = self.segments.get_mut(&cursor.position).expect("begun");
        let count = segment.nodes.len() as NodeId;
        let End::Guard { arms, .. } = &mut segment.nodes[cursor.node as usize].end else {
            unreachable!("checked")
        };
        let next = *arms[answer as usize].get_or_insert(count);
        if next == count {
            segment.nodes.push(Node {
                steps: Vec::new(),
                end: End::Open,
                hits: 0,
            });
            self.version += 1;
            cursor.added.get_or_insert(Some((cursor.node, answer)));
        }
        segment.nodes[next as usize].hits += 1;
        cursor.node = next;
        cursor.step = 0;
    }
    /// A guard against a constant that was seen (`shape_is`, `raw_eq`/`same` with `constant` as second operand): a
    /// chain, the next constant on the false arm of the one before. Returns the number of constants before this one.
    /// `cond` is asked of `value`, whose `constant` operand is emitted when the condition takes two.
    pub fn expect(&mut self, cursor: &mut Cursor, cond: Cond, value: V, constant: Option<Op>) -> usize {
        let mut before = 0;
        loop {
            if cursor.dead {
                return before;
            }
            let node = &self.segments[&cursor.position].nodes[cursor.node as usize];
            let open = node.end == End::Open && cursor.step == node.steps.len();
            let same = match constant {
                None => open || matches!(&node.end, End::Guard { cond: known, .. } if *known == cond),
                Some(op) => open || matches!(node.steps.get(cursor.step), Some(Step::Op { op: known, .. }) if *known == op),
            };
            if same {
                let mut args = vec![value];
                if let Some(op) = constant {
                    args.push(self.value(cursor, op, &[]));
                }
                self.guard(cursor, cond, &args, true);
                return before;
            }
            if !self.skip_link(cursor, cond, value, constant.is_some()) {
                return before;
            }
            before += 1;
        }
    }
    /// Passes a link of a chain whose constant is another one.
    fn skip_link(&mut self, cursor: &mut Cursor, cond: Cond, value: V, has_constant: bool) -> bool {
        let node = &self.segments[&cursor.position].nodes[cursor.node as usize];
        let is_link = match &node.end {
            End::Guard { cond: known, args, .. } => {
                args.first() == Some(&value)
                    && std::mem::discriminant(known) == std::mem::discriminant(&cond)
                    && node.steps.len() == cursor.step + has_constant as usize
            }
            _ => false,
        };
        if !is_link {
            let what = format!("recorded {:?}, now a chain of {cond}", node.end);
            self.poison(cursor, what);
            return false;
        }
        self.follow(cursor, false);
        true
    }
    /// Ends the segment. Returns whether it added to the graph.
    pub fn finish(&mut self, cursor: Cursor, leaf: Leaf) -> bool {
        let mut cursor = cursor;
        if cursor.dead {
            return false;
        }
        if matches!(leaf, Leaf::Leave(_)) && cursor.effect {
            self.poison(&mut cursor, "leave after an effect".into());
            return false;
        }
        let segment = self.segments.get_mut(&cursor.position).expect("begun");
        let node = &mut segment.nodes[cursor.node as usize];
        if node.end == End::Open {
            node.end = End::Leaf(leaf);
            self.leaves += 1;
        } else if node.end != End::Leaf(leaf.clone()) {
            let what = format!("recorded {:?}, now {leaf:?}", node.end);
            self.poison(&mut cursor, what);
        }
        cursor.is_new()
    }
    /// The recording stops in the middle of the instruction: what it added to this segment is undone.
    pub fn abandon(&mut self, cursor: Cursor) {
        let segment = self.segments.get_mut(&cursor.position).expect("begun");
        match cursor.added {
            Some(None) => {
                self.leaves -= segment.leaves();
                self.segments.remove(&cursor.position);
                self.order.retain(|p| *p != cursor.position);
            }
            Some(Some((node, answer))) => {
                if let End::Guard { arms, .. } = &mut segment.nodes[node as usize].end {
                    arms[answer as usize] = None;
                }
            }
            None => {}
        }
    }
}
