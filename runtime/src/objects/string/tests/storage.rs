//! Where strings keep their bytes: buffers that grow in place, the index, interning.

use crate::field;
use crate::layout::{Buffer, STR_INTERNED, Str, shape_id};
use crate::objects::string::{self, STR_INDEXED, wtf8};
use crate::startup::test_thread;
use crate::thread::Thread;
use crate::value::Value;

use super::scan_from_here;

fn appended(t: &mut Thread, mut s: Value, piece: &str, times: usize) -> Value {
    let piece = string::new(t, piece);
    for _ in 0..times {
        s = string::concat(t, s, piece);
    }
    s
}

#[test]
fn repeated_appending_fills_a_buffer_in_place() {
    let mut t = test_thread();
    scan_from_here!(t);
    let start = string::new(&mut t, "start");
    let s = appended(&mut t, start, "0123456789é", 100);
    let owner = field!(s, Str, owner);
    assert!(owner.has_shape(shape_id::BUFFER));
    assert_eq!(string::to_string_lossy(s), format!("start{}", "0123456789é".repeat(100)));
    assert_eq!(string::char_len(s), 5 + 11 * 100);
    let longer = appended(&mut t, s, "x", 1);
    assert_eq!(field!(longer, Str, data), field!(s, Str, data), "the same bytes, one more of them");
    assert_eq!(field!(owner, Buffer, used), string::bytes(&longer).len());
}

#[test]
fn a_second_continuation_does_not_disturb_the_first() {
    let mut t = test_thread();
    scan_from_here!(t);
    let start = string::new(&mut t, "a");
    let s = appended(&mut t, start, "0123456789", 20);
    let (x, y) = (string::new(&mut t, "x"), string::new(&mut t, "y"));
    let first = string::concat(&mut t, s, x);
    let second = string::concat(&mut t, s, y);
    let text = format!("a{}", "0123456789".repeat(20));
    assert_eq!(string::to_string_lossy(first), format!("{text}x"));
    assert_eq!(string::to_string_lossy(second), format!("{text}y"));
    assert_eq!(string::to_string_lossy(s), text);
}

#[test]
fn appending_a_string_to_itself() {
    let mut t = test_thread();
    scan_from_here!(t);
    let mut s = string::new(&mut t, "0123456789abcdefghij");
    for _ in 0..8 {
        s = string::concat(&mut t, s, s);
    }
    assert_eq!(string::to_string_lossy(s), "0123456789abcdefghij".repeat(256));
}

#[test]
fn positions_in_long_mixed_strings() {
    let mut t = test_thread();
    scan_from_here!(t);
    let characters: Vec<char> = (0..1000u32)
        .map(|i| char::from_u32([0x61, 0xE9, 0x20AC, 0x1F600][i as usize * 7 % 4] + i % 5).unwrap())
        .collect();
    let s = string::new(&mut t, &characters.iter().collect::<String>());
    for i in (0..1000).rev().chain(0..1000) {
        let c = string::char_at(&mut t, s, i);
        assert_eq!(wtf8::decode(string::bytes(&c), 0).0, characters[i] as u32, "at {i}");
    }
    // SAFETY: a str.
    assert!(unsafe { (*s.header()).flags } & STR_INDEXED != 0);
    let middle = string::slice(&mut t, s, 333, 777);
    assert_eq!(string::to_string_lossy(middle), characters[333..777].iter().collect::<String>());
    let backwards = string::slice_step(&mut t, s, 900, -101, 9);
    let expected: String = (0..9).map(|i| characters[900 - 101 * i]).collect();
    assert_eq!(string::to_string_lossy(backwards), expected);
    // The indexed string can still be appended to, and hashes as before.
    let x = string::new(&mut t, "x");
    let longer = string::concat(&mut t, s, x);
    assert_eq!(string::char_len(longer), 1001);
}

#[test]
fn interning_is_by_text() {
    let mut t = test_thread();
    scan_from_here!(t);
    let a = string::intern(&mut t, "some name");
    let again = string::new(&mut t, "some name");
    assert_ne!(a, again);
    assert_eq!(string::intern_value(&mut t, again), a);
    // SAFETY: a str.
    assert!(unsafe { (*a.header()).flags } & STR_INTERNED != 0);
    let start = string::new(&mut t, "long");
    let buffered = appended(&mut t, start, "0123456789", 20);
    let own = string::intern_value(&mut t, buffered);
    assert_eq!(field!(own, Str, owner), Value::ZERO, "an interned string keeps no buffer alive");
    for i in 0..10_000 {
        string::intern(&mut t, &format!("name{i}"));
    }
    assert_eq!(string::intern(&mut t, "some name"), a);
    assert_eq!(string::intern(&mut t, "a"), t.latin1[0x61]);
}

#[test]
fn short_strings_are_shared() {
    let mut t = test_thread();
    scan_from_here!(t);
    let e = string::new(&mut t, "é");
    assert_eq!(e, t.latin1[0xE9]);
    assert_eq!(string::new(&mut t, ""), t.names.empty);
    let text = string::new(&mut t, "née");
    assert_eq!(string::char_at(&mut t, text, 1), e);
}
