//! Counters of what the heap did, for `gc.get_stats`, reports and tests.

use std::time::Duration;

/// A snapshot of the heap's counters.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stats {
    pub minor_collections: u64,
    pub full_collections: u64,
    /// Time spent in minor and in full collections, all together and the longest.
    pub minor_time: Duration,
    pub full_time: Duration,
    pub longest_minor: Duration,
    pub longest_full: Duration,
    /// Bytes of objects that survived the last collection.
    pub live_bytes: usize,
    /// Bytes handed out to objects since the start (whole cells and pages).
    pub allocated_bytes: u64,
    /// Writes that went through the barrier's slow path.
    pub slow_barriers: u64,
    /// Objects traced by all collections.
    pub traced_objects: u64,
    /// Bytes allocated between minor collections at present.
    pub nursery_bytes: usize,
}

impl Stats {
    pub(super) fn count(&mut self, full: bool, pause: Duration) {
        let (collections, time, longest) = if full {
            (&mut self.full_collections, &mut self.full_time, &mut self.longest_full)
        } else {
            (&mut self.minor_collections, &mut self.minor_time, &mut self.longest_minor)
        };
        *collections += 1;
        *time += pause;
        *longest = pause.max(*longest);
    }
}
