//! What running a region has taught: the types seen at its entry, and which exits need a wider representation.
//!
//! Keys are stable while the graph only grows, so the profile outlives rebuilding.

use crate::graph::NodeId;
use crate::position::PosId;
use crate::types::Type;
use rustc_hash::{FxHashMap, FxHashSet};

/// Names one way out of a graph: a guard's arm or an operation whose result may be too wide.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct ExitKey {
    pub position: PosId,
    pub node: NodeId,
    /// 0 and 1: the guard's arm; `2 + step`: the operation at that step; see [`ExitKey::ENTRY`].
    pub place: u16,
}
impl ExitKey {
    /// The place of exits that belong to a position as a whole (polls, positions that are not in the graph).
    pub const ENTRY: u16 = u16::MAX;
    pub fn at(position: PosId) -> ExitKey {
        ExitKey {
            position,
            node: 0,
            place: ExitKey::ENTRY,
        }
    }
}

/// What a region has learnt. The host fills it; a build reads a copy.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Types of the root's live registers (in [`crate::graph::Graph::live_at`]'s order) seen at entry, with counts.
    pub entries: Vec<(Vec<Type>, u32)>,
    /// Exits that were taken because a number was too wide: the next build keeps it tagged.
    pub wide: FxHashSet<ExitKey>,
    /// Guards that failed often where they were hoisted to: they stay in the loop.
    pub not_hoisted: FxHashSet<ExitKey>,
    /// How often each exit was taken.
    pub exits: FxHashMap<ExitKey, u32>,
}
impl Profile {
    /// Counts the types seen at an entry. Returns true when they are new.
    pub fn see_entry(&mut self, types: Vec<Type>) -> bool {
        if let Some(known) = self.entries.iter_mut().find(|e| e.0 == types) {
            known.1 += 1;
            return false;
        }
        if self.entries.len() < 64 {
            self.entries.push((types, 1));
        }
        true
    }
}
