//! Changing bytearrays, against a `Vec` that goes through the same.

use super::{bytes, bytes_mut, extend, len, new, set_len, splice};
use crate::objects::string::tests::scan_from_here;
use crate::objects::{bytes as bytes_object, slice};
use crate::ops;
use crate::startup::test_thread;
use crate::value::Value;

#[test]
fn a_long_life_of_splices() {
    let mut t = test_thread();
    scan_from_here!(t);
    let v = new(&mut t, b"start").unwrap();
    let mut model = b"start".to_vec();
    let mut state = 12345u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below.max(1)
    };
    for step in 0..5000 {
        let from = random(model.len() + 1);
        let to = from + random(model.len() - from + 1).min(random(40));
        let more: Vec<u8> = (0..random(30)).map(|i| (i + step) as u8).collect();
        match random(4) {
            0 => {
                splice(&mut t, v, 0, from.min(9), &[]).unwrap();
                model.drain(..from.min(9));
            }
            1 => {
                extend(&mut t, v, &more).unwrap();
                model.extend_from_slice(&more);
            }
            _ => {
                splice(&mut t, v, from, to, &more).unwrap();
                model.splice(from..to, more);
            }
        }
        assert_eq!(bytes(&v), model, "step {step}");
    }
    assert!(len(v) > 100, "the test kept it busy");
}

#[test]
fn growing_by_one_is_cheap_and_clearing_frees() {
    let mut t = test_thread();
    scan_from_here!(t);
    let v = new(&mut t, b"").unwrap();
    for i in 0..200_000u32 {
        extend(&mut t, v, &[i as u8]).unwrap();
    }
    assert_eq!(len(v), 200_000);
    assert!(bytes(&v).iter().enumerate().all(|(i, byte)| *byte == i as u8));
    bytes_mut(&v)[7] = 0xEE;
    assert_eq!(bytes(&v)[7], 0xEE);
    set_len(&mut t, v, 0).unwrap();
    assert_eq!(crate::field!(v, crate::layout::ByteArray, buffer), Value::ZERO);
}

#[test]
fn slices_are_assigned_and_deleted() {
    let mut t = test_thread();
    scan_from_here!(t);
    let v = new(&mut t, b"0123456789").unwrap();
    let small = Value::small;
    let mut set = |v: Value, [a, b, c]: [i64; 3], contents: &[u8]| {
        let key = slice::new(&mut t, small(a), small(b), small(c));
        let contents = bytes_object::new(&mut t, contents);
        ops::set_item(&mut t, v, key, contents).unwrap();
    };
    set(v, [2, 4, 1], b"--!--");
    assert_eq!(bytes(&v), b"01--!--456789");
    set(v, [0, 6, 2], b"abc");
    assert_eq!(bytes(&v), b"a1b-c--456789");
    set(v, [5, 2, 1], b"+");
    assert_eq!(bytes(&v), b"a1b-c+--456789");
    let every_third = slice::new(&mut t, Value::NONE, Value::NONE, small(-3));
    ops::del_item(&mut t, v, every_third).unwrap();
    assert_eq!(bytes(&v), b"ab-+-4578");
}
