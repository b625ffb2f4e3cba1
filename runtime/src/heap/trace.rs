//! Finding the references in an object, by the [`TraceKind`] of its shape.
//!
//! The one place that interprets trace kinds. Long runs of references come back as a [`Span`] that
//! the marker works off in pieces: a list of millions would otherwise put all its elements on the
//! mark stack at once.

use crate::header::{Header, TraceKind};
use crate::value::Value;

/// Runs longer than this many entries are returned instead of visited.
const LONG: usize = 1024;

/// Entries at equal distances that hold references: `stride` words each, of which the first is raw
/// when the stride is above 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub next: *const Value,
    pub entries: usize,
    pub stride: usize,
}

impl Span {
    const EMPTY: Span = Span {
        next: std::ptr::null(),
        entries: 0,
        stride: 1,
    };

    /// Visits the references of at most `limit` entries from the front and drops these entries.
    ///
    /// # Safety
    /// The span lies inside a live object.
    #[inline]
    pub unsafe fn visit(&mut self, limit: usize, visit: &mut impl FnMut(Value)) {
        let entries = self.entries.min(limit);
        // SAFETY: the entries are inside the object by contract.
        unsafe {
            let end = self.next.add(entries * self.stride);
            if self.stride == 1 {
                while self.next < end {
                    visit(*self.next);
                    self.next = self.next.add(1);
                }
            } else {
                while self.next < end {
                    for i in 1..self.stride {
                        visit(*self.next.add(i));
                    }
                    self.next = self.next.add(self.stride);
                }
            }
        }
        self.entries -= entries;
    }

    /// The part of the span whose entries have bytes in `[low, high)`.
    pub fn clip(mut self, low: usize, high: usize) -> Span {
        if self.entries == 0 {
            return self;
        }
        let bytes = self.stride * 8;
        let start = self.next as usize;
        let skip = low.saturating_sub(start) / bytes;
        let end = high.saturating_sub(start).div_ceil(bytes).min(self.entries);
        self.entries = end.saturating_sub(skip);
        self.next = (start + skip * bytes) as *const Value;
        self
    }
}

#[inline(always)]
unsafe fn visit_mask(words: *const Value, mask: u64, visit: &mut impl FnMut(Value)) {
    let mut rest = mask;
    while rest != 0 {
        // SAFETY: by the caller's contract the object has the words of its mask.
        visit(unsafe { *words.add(rest.trailing_zeros() as usize) });
        rest &= rest - 1;
    }
}

/// The fixed references of an object are visited; its variable part is returned unvisited.
/// `None` for a shape that is not in use.
///
/// # Safety
/// `object` is an initialised object whose shape has the kind `kind`.
#[inline(always)]
pub unsafe fn visit_fixed(object: *const Header, kind: TraceKind, visit: &mut impl FnMut(Value)) -> Option<Span> {
    let words: *const Value = object.cast();
    // SAFETY (all accesses): the kind describes the layout of the object.
    unsafe {
        match kind {
            TraceKind::Fixed { mask, .. } => {
                visit_mask(words, mask, visit);
                Some(Span::EMPTY)
            }
            TraceKind::Array { first, length_word, mask, .. } => {
                visit_mask(words, mask as u64, visit);
                let length = (*words.add(length_word as usize)).as_small();
                debug_assert!(length >= 0);
                Some(Span {
                    next: words.add(first as usize),
                    entries: length as usize,
                    stride: 1,
                })
            }
            TraceKind::Bytes { mask, .. } => {
                visit_mask(words, mask as u64, visit);
                Some(Span::EMPTY)
            }
            TraceKind::Instance { payload_words, mask } => {
                visit_mask(words, mask as u64, visit);
                let slots = (*object).aux as usize + 1;
                let next = words.add(1 + payload_words as usize);
                Some(Span {
                    next,
                    entries: slots,
                    stride: 1,
                })
            }
            TraceKind::Table => {
                let used = (*words.add(2)).0 as usize;
                let offset = (*words.add(3)).0 as usize;
                let stride = (*words.add(4)).0 as usize;
                // A table whose entries are hashes only would have no references at all.
                let entries = if stride > 1 { used } else { 0 };
                Some(Span {
                    next: words.cast::<u8>().add(offset).cast(),
                    entries,
                    stride: stride.max(1),
                })
            }
            TraceKind::Free => None,
        }
    }
}

/// Visits every reference of an object, or returns the rest when it is long.
/// `None` for a shape that is not in use.
///
/// # Safety
/// As for [`visit_fixed`].
#[inline(always)]
pub unsafe fn visit_references(object: *const Header, kind: TraceKind, visit: &mut impl FnMut(Value)) -> Option<Span> {
    // SAFETY: by contract.
    unsafe {
        let mut span = visit_fixed(object, kind, visit)?;
        if span.entries <= LONG {
            span.visit(LONG, visit);
        }
        Some(span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visited(words: &[u64], aux: u16, kind: TraceKind) -> Vec<u64> {
        let mut words = words.to_vec();
        words[0] = 1 | (aux as u64) << 32;
        let mut seen = Vec::new();
        // SAFETY: the tests' words have the layout of the kind they name.
        let rest = unsafe { visit_references(words.as_ptr().cast(), kind, &mut |v| seen.push(v.0)) };
        assert_eq!(rest.unwrap().entries, 0);
        seen
    }

    #[test]
    fn each_kind_visits_its_references_and_nothing_else() {
        let words = [0, 11, 12, 13, 14, 15, 16, 17, 18, 19];
        assert_eq!(
            visited(
                &words,
                0,
                TraceKind::Fixed {
                    words: 10,
                    mask: 0b10_0000_0110
                }
            ),
            [11, 12, 19]
        );
        let mut array = words;
        array[2] = 3 << 2;
        let kind = TraceKind::Array {
            first: 4,
            length_word: 2,
            capacity_word: 3,
            mask: 0b1000,
        };
        assert_eq!(visited(&array, 0, kind), [13, 14, 15, 16]);
        assert_eq!(
            visited(
                &words,
                0,
                TraceKind::Bytes {
                    first: 2,
                    length_word: 1,
                    mask: 0b100
                }
            ),
            [12]
        );
        assert_eq!(visited(&words, 2, TraceKind::Instance { payload_words: 3, mask: 0b100 }), [12, 14, 15, 16]);
        let mut table = words;
        (table[2], table[3], table[4]) = (2, 5 * 8, 2);
        assert_eq!(visited(&table, 0, TraceKind::Table), [16, 18]);
    }

    #[test]
    fn a_clipped_span_keeps_the_entries_that_overlap() {
        let span = Span {
            next: 0x1000 as *const Value,
            entries: 10,
            stride: 3,
        };
        assert_eq!(span.clip(0, usize::MAX), span);
        let middle = span.clip(0x1000 + 25, 0x1000 + 49);
        assert_eq!((middle.next as usize, middle.entries), (0x1000 + 24, 2));
        assert_eq!(span.clip(0x2000, 0x3000).entries, 0);
        assert_eq!(span.clip(0x100, 0x1000).entries, 0);
    }
}
