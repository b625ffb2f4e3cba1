//! How the engine walks over text: bytes and ASCII by byte, other strings by character.
//!
//! The engine's own drive for bytes reads the byte *behind* the one it should when it advances, hence
//! [`Narrow`]. [`Wide`] remembers where it last positioned a cursor, so that a search which tries one
//! start after the other does not count characters from the front each time.

use rustpython_sre_engine::{StrDrive, StringCursor};
use std::cell::Cell;
use taipan_runtime::objects::string::wtf8;

/// One byte per character.
#[derive(Clone, Copy)]
pub struct Narrow<'a>(pub &'a [u8]);

type Bytes<'a> = &'a [u8];

impl StrDrive for Narrow<'_> {
    fn count(&self) -> usize {
        self.0.len()
    }
    fn create_cursor(&self, n: usize) -> StringCursor {
        self.0.create_cursor(n)
    }
    fn adjust_cursor(&self, cursor: &mut StringCursor, n: usize) {
        self.0.adjust_cursor(cursor, n);
    }
    #[inline]
    fn advance(cursor: &mut StringCursor) -> u32 {
        let c = Bytes::peek(cursor);
        Bytes::skip(cursor, 1);
        c
    }
    #[inline]
    fn peek(cursor: &StringCursor) -> u32 {
        Bytes::peek(cursor)
    }
    #[inline]
    fn skip(cursor: &mut StringCursor, n: usize) {
        Bytes::skip(cursor, n);
    }
    #[inline]
    fn back_advance(cursor: &mut StringCursor) -> u32 {
        Bytes::back_advance(cursor)
    }
    #[inline]
    fn back_peek(cursor: &StringCursor) -> u32 {
        Bytes::back_peek(cursor)
    }
    #[inline]
    fn back_skip(cursor: &mut StringCursor, n: usize) {
        Bytes::back_skip(cursor, n);
    }
}

/// WTF-8.
#[derive(Clone, Copy)]
pub struct Wide<'a> {
    pub text: &'a [u8],
    pub characters: usize,
    /// A character's index and its byte offset.
    pub known: &'a Cell<(usize, usize)>,
}

type Text<'a> = &'a str;

impl Wide<'_> {
    fn offset(&self, n: usize) -> usize {
        let (mut index, mut offset) = self.known.get();
        if n < index / 2 {
            (index, offset) = (0, 0);
        }
        if n < index {
            for _ in n..index {
                offset = wtf8::previous(self.text, offset);
            }
        } else {
            offset = wtf8::advance(self.text, offset, n - index);
        }
        self.known.set((n, offset));
        offset
    }
}

impl StrDrive for Wide<'_> {
    fn count(&self) -> usize {
        self.characters
    }
    fn create_cursor(&self, n: usize) -> StringCursor {
        let mut cursor = self.text.create_cursor(self.offset(n));
        cursor.position = n;
        cursor
    }
    fn adjust_cursor(&self, cursor: &mut StringCursor, n: usize) {
        *cursor = self.create_cursor(n);
    }
    #[inline]
    fn advance(cursor: &mut StringCursor) -> u32 {
        Text::advance(cursor)
    }
    #[inline]
    fn peek(cursor: &StringCursor) -> u32 {
        Text::peek(cursor)
    }
    #[inline]
    fn skip(cursor: &mut StringCursor, n: usize) {
        Text::skip(cursor, n);
    }
    #[inline]
    fn back_advance(cursor: &mut StringCursor) -> u32 {
        Text::back_advance(cursor)
    }
    #[inline]
    fn back_peek(cursor: &StringCursor) -> u32 {
        Text::back_peek(cursor)
    }
    #[inline]
    fn back_skip(cursor: &mut StringCursor, n: usize) {
        Text::back_skip(cursor, n);
    }
}
