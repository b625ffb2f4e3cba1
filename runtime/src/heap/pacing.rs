//! When to collect, and how much.
//!
//! A small nursery stays in the cache and keeps the resident size small, so it starts at 1 MiB and
//! grows only while collections cost too much of the time between them. The cost is estimated from
//! the work done instead of measured, so that a program collects at the same places every time it
//! runs. A full collection comes when the heap has doubled since the last one.

/// The nursery at the start, in bytes: what is allocated between two minor collections.
const NURSERY_MIN: usize = 1 << 20;
const NURSERY_MAX: usize = 16 << 20;
/// Large objects trigger collections only after so many times the nursery's bytes: they tend to live, and each is
/// few words to trace.
const LARGE_SHARE: usize = 4;
/// No full collection while the heap is smaller than this, in bytes.
const FULL_FLOOR: usize = 8 << 20;

/// Estimated cost of tracing an object, of a conservatively scanned word, and of a block whose marks
/// are counted, in picoseconds.
const PS_PER_OBJECT: usize = 20_000;
const PS_PER_WORD: usize = 2_000;
const PS_PER_BLOCK: usize = 20_000;
/// Time a busy program takes to allocate a byte, in picoseconds.
const PS_PER_BYTE: usize = 250;

/// What a collection did, for its estimated cost.
pub struct Work {
    pub objects: usize,
    pub words: usize,
    pub blocks: usize,
}

/// Thresholds, and the counters compared with them. All in bytes.
pub struct Pacing {
    /// Handed out in bump runs since the last collection.
    small: usize,
    /// Allocated in large objects (and their growth) since the last collection.
    large: usize,
    nursery: usize,
    nursery_min: usize,
    /// The next collection is full when the live bytes reach this.
    full_at: usize,
    live: usize,
    /// Sum of `small + large` of earlier collections.
    allocated_before: u64,
}

impl Pacing {
    pub fn new(nursery: Option<usize>) -> Pacing {
        let nursery = nursery.unwrap_or(NURSERY_MIN);
        Pacing {
            small: 0,
            large: 0,
            nursery,
            nursery_min: nursery,
            full_at: FULL_FLOOR,
            live: 0,
            allocated_before: 0,
        }
    }

    pub fn count_small(&mut self, bytes: usize) {
        self.small += bytes;
    }
    pub fn count_large(&mut self, bytes: usize) {
        self.large += bytes;
    }

    /// Whether a collection is due before another block is taken.
    pub fn is_due(&self) -> bool {
        self.small >= self.nursery || self.large >= self.large_nursery()
    }

    /// Whether a collection is due before another large object of this size is allocated.
    pub fn is_due_with(&self, bytes: usize) -> bool {
        self.small >= self.nursery || self.large > 0 && self.large + bytes >= self.large_nursery()
    }

    fn large_nursery(&self) -> usize {
        (self.nursery * LARGE_SHARE).max(self.live / 8)
    }

    /// Bytes of large objects since the last collection: as many will be asked for before the next one.
    pub fn large_cycle(&self) -> usize {
        self.large.min(self.large_nursery())
    }

    /// Lets the next collection be a full one.
    pub fn want_full(&mut self) {
        self.full_at = 0;
    }

    /// Whether the collection that is due should be a full one.
    pub fn wants_full(&self) -> bool {
        self.live + self.large >= self.full_at
    }

    /// Bytes handed out since the heap was made.
    pub fn allocated(&self) -> u64 {
        self.allocated_before + (self.small + self.large) as u64
    }

    pub fn live(&self) -> usize {
        self.live
    }

    pub fn nursery(&self) -> usize {
        self.nursery
    }

    /// Takes note of a finished collection that left `live` bytes.
    pub fn collected(&mut self, full: bool, live: usize, work: Work) {
        if full {
            self.full_at = (live * 2).max(FULL_FLOOR);
        } else {
            // Also where large objects were the reason: a deep native stack makes every collection dear.
            let cost = work.objects * PS_PER_OBJECT + work.words * PS_PER_WORD + work.blocks * PS_PER_BLOCK;
            let between = (self.small + self.large / LARGE_SHARE) * PS_PER_BYTE;
            if cost * 10 > between {
                self.nursery = (self.nursery * 2).min(NURSERY_MAX.max(self.nursery_min));
            } else if cost * 50 < between {
                self.nursery = (self.nursery / 2).max(self.nursery_min);
            }
        }
        self.allocated_before += (self.small + self.large) as u64;
        self.small = 0;
        self.large = 0;
        self.live = live;
    }
}
