//! Format strings: byte order, sizes, alignment.

/// A run of equal items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    pub code: u8,
    /// Bytes from the start.
    pub offset: usize,
    /// Bytes of one item.
    pub size: usize,
    /// How many; for `s` and `p` the length instead.
    pub count: usize,
}

/// A parsed format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    pub items: Vec<Item>,
    /// In bytes.
    pub size: usize,
    /// Python values that are packed.
    pub values: usize,
    pub big_endian: bool,
}

/// What is wrong with a format.
pub type Problem = &'static str;

const TOO_LONG: Problem = "total struct size too long";
const BAD: Problem = "bad char in struct format";

/// Size and alignment of a code; `None`: there is no such code in this mode.
fn measure(code: u8, native: bool) -> Option<(usize, usize)> {
    let size = match code {
        b'x' | b'c' | b'b' | b'B' | b'?' | b's' | b'p' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' => {
            if native {
                8
            } else {
                4
            }
        }
        b'q' | b'Q' | b'd' => 8,
        b'n' | b'N' | b'P' if native => 8,
        b'F' => return Some((8, 4)),
        b'D' => return Some((16, 8)),
        _ => return None,
    };
    Some((size, size))
}

impl Layout {
    pub fn parse(format: &[u8]) -> Result<Layout, Problem> {
        let (mut native, mut aligned, mut big_endian) = (true, true, cfg!(target_endian = "big"));
        let mut rest = format;
        if let Some(&first) = format.first() {
            let known = match first {
                b'@' => true,
                b'=' => {
                    (native, aligned) = (false, false);
                    true
                }
                b'<' => {
                    (native, aligned, big_endian) = (false, false, false);
                    true
                }
                b'>' | b'!' => {
                    (native, aligned, big_endian) = (false, false, true);
                    true
                }
                _ => false,
            };
            if known {
                rest = &format[1..];
            }
        }
        let mut layout = Layout {
            big_endian,
            ..Layout::default()
        };
        let mut i = 0;
        while i < rest.len() {
            if rest[i].is_ascii_whitespace() || rest[i] == 0x0B {
                i += 1;
                continue;
            }
            let mut count = 1usize;
            if rest[i].is_ascii_digit() {
                count = 0;
                while i < rest.len() && rest[i].is_ascii_digit() {
                    count = count
                        .checked_mul(10)
                        .and_then(|c| c.checked_add(usize::from(rest[i] - b'0')))
                        .filter(|c| *c <= isize::MAX as usize)
                        .ok_or(TOO_LONG)?;
                    i += 1;
                }
                if i == rest.len() {
                    return Err("repeat count given without format specifier");
                }
            }
            layout.add(rest[i], count, native, aligned)?;
            i += 1;
        }
        Ok(layout)
    }

    fn add(&mut self, code: u8, count: usize, native: bool, aligned: bool) -> Result<(), Problem> {
        let (size, alignment) = measure(code, native).ok_or(BAD)?;
        if aligned {
            self.size = self.size.checked_next_multiple_of(alignment).ok_or(TOO_LONG)?;
        }
        let offset = self.size;
        let bytes = size.checked_mul(count).ok_or(TOO_LONG)?;
        self.size = offset.checked_add(bytes).filter(|s| *s <= isize::MAX as usize).ok_or(TOO_LONG)?;
        match code {
            b'x' => return Ok(()),
            b's' | b'p' => self.values += 1,
            _ => self.values += count,
        }
        if count > 0 || matches!(code, b's' | b'p') {
            self.items.push(Item { code, offset, size, count });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn native_formats_are_aligned() {
        assert_eq!(Layout::parse(b"bi").map(|l| l.size), Ok(8));
        assert_eq!(Layout::parse(b"<bi").map(|l| l.size), Ok(5));
        assert_eq!(Layout::parse(b"bi0q").map(|l| l.size), Ok(8));
        assert_eq!(Layout::parse(b"3s2b").map(|l| l.values), Ok(3));
        assert_eq!(Layout::parse(b"<n"), Err(BAD));
    }
}
