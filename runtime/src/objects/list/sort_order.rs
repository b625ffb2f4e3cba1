//! The sorting algorithm: a stable merge sort over natural runs, with galloping merges.
//!
//! It makes the same comparisons as CPython's list sort (runs counted and extended by binary
//! insertion to a minimum length, merged by powersort's rule, galloping when one side keeps
//! winning), because programs see the order of comparisons when these are inconsistent: NaNs, sets
//! ordered by inclusion, objects with a `__lt__` of their own. It sorts copies of plain words, so the
//! order of items never lives in half-moved objects when a comparison raises.

use crate::thread::Raised;

/// `a < b`, which may run Python code.
pub trait Less<T>: FnMut(T, T) -> Result<bool, Raised> {}
impl<T, F: FnMut(T, T) -> Result<bool, Raised>> Less<T> for F {}

/// Wins in a row after which a merge gallops.
const MIN_GALLOP: usize = 7;
/// Runs are made at least about this long.
const MAX_MIN_RUN: usize = 64;

struct Run {
    start: usize,
    len: usize,
    /// Depth of the boundary to the next run in the ideal merge tree.
    power: u32,
}

struct Sorter<'a, T, L> {
    items: &'a mut [T],
    less: L,
    /// The smaller run of the merge going on.
    buffer: Vec<T>,
    min_gallop: usize,
    runs: Vec<Run>,
}

/// Sorts ascending and stably by `less`. When a comparison fails, the items are a permutation of what they were.
pub fn sort<T: Copy>(items: &mut [T], less: impl Less<T>) -> Result<(), Raised> {
    let n = items.len();
    if n < 2 {
        return Ok(());
    }
    let mut sorter = Sorter {
        items,
        less,
        buffer: Vec::new(),
        min_gallop: MIN_GALLOP,
        runs: Vec::new(),
    };
    let minimum = minimum_run(n);
    let mut start = 0;
    while start < n {
        let mut len = sorter.count_run(start, n)?;
        let wanted = minimum.min(n - start);
        if len < wanted {
            sorter.binary_insertion(start, start + wanted, start + len)?;
            len = wanted;
        }
        sorter.found_run(start, len, n)?;
        start += len;
    }
    sorter.merge_all()
}

/// Minimum length of runs in `n` items: between half of MAX_MIN_RUN and it, such that the number of runs is a power of
/// two or slightly less.
fn minimum_run(mut n: usize) -> usize {
    let mut rest = 0;
    while n >= MAX_MIN_RUN {
        rest |= n & 1;
        n >>= 1;
    }
    n + rest
}

impl<T: Copy, L: Less<T>> Sorter<'_, T, L> {
    fn less(&mut self, a: usize, b: usize) -> Result<bool, Raised> {
        (self.less)(self.items[a], self.items[b])
    }

    /// Length of the run that starts at `start`, made ascending. A descending run may hold groups of equal items, which
    /// are reversed first so that the final reversal restores their order.
    fn count_run(&mut self, start: usize, end: usize) -> Result<usize, Raised> {
        let mut next = self.end_of_ascending(start, start + 1, end)?;
        if next == end {
            return Ok(next - start);
        }
        // The next item is smaller; unless all before it are equal, they are an ascending run.
        if next - start > 1 {
            if self.less(start, next - 1)? {
                return Ok(next - start);
            }
            self.items[start..next].reverse();
        }
        next += 1;
        let mut equals = 0;
        while next < end {
            if self.less(next, next - 1)? {
                self.reverse_equals(next, &mut equals);
            } else if self.less(next - 1, next)? {
                break;
            } else {
                equals += 1;
            }
            next += 1;
        }
        self.reverse_equals(next, &mut equals);
        self.items[start..next].reverse();
        // Reversed, the run may go on.
        Ok(self.end_of_ascending(start, next, end)? - start)
    }

    /// Reverses the group of equal items that ends before `end` and has `equals + 1` members.
    fn reverse_equals(&mut self, end: usize, equals: &mut usize) {
        if *equals > 0 {
            self.items[end - *equals - 1..end].reverse();
            *equals = 0;
        }
    }

    fn end_of_ascending(&mut self, start: usize, mut next: usize, end: usize) -> Result<usize, Raised> {
        debug_assert!(start < next);
        while next < end && !self.less(next, next - 1)? {
            next += 1;
        }
        Ok(next)
    }

    /// Sorts `start..end`, of which `start..sorted` is sorted.
    fn binary_insertion(&mut self, start: usize, end: usize, sorted: usize) -> Result<(), Raised> {
        for next in sorted..end {
            let pivot = self.items[next];
            let (mut low, mut high) = (start, next);
            while low < high {
                let middle = low + (high - low) / 2;
                if (self.less)(pivot, self.items[middle])? {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            self.items.copy_within(low..next, low + 1);
            self.items[low] = pivot;
        }
        Ok(())
    }

    /// Merges what powersort merges before a new run is put on the stack.
    fn found_run(&mut self, start: usize, len: usize, n: usize) -> Result<(), Raised> {
        if let Some(last) = self.runs.last() {
            let power = boundary_power(last.start, last.len, len, n);
            while self.runs.len() > 1 && self.runs[self.runs.len() - 2].power > power {
                self.merge_at(self.runs.len() - 2)?;
            }
            if let Some(last) = self.runs.last_mut() {
                last.power = power;
            }
        }
        self.runs.push(Run { start, len, power: 0 });
        Ok(())
    }

    fn merge_all(&mut self) -> Result<(), Raised> {
        while self.runs.len() > 1 {
            let mut i = self.runs.len() - 2;
            if i > 0 && self.runs[i - 1].len < self.runs[i + 1].len {
                i -= 1;
            }
            self.merge_at(i)?;
        }
        Ok(())
    }

    /// Merges runs `i` and `i + 1`.
    fn merge_at(&mut self, i: usize) -> Result<(), Raised> {
        let (mut a, mut a_len) = (self.runs[i].start, self.runs[i].len);
        let (b, mut b_len) = (self.runs[i + 1].start, self.runs[i + 1].len);
        self.runs[i].len = a_len + b_len;
        self.runs.remove(i + 1);
        // Items of a that are in place already.
        let skipped = gallop_right(&mut self.less, self.items[b], &self.items[a..a + a_len], 0)?;
        a += skipped;
        a_len -= skipped;
        if a_len == 0 {
            return Ok(());
        }
        // Items of b that are in place already.
        b_len = gallop_left(&mut self.less, self.items[a + a_len - 1], &self.items[b..b + b_len], b_len - 1)?;
        if b_len == 0 {
            return Ok(());
        }
        if a_len <= b_len {
            self.merge_low(a, a_len, b, b_len)
        } else {
            self.merge_high(a, a_len, b, b_len)
        }
    }

    /// Merges from the front; a, the shorter run, moves to the buffer. It is known that `items[b] < items[a]` and that
    /// the last item of a is the greatest.
    fn merge_low(&mut self, a: usize, a_len: usize, b: usize, b_len: usize) -> Result<(), Raised> {
        self.buffer.clear();
        self.buffer.extend_from_slice(&self.items[a..a + a_len]);
        let mut at = Cursors {
            buffered: 0,
            buffered_len: a_len,
            other: b,
            other_len: b_len,
            to: a,
        };
        let end = self.merge_low_steps(&mut at);
        if let Ok(End::OneBuffered) = end {
            self.items.copy_within(at.other..at.other + at.other_len, at.to);
            at.to += at.other_len;
        }
        // What is left of the buffer fills the gap, after a failed comparison too.
        let rest = &self.buffer[at.buffered..at.buffered + at.buffered_len];
        self.items[at.to..at.to + rest.len()].copy_from_slice(rest);
        end.map(|_| ())
    }

    fn merge_low_steps(&mut self, at: &mut Cursors) -> Result<End, Raised> {
        if let Some(end) = at.take_other_first(self.items) {
            return Ok(end);
        }
        if at.buffered_len == 1 {
            return Ok(End::OneBuffered);
        }
        loop {
            let (mut wins_a, mut wins_b) = (0, 0);
            while wins_a < self.min_gallop && wins_b < self.min_gallop {
                if (self.less)(self.items[at.other], self.buffer[at.buffered])? {
                    (wins_a, wins_b) = (0, wins_b + 1);
                    if let Some(end) = at.take_other_first(self.items) {
                        return Ok(end);
                    }
                } else {
                    (wins_a, wins_b) = (wins_a + 1, 0);
                    if let Some(end) = at.take_buffered_first(self.items, &self.buffer, 1) {
                        return Ok(end);
                    }
                }
            }
            self.min_gallop += 1;
            loop {
                self.min_gallop -= (self.min_gallop > 1) as usize;
                let a = &self.buffer[at.buffered..at.buffered + at.buffered_len];
                let before_b = gallop_right(&mut self.less, self.items[at.other], a, 0)?;
                if before_b > 0
                    && let Some(end) = at.take_buffered_first(self.items, &self.buffer, before_b)
                {
                    return Ok(end);
                }
                if let Some(end) = at.take_other_first(self.items) {
                    return Ok(end);
                }
                let b = &self.items[at.other..at.other + at.other_len];
                let before_a = gallop_left(&mut self.less, self.buffer[at.buffered], b, 0)?;
                if before_a > 0 {
                    self.items.copy_within(at.other..at.other + before_a, at.to);
                    at.to += before_a;
                    at.other += before_a;
                    at.other_len -= before_a;
                    if at.other_len == 0 {
                        return Ok(End::Done);
                    }
                }
                if let Some(end) = at.take_buffered_first(self.items, &self.buffer, 1) {
                    return Ok(end);
                }
                if before_b < MIN_GALLOP && before_a < MIN_GALLOP {
                    break;
                }
            }
            self.min_gallop += 1;
        }
    }

    /// Merges from the back; b, the shorter run, moves to the buffer. What is known is as in `merge_low`.
    fn merge_high(&mut self, a: usize, a_len: usize, b: usize, b_len: usize) -> Result<(), Raised> {
        self.buffer.clear();
        self.buffer.extend_from_slice(&self.items[b..b + b_len]);
        // Here all positions are ends: items are taken from the back.
        let mut at = Cursors {
            buffered: 0,
            buffered_len: b_len,
            other: a,
            other_len: a_len,
            to: b + b_len,
        };
        let end = self.merge_high_steps(&mut at);
        if let Ok(End::OneBuffered) = end {
            self.items.copy_within(at.other..at.other + at.other_len, at.to - at.other_len);
            at.to -= at.other_len;
        }
        let rest = &self.buffer[..at.buffered_len];
        self.items[at.to - rest.len()..at.to].copy_from_slice(rest);
        end.map(|_| ())
    }

    fn merge_high_steps(&mut self, at: &mut Cursors) -> Result<End, Raised> {
        if let Some(end) = at.take_other_last(self.items, 1) {
            return Ok(end);
        }
        if at.buffered_len == 1 {
            return Ok(End::OneBuffered);
        }
        loop {
            let (mut wins_a, mut wins_b) = (0, 0);
            while wins_a < self.min_gallop && wins_b < self.min_gallop {
                if (self.less)(self.buffer[at.buffered_len - 1], self.items[at.other + at.other_len - 1])? {
                    (wins_a, wins_b) = (wins_a + 1, 0);
                    if let Some(end) = at.take_other_last(self.items, 1) {
                        return Ok(end);
                    }
                } else {
                    (wins_a, wins_b) = (0, wins_b + 1);
                    if let Some(end) = at.take_buffered_last(self.items, &self.buffer, 1) {
                        return Ok(end);
                    }
                }
            }
            self.min_gallop += 1;
            loop {
                self.min_gallop -= (self.min_gallop > 1) as usize;
                let a = &self.items[at.other..at.other + at.other_len];
                let behind_b = a.len() - gallop_right(&mut self.less, self.buffer[at.buffered_len - 1], a, a.len() - 1)?;
                if behind_b > 0
                    && let Some(end) = at.take_other_last(self.items, behind_b)
                {
                    return Ok(end);
                }
                if let Some(end) = at.take_buffered_last(self.items, &self.buffer, 1) {
                    return Ok(end);
                }
                let b = &self.buffer[..at.buffered_len];
                let behind_a = b.len() - gallop_left(&mut self.less, self.items[at.other + at.other_len - 1], b, b.len() - 1)?;
                if behind_a > 0
                    && let Some(end) = at.take_buffered_last(self.items, &self.buffer, behind_a)
                {
                    return Ok(end);
                }
                if let Some(end) = at.take_other_last(self.items, 1) {
                    return Ok(end);
                }
                if behind_b < MIN_GALLOP && behind_a < MIN_GALLOP {
                    break;
                }
            }
            self.min_gallop += 1;
        }
    }
}

/// How a merge ends.
enum End {
    /// The rest of the buffer fills the gap.
    Done,
    /// One item is buffered, and it belongs beyond all that is left of the other run.
    OneBuffered,
}

/// What is left of the two runs of a merge, and where the next item goes.
struct Cursors {
    buffered: usize,
    buffered_len: usize,
    other: usize,
    other_len: usize,
    to: usize,
}

impl Cursors {
    fn take_other_first<T: Copy>(&mut self, items: &mut [T]) -> Option<End> {
        items[self.to] = items[self.other];
        self.to += 1;
        self.other += 1;
        self.other_len -= 1;
        (self.other_len == 0).then_some(End::Done)
    }
    fn take_buffered_first<T: Copy>(&mut self, items: &mut [T], buffer: &[T], n: usize) -> Option<End> {
        items[self.to..self.to + n].copy_from_slice(&buffer[self.buffered..self.buffered + n]);
        self.to += n;
        self.buffered += n;
        self.buffered_len -= n;
        self.buffer_end()
    }
    fn take_other_last<T: Copy>(&mut self, items: &mut [T], n: usize) -> Option<End> {
        let end = self.other + self.other_len;
        items.copy_within(end - n..end, self.to - n);
        self.to -= n;
        self.other_len -= n;
        (self.other_len == 0).then_some(End::Done)
    }
    fn take_buffered_last<T: Copy>(&mut self, items: &mut [T], buffer: &[T], n: usize) -> Option<End> {
        items[self.to - n..self.to].copy_from_slice(&buffer[self.buffered_len - n..self.buffered_len]);
        self.to -= n;
        self.buffered_len -= n;
        self.buffer_end()
    }
    /// An empty buffer comes from inconsistent comparisons only.
    fn buffer_end(&self) -> Option<End> {
        match self.buffered_len {
            0 => Some(End::Done),
            1 => Some(End::OneBuffered),
            _ => None,
        }
    }
}

/// Depth of the boundary between two neighbouring runs in the ideal binary merge tree over `n` items.
fn boundary_power(start: usize, first_len: usize, second_len: usize, n: usize) -> u32 {
    // Twice the middles of the runs; the power is the first binary digit in which middle / n differ.
    let mut a = 2 * start + first_len;
    let mut b = a + first_len + second_len;
    let mut power = 1;
    loop {
        if a >= n {
            a -= n;
            b -= n;
        } else if b >= n {
            return power;
        }
        a *= 2;
        b *= 2;
        power += 1;
    }
}

/// Where `key` goes in the sorted `items`, before those equal to it; the search widens from `hint`.
fn gallop_left<T: Copy>(less: &mut impl Less<T>, key: T, items: &[T], hint: usize) -> Result<usize, Raised> {
    gallop(items.len(), hint, |i| less(items[i], key))
}

/// Where `key` goes in the sorted `items`, behind those equal to it; the search widens from `hint`.
fn gallop_right<T: Copy>(less: &mut impl Less<T>, key: T, items: &[T], hint: usize) -> Result<usize, Raised> {
    gallop(items.len(), hint, |i| less(key, items[i]).map(|smaller| !smaller))
}

/// Number of items for which `before` holds, given that these come first: steps of doubling length away from `hint`,
/// then a binary search.
fn gallop(n: usize, hint: usize, mut before: impl FnMut(usize) -> Result<bool, Raised>) -> Result<usize, Raised> {
    let (mut last, mut step) = (0, 1);
    let (mut low, mut high);
    if before(hint)? {
        let limit = n - hint;
        while step < limit && before(hint + step)? {
            last = step;
            step = 2 * step + 1;
        }
        low = hint + last + 1;
        high = hint + step.min(limit);
    } else {
        let limit = hint + 1;
        while step < limit && !before(hint - step)? {
            last = step;
            step = 2 * step + 1;
        }
        low = hint + 1 - step.min(limit);
        high = hint - last;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle)? {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A deterministic sequence of pseudo-random numbers.
    fn numbers(n: usize, below: u64, seed: u64) -> Vec<u64> {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % below
        };
        (0..n).map(|_| next()).collect()
    }

    #[test]
    fn sorting_is_stable_and_complete() {
        for n in [0, 1, 2, 3, 63, 64, 65, 200, 1000, 5000] {
            for below in [2, 10, 1 << 40] {
                let keys = numbers(n, below, n as u64 + below);
                let mut items: Vec<(u64, usize)> = keys.into_iter().zip(0..).collect();
                let mut expected = items.clone();
                expected.sort();
                sort(&mut items, |a, b| Ok(a.0 < b.0)).unwrap();
                assert_eq!(items, expected);
            }
        }
    }

    #[test]
    fn runs_cost_few_comparisons() {
        let n = 10_000;
        let mut count = 0;
        let mut items: Vec<usize> = (0..n).rev().collect();
        sort(&mut items, |a, b| {
            count += 1;
            Ok(a < b)
        })
        .unwrap();
        assert!(items.is_sorted() && count <= n + 2, "{count}");
        count = 0;
        // Two interleaved halves need one merge, in which galloping finds long stretches.
        let mut items: Vec<usize> = (n / 2..n).chain(0..n / 2).collect();
        sort(&mut items, |a, b| {
            count += 1;
            Ok(a < b)
        })
        .unwrap();
        assert!(items.is_sorted() && count < n + 100, "{count}");
    }

    #[test]
    fn a_failing_comparison_leaves_a_permutation() {
        for fail_at in [1, 10, 100, 500, 2000, 4000, 6000] {
            let mut items = numbers(1000, 1 << 40, 7);
            let mut expected = items.clone();
            let mut count = 0;
            let result = sort(&mut items, |a, b| {
                count += 1;
                if count == fail_at { Err(Raised) } else { Ok(a < b) }
            });
            assert!(result.is_err());
            items.sort_unstable();
            expected.sort_unstable();
            assert_eq!(items, expected);
        }
    }

    #[test]
    fn inconsistent_comparisons_end() {
        for seed in 0..50 {
            let mut answers = numbers(100_000, 2, seed + 3).into_iter().cycle();
            let mut items: Vec<usize> = (0..3000).collect();
            sort(&mut items, |_, _| Ok(answers.next() == Some(0))).unwrap();
            items.sort_unstable();
            assert!(items.into_iter().eq(0..3000));
        }
    }
}
