//! Random changes of an object graph, compared with a model in ordinary Rust data.
//!
//! Every object carries an id and a pattern derived from it; the model knows which ids each root's
//! object refers to. Reading the graph back through references must give the model exactly. Objects
//! that die are overwritten by new ones soon, so a lost root or barrier shows as a wrong id.

use super::*;
use std::collections::HashMap;

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n
    }
}

/// What the model knows of an object.
struct Node {
    words: Vec<Option<u32>>,
    layout: u32,
}

struct Program {
    heap: Heap,
    random: Random,
    nodes: HashMap<u32, Node>,
    roots: Vec<(Root, Option<u32>)>,
    next_id: u32,
}

/// First word of the references of each layout, in words from the header.
fn slot(layout: u32, index: usize) -> usize {
    match layout {
        PAIR => 2 + index,
        ARRAY => 3 + index,     // the first element is the id
        TABLE => 8 + index * 2, // entries of (hash, value) behind five words; the first holds the id
        INSTANCE => 2 + index,
        _ => unreachable!(),
    }
}

impl Program {
    fn new(stress: Option<u32>, seed: u64, roots: usize) -> Program {
        let heap = heap(stress);
        let roots = (0..roots).map(|_| (heap.root(Value::NONE), None)).collect();
        Program {
            heap,
            random: Random(seed),
            nodes: HashMap::new(),
            roots,
            next_id: 1,
        }
    }

    fn allocate(&mut self) -> (Value, u32) {
        let id = self.next_id;
        self.next_id += 1;
        let tag = Value::small(id as i64);
        let (object, layout, count) = match self.random.below(100) {
            0 => {
                let count = 1100 + self.random.below(70_000);
                (array(&mut self.heap, count + 1, Value::NONE), ARRAY, count)
            }
            1..=20 => {
                let count = self.random.below(200);
                (array(&mut self.heap, count + 1, Value::NONE), ARRAY, count)
            }
            21..=30 => {
                let count = self.random.below(40);
                let size = (5 + 2 + count * 2) * 8;
                let raw = |n: usize| Value(n as u64);
                let mut words = vec![raw(size), raw(count + 1), raw(5 * 8), raw(2)];
                for _ in 0..count + 1 {
                    // A hash that looks like a reference to nowhere.
                    words.extend([Value(0xDEAD_BEE1), Value::NONE]);
                }
                (object(&mut self.heap, TABLE, &words), TABLE, count)
            }
            31..=50 => {
                let count = self.random.below(12);
                let object = object(&mut self.heap, INSTANCE, &vec![Value::UNBOUND; count + 2]);
                // SAFETY: fresh and initialised.
                unsafe { (*object.header()).aux = count as u16 };
                (object, INSTANCE, count + 1)
            }
            _ => (pair(&mut self.heap, id as i64, Value::NONE, Value::NONE), PAIR, 2),
        };
        // SAFETY: the word is inside the fresh object.
        unsafe { *object.cast::<Value>().add(id_word(layout)) = tag };
        self.nodes.insert(
            id,
            Node {
                words: vec![None; count],
                layout,
            },
        );
        (object, id)
    }

    /// Walks from a root, choosing references at random.
    fn wander(&mut self) -> Option<(Value, u32)> {
        let index = self.random.below(self.roots.len());
        let (root, id) = &self.roots[index];
        let (mut object, mut id) = (root.get(), (*id)?);
        for _ in 0..self.random.below(8) {
            let node = &self.nodes[&id];
            if node.words.is_empty() {
                break;
            }
            let i = self.random.below(node.words.len());
            let Some(next) = node.words[i] else { break };
            object = get(object, slot(node.layout, i));
            id = next;
            assert_eq!(get(object, id_word(self.nodes[&id].layout)), Value::small(id as i64));
        }
        Some((object, id))
    }

    fn step(&mut self) {
        match self.random.below(10) {
            0..=3 => {
                let (object, id) = self.allocate();
                let index = self.random.below(self.roots.len());
                self.roots[index].0.set(object);
                self.roots[index].1 = Some(id);
            }
            4..=6 => {
                // A new object into an old one; the old one must survive the allocation by a handle.
                let Some((target, target_id)) = self.wander() else {
                    return;
                };
                let keep = self.heap.root(target);
                let (object, id) = self.allocate();
                self.store(keep.get(), target_id, object, id);
            }
            7..=8 => {
                let (Some((target, target_id)), Some((object, id))) = (self.wander(), self.wander()) else {
                    return;
                };
                self.store(target, target_id, object, id);
            }
            _ => {
                let index = self.random.below(self.roots.len());
                self.roots[index].0.set(Value::NONE);
                self.roots[index].1 = None;
            }
        }
    }

    fn store(&mut self, target: Value, target_id: u32, object: Value, id: u32) {
        let node = self.nodes.get_mut(&target_id).unwrap();
        if node.words.is_empty() {
            return;
        }
        let i = self.random.below(node.words.len());
        node.words[i] = Some(id);
        let word = slot(node.layout, i);
        if self.random.below(8) == 0 {
            // SAFETY: the word is inside the object.
            unsafe { *target.cast::<Value>().add(word) = object };
            self.heap.write_barrier_any(target);
        } else {
            set(&mut self.heap, target, word, object);
        }
    }

    /// Compares everything reachable with the model, and drops from the model what is not.
    fn check(&mut self) -> usize {
        let mut seen: HashMap<u32, Value> = HashMap::new();
        let mut stack = Vec::new();
        for (root, id) in &self.roots {
            if let Some(id) = id {
                stack.push((root.get(), *id));
            }
        }
        while let Some((object, id)) = stack.pop() {
            if let Some(&before) = seen.get(&id) {
                assert_eq!(before, object, "one object at two addresses");
                continue;
            }
            seen.insert(id, object);
            let node = &self.nodes[&id];
            assert!(object.has_shape(node.layout));
            assert_eq!(get(object, id_word(node.layout)), Value::small(id as i64));
            for (i, &expected) in node.words.iter().enumerate() {
                let word = get(object, slot(node.layout, i));
                match expected {
                    Some(id) => stack.push((word, id)),
                    None => assert!(!word.is_pointer()),
                }
            }
        }
        self.nodes.retain(|id, _| seen.contains_key(id));
        seen.len()
    }
}

fn id_word(layout: u32) -> usize {
    match layout {
        PAIR | INSTANCE => 1,
        ARRAY => 2,
        TABLE => 6,
        _ => unreachable!(),
    }
}

fn run(stress: Option<u32>, seed: u64, roots: usize, steps: usize, check_every: usize) -> Stats {
    let mut program = Program::new(stress, seed, roots);
    for i in 1..=steps {
        program.step();
        if i % check_every == 0 {
            program.check();
        }
        if i % (steps / 4) == 0 {
            program.heap.collect(Kind::Full);
            program.check();
        }
    }
    for (root, id) in &mut program.roots {
        root.set(Value::NONE);
        *id = None;
    }
    program.heap.collect(Kind::Full);
    assert_eq!(program.heap.stats().live_bytes, 0, "unreachable objects are freed");
    program.heap.stats()
}

#[test]
fn a_random_graph_keeps_its_contents() {
    for seed in [1, 0x9E37_79B9_7F4A_7C15] {
        let stats = run(None, seed, 600, 120_000, 10_000);
        assert!(stats.minor_collections > 20 && stats.full_collections > 4, "{stats:?}");
        assert!(stats.slow_barriers > 1000, "{stats:?}");
    }
}

#[test]
fn a_random_graph_survives_stress() {
    run(Some(1), 77, 20, 3_000, 100);
    run(Some(7), 78, 40, 6_000, 500);
}
