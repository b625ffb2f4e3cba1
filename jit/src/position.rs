//! Where a region is: the chain of inlined frames from its root to the innermost.
//!
//! A position is relative to the region's root, so a graph can be copied into another one by putting the outer chain in
//! front (REGIONS rule 8).

use std::fmt;

/// `window` of a frame whose registers live in a heap object (a generator's): its pseudo-register
/// [`WINDOW_REGISTER`] holds that object.
pub const HEAP_WINDOW: i32 = i32::MIN;
/// The pseudo-register that holds a heap window.
pub const WINDOW_REGISTER: u16 = u16::MAX;

/// The pseudo-register of a frame that waits for a native call: what the callee's frame is to know when it is rebuilt.
pub const CALL_DATA: u16 = 0xFFF0;

/// One frame of a chain.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct FramePos {
    /// The host's number for the code object.
    pub code: u32,
    pub pc: u32,
    /// 0, or the number of the continuation that runs at this pc when the frame above returns.
    pub continuation: u8,
    /// Distance in words of this frame's window from its caller's; 0 for the root; [`HEAP_WINDOW`].
    pub window: i32,
}
impl FramePos {
    /// A root frame at `pc`.
    pub fn root(code: u32, pc: u32) -> FramePos {
        FramePos {
            code,
            pc,
            continuation: 0,
            window: 0,
        }
    }
}
/// From the root frame to the innermost.
pub type Position = Vec<FramePos>;

/// An interned position of one graph.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct PosId(pub u32);

/// A register of a frame in a chain; depth 0 is the root.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reg {
    pub depth: u8,
    pub index: u16,
}
impl fmt::Debug for Reg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl fmt::Display for Reg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.index == WINDOW_REGISTER {
            write!(f, "{}.w", self.depth)
        } else {
            write!(f, "{}.{}", self.depth, self.index)
        }
    }
}
/// Reads `depth.index`.
pub fn parse_reg(text: &str) -> Option<Reg> {
    let (depth, index) = text.split_once('.')?;
    let index = if index == "w" { WINDOW_REGISTER } else { index.parse().ok()? };
    Some(Reg {
        depth: depth.parse().ok()?,
        index,
    })
}

impl fmt::Display for FramePos {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.code, self.pc)?;
        if self.continuation != 0 {
            write!(f, ".{}", self.continuation)?;
        }
        match self.window {
            0 => Ok(()),
            HEAP_WINDOW => f.write_str("+h"),
            words => write!(f, "+{words}"),
        }
    }
}
/// `1@4/2@0+10`: code@pc[.continuation][+window], frames separated by slashes.
pub fn position_text(position: &[FramePos]) -> String {
    position.iter().map(FramePos::to_string).collect::<Vec<_>>().join("/")
}
/// Reads what [`position_text`] writes.
pub fn parse_position(text: &str) -> Option<Position> {
    text.split('/').map(parse_frame).collect()
}
fn parse_frame(text: &str) -> Option<FramePos> {
    let (code, rest) = text.split_once('@')?;
    let (rest, window) = match rest.split_once('+') {
        Some((rest, "h")) => (rest, HEAP_WINDOW),
        Some((rest, words)) => (rest, words.parse().ok()?),
        None => (rest, 0),
    };
    let (pc, continuation) = match rest.split_once('.') {
        Some((pc, continuation)) => (pc, continuation.parse().ok()?),
        None => (rest, 0),
    };
    Some(FramePos {
        code: code.parse().ok()?,
        pc: pc.parse().ok()?,
        continuation,
        window,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips() {
        let chain = vec![
            FramePos::root(1, 4),
            FramePos {
                code: 2,
                pc: 9,
                continuation: 3,
                window: 12,
            },
            FramePos {
                code: 3,
                pc: 0,
                continuation: 0,
                window: HEAP_WINDOW,
            },
        ];
        assert_eq!(position_text(&chain), "1@4/2@9.3+12/3@0+h");
        assert_eq!(parse_position("1@4/2@9.3+12/3@0+h"), Some(chain));
    }
}
