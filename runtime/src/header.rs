//! The eight bytes every heap object starts with, and what the collector needs to know of a shape.
//!
//! The 32-bit shape id names the class *and* the layout, so that one compare is a complete guard
//! (DESIGN §3). How to find an object's references is a [`TraceKind`] kept per shape in one flat
//! table that the collector indexes without touching anything else of the shape.

/// First field of every heap object; objects are 16-byte aligned.
#[repr(C)]
pub struct Header {
    /// Index into the shape table; never 0.
    pub shape: u32,
    /// Free for the object's kind (for instances: number of inline attribute slots).
    pub aux: u16,
    /// The collector's: bit 0 set sends a write through the slow barrier.
    pub state: u8,
    /// Free for the object's kind; bit 7 belongs to the collector (remembered).
    pub flags: u8,
}

/// `Header::state` of a young object.
pub const STATE_NEW: u8 = 0;
/// Old (marked at the last collection), not remembered: the barrier's slow path is due.
pub const STATE_OLD: u8 = 1;
/// Old and already in the remembered set.
pub const STATE_REMEMBERED: u8 = 2;
/// Old and large with cards: a write marks a card.
pub const STATE_OLD_CARDS: u8 = 3;

/// How the collector finds an object's size and its references.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TraceKind {
    /// The shape id is not in use.
    Free,
    /// `words` 8-byte words in all (header included); bit i of `mask` says word i holds a Value.
    Fixed { words: u16, mask: u64 },
    /// Words `1..first` are fixed: bit i of `mask` as above; word `length_word` holds a tagged int n; then n Values
    /// follow from word `first`. The object's size comes from `capacity_word` (a tagged int too; may be `length_word`).
    Array { first: u8, length_word: u8, capacity_word: u8, mask: u32 },
    /// Words `1..first` as in `Array`; the raw bytes that follow hold no Values; their number (untagged, in bytes) is
    /// in word `length_word`.
    Bytes { first: u8, length_word: u8, mask: u32 },
    /// Instance of a Python class: `payload_words` words after the header with `mask` as above (bit 0 is the header),
    /// then the overflow pointer and `Header::aux` inline slots, all Values.
    Instance { payload_words: u16, mask: u32 },
    /// A dict's or set's table: see `dict::Table`; word 1 = size in bytes of the whole object (raw), word 2 = entries
    /// used (raw), word 3 = offset in bytes of the entries (raw), word 4 = stride of an entry in words (raw). Every
    /// entry is (hash raw, then stride - 1 Values).
    Table,
}
