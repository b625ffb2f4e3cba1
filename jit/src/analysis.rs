//! Control flow of a function: order, predecessors, dominators, loops.

use crate::ssa::*;

/// A loop: header, and every block in it.
#[derive(Clone, Debug)]
pub struct Loop {
    pub header: BlockId,
    pub blocks: Vec<BlockId>,
    pub depth: u32,
}

pub struct Cfg {
    /// Reachable blocks in reverse postorder.
    pub order: Vec<BlockId>,
    /// Position in `order`; `u32::MAX` = unreachable.
    pub index: Vec<u32>,
    pub predecessors: Vec<Vec<BlockId>>,
    /// Immediate dominators (the entry's is itself).
    pub idom: Vec<BlockId>,
    /// Depth in the dominator tree.
    depth: Vec<u32>,
}

impl Cfg {
    pub fn of(func: &Func) -> Cfg {
        let count = func.blocks.len();
        let mut seen = vec![false; count];
        let mut post: Vec<BlockId> = Vec::new();
        // Depth first; the taken-first order keeps hot successors close.
        let mut stack: Vec<(BlockId, usize)> = vec![(ENTRY, 0)];
        seen[0] = true;
        while let Some((block, next)) = stack.last_mut() {
            let successor = func.at(*block).term.targets().nth(*next).map(|t| t.block);
            *next += 1;
            match successor {
                Some(to) => {
                    if !std::mem::replace(&mut seen[to.0 as usize], true) {
                        stack.push((to, 0));
                    }
                }
                None => {
                    post.push(*block);
                    stack.pop();
                }
            }
        }
        post.reverse();
        let mut index = vec![u32::MAX; count];
        for (k, block) in post.iter().enumerate() {
            index[block.0 as usize] = k as u32;
        }
        let mut predecessors = vec![Vec::new(); count];
        for block in &post {
            for target in func.at(*block).term.targets() {
                predecessors[target.block.0 as usize].push(*block);
            }
        }
        let mut cfg = Cfg {
            order: post,
            index,
            predecessors,
            idom: vec![ENTRY; count],
            depth: vec![0; count],
        };
        cfg.dominators();
        cfg
    }
    /// Cooper, Harvey and Kennedy's iteration.
    fn dominators(&mut self) {
        let mut idom: Vec<Option<BlockId>> = vec![None; self.index.len()];
        idom[0] = Some(ENTRY);
        let mut changed = true;
        while changed {
            changed = false;
            for block in self.order.iter().skip(1) {
                let mut new: Option<BlockId> = None;
                for p in &self.predecessors[block.0 as usize] {
                    if idom[p.0 as usize].is_none() {
                        continue;
                    }
                    new = Some(match new {
                        None => *p,
                        Some(other) => self.meet(&idom, *p, other),
                    });
                }
                if idom[block.0 as usize] != new {
                    idom[block.0 as usize] = new;
                    changed = true;
                }
            }
        }
        for block in self.order.clone() {
            let parent = idom[block.0 as usize].unwrap_or(ENTRY);
            self.idom[block.0 as usize] = parent;
            if block != ENTRY {
                self.depth[block.0 as usize] = self.depth[parent.0 as usize] + 1;
            }
        }
    }
    fn meet(&self, idom: &[Option<BlockId>], mut a: BlockId, mut b: BlockId) -> BlockId {
        while a != b {
            while self.index[a.0 as usize] > self.index[b.0 as usize] {
                a = idom[a.0 as usize].expect("processed");
            }
            while self.index[b.0 as usize] > self.index[a.0 as usize] {
                b = idom[b.0 as usize].expect("processed");
            }
        }
        a
    }
    pub fn reachable(&self, block: BlockId) -> bool {
        self.index[block.0 as usize] != u32::MAX
    }
    pub fn dominates(&self, a: BlockId, mut b: BlockId) -> bool {
        while self.depth[b.0 as usize] > self.depth[a.0 as usize] {
            b = self.idom[b.0 as usize];
        }
        a == b
    }
    /// Children in the dominator tree, in order.
    pub fn children(&self) -> Vec<Vec<BlockId>> {
        let mut children = vec![Vec::new(); self.index.len()];
        for block in self.order.iter().skip(1) {
            children[self.idom[block.0 as usize].0 as usize].push(*block);
        }
        children
    }
    /// Natural loops, innermost first. (Irreducible cycles have none and are left alone.)
    pub fn loops(&self, func: &Func) -> Vec<Loop> {
        let mut loops: Vec<Loop> = Vec::new();
        for block in &self.order {
            for target in func.at(*block).term.targets() {
                let header = target.block;
                if !self.dominates(header, *block) {
                    continue;
                }
                let at = loops.iter().position(|l| l.header == header).unwrap_or_else(|| {
                    loops.push(Loop {
                        header,
                        blocks: vec![header],
                        depth: 0,
                    });
                    loops.len() - 1
                });
                let mut work = vec![*block];
                while let Some(b) = work.pop() {
                    if !loops[at].blocks.contains(&b) {
                        loops[at].blocks.push(b);
                        work.extend(self.predecessors[b.0 as usize].iter().copied());
                    }
                }
            }
        }
        for k in 0..loops.len() {
            loops[k].depth = loops.iter().filter(|l| l.blocks.contains(&loops[k].header)).count() as u32;
        }
        loops.sort_by(|a, b| {
            b.depth
                .cmp(&a.depth)
                .then(self.index[a.header.0 as usize].cmp(&self.index[b.header.0 as usize]))
        });
        loops
    }
}
