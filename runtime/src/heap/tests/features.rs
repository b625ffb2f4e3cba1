//! What keeps objects alive, and what happens to memory.

use super::*;
use crate::header::STATE_OLD_CARDS;
use std::collections::HashSet;
use std::hint::black_box;

/// Whether the object at the address (of a word) is still allocated. Keeps nothing alive itself.
fn exists(heap: &Heap, hidden: u64) -> bool {
    heap.find_object((hidden ^ u64::MAX) as usize - 1).is_some()
}

/// An address no scan recognises.
fn hide(value: Value) -> u64 {
    value.0 ^ u64::MAX
}

#[test]
fn only_what_a_handle_reaches_survives() {
    let mut heap = heap(None);
    let inner = pair(&mut heap, 1, Value::NONE, Value::NONE);
    let outer = pair(&mut heap, 2, inner, Value::NONE);
    let other = pair(&mut heap, 3, Value::NONE, Value::NONE);
    let root = heap.root(outer);
    for kind in [Kind::Minor, Kind::Full, Kind::Minor] {
        heap.collect(kind);
        assert!(exists(&heap, hide(inner)) && exists(&heap, hide(outer)));
        assert!(!exists(&heap, hide(other)));
        assert_eq!(get(get(root.get(), 2), 1), Value::small(1));
    }
    assert_eq!(heap.stats().live_bytes, 64);
    drop(root);
    heap.collect(Kind::Minor);
    assert!(exists(&heap, hide(outer)), "a minor collection frees nothing old");
    heap.collect(Kind::Full);
    assert_eq!(heap.stats().live_bytes, 0);
}

#[test]
fn live_bytes_are_exact_when_blocks_are_reused() {
    let mut heap = heap(None);
    let mut roots = Vec::new();
    for round in 0..200 {
        for i in 0..20 {
            let object = pair(&mut heap, i, Value::NONE, Value::NONE);
            if i % 2 == 0 {
                roots.push(heap.root(object));
            }
            // Free cells of the current run are no objects, whoever points at them.
            let run = heap.bump[class_of(32)];
            assert_eq!(heap.find_object(run.next - 8), Some(object.address()));
            if run.next < run.limit {
                assert_eq!(heap.find_object(run.next), None);
            }
        }
        if round % 50 == 49 {
            roots.drain(100..200);
            heap.collect(Kind::Full);
        } else {
            heap.collect(Kind::Minor);
        }
        assert_eq!(heap.stats().live_bytes, roots.len() * 32);
    }
}

#[test]
fn the_write_barrier_keeps_young_objects_of_old_ones() {
    for any in [false, true] {
        let mut heap = heap(None);
        let old = pair(&mut heap, 1, Value::NONE, Value::NONE);
        let _root = heap.root(old);
        for id in 2..10 {
            heap.collect(Kind::Minor);
            let young = pair(&mut heap, id, get(old, 2), Value::NONE);
            if any {
                heap.write_barrier_any(old);
                // SAFETY: word 2 of the pair.
                unsafe { *old.cast::<Value>().add(2) = young };
            } else {
                set(&mut heap, old, 2, young);
                set(&mut heap, old, 3, young);
            }
        }
        heap.collect(Kind::Minor);
        let mut chain = get(old, 2);
        for id in (2..10).rev() {
            assert_eq!(get(chain, 1), Value::small(id));
            chain = get(chain, 2);
        }
        assert!(heap.stats().slow_barriers >= 8);
    }
}

#[test]
fn interior_pointers_in_a_conservative_range_keep_objects() {
    let mut heap = heap(None);
    let mut words = [0u64; 4];
    let range = words.as_ptr_range();
    let (start, mut end) = (range.start, range.end);
    heap.add_conservative_range((&raw const start, &raw const end));
    let small = array(&mut heap, 20, Value::NONE);
    let large = array(&mut heap, 200_000, Value::NONE);
    let dead = array(&mut heap, 20, Value::NONE);
    words[1] = small.address() as u64 + 16 + 19 * 8;
    words[2] = large.address() as u64 + 1_000_001;
    words[3] = 0x1234;
    black_box(&words);
    for kind in [Kind::Minor, Kind::Full] {
        heap.collect(kind);
        assert!(exists(&heap, hide(small)) && exists(&heap, hide(large)) && !exists(&heap, hide(dead)));
    }
    end = range.start.wrapping_add(2);
    black_box(&end);
    heap.collect(Kind::Full);
    assert!(exists(&heap, hide(small)) && !exists(&heap, hide(large)), "the live extent shrank");
}

/// Calls `f(context)` while `word ^ !0` is in a callee-saved register and nowhere else.
///
/// # Safety
/// `f` must not unwind.
#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
unsafe extern "C" fn hold_in_register(_hidden: u64, _f: extern "C" fn(*mut Heap), _heap: *mut Heap) {
    std::arch::naked_asm!("push r15", "mov r15, rdi", "not r15", "mov rdi, rdx", "call rsi", "pop r15", "ret")
}

#[cfg(target_arch = "aarch64")]
#[unsafe(naked)]
unsafe extern "C" fn hold_in_register(_hidden: u64, _f: extern "C" fn(*mut Heap), _heap: *mut Heap) {
    std::arch::naked_asm!(
        "stp x28, x30, [sp, #-16]!",
        "mvn x28, x0",
        "mov x0, x2",
        "blr x1",
        "ldp x28, x30, [sp], #16",
        "ret"
    )
}

extern "C" fn collect_twice(heap: *mut Heap) {
    // SAFETY: the test passes its heap.
    unsafe {
        (*heap).collect(Kind::Minor);
        (*heap).collect(Kind::Full);
    }
}

#[inline(never)]
fn hidden_pair(heap: &mut Heap, id: i64) -> u64 {
    hide(pair(heap, id, Value::NONE, Value::NONE))
}

#[test]
fn the_native_stack_and_callee_saved_registers_are_roots() {
    #[inline(never)]
    fn inner(heap: &mut Heap) {
        let on_stack = pair(heap, 1, Value::NONE, Value::NONE);
        let on_stack = black_box([on_stack]);
        let (in_register, dead) = (hidden_pair(heap, 2), hidden_pair(heap, 3));
        // SAFETY: `collect_twice` does not unwind.
        unsafe { hold_in_register(in_register, collect_twice, heap) };
        assert_eq!(get(black_box(&on_stack)[0], 1), Value::small(1));
        assert!(exists(heap, in_register), "held by a register only");
        let _ = dead; // may be kept by a stale stack word, so nothing is said of it
        heap.collect(Kind::Full);
    }
    let mut heap = heap(None);
    let marker = black_box(0u64);
    heap.set_native_stack(&raw const marker as usize + 8);
    inner(&mut heap);
    black_box(&marker);
    // Another stack: what the first one holds from the suspended address upwards is still alive.
    let suspended = [pair(&mut heap, 5, Value::NONE, Value::NONE)];
    let hidden = hide(suspended[0]);
    let range = black_box(&suspended).as_ptr_range();
    heap.set_native_stack(range.end as usize);
    // An end below the stack pointer: nothing of the current stack is scanned.
    heap.switch_native_stack(range.start as usize, 16);
    heap.collect(Kind::Full);
    assert!(exists(&heap, hidden));
    heap.leave_native_stack();
    heap.set_native_stack(0);
    heap.collect(Kind::Full);
    assert!(!exists(&heap, hidden));
}

#[test]
fn root_callbacks_are_asked_until_they_are_removed() {
    fn report(data: *mut (), marker: &mut Marker) {
        // SAFETY: the test registers a pointer to a value.
        marker.mark(unsafe { *data.cast::<Value>() });
    }
    let mut heap = heap(None);
    let mut value = pair(&mut heap, 1, Value::NONE, Value::NONE);
    let hidden = hide(value);
    let data = (&raw mut value).cast();
    heap.add_root_callback(report, data);
    heap.collect(Kind::Full);
    assert!(exists(&heap, hidden));
    heap.remove_root_callback(data);
    heap.collect(Kind::Full);
    assert!(!exists(&heap, hidden));
}

#[test]
fn deep_and_wide_structures_need_no_native_stack() {
    let mut heap = heap(None);
    let list = heap.root(Value::NONE);
    for i in 0..1_000_000 {
        let cell = pair(&mut heap, i, list.get(), Value::NONE);
        list.set(cell);
    }
    let wide = array(&mut heap, 300_000, Value::NONE);
    let wide = heap.root(wide);
    for i in 0..300_000 {
        let cell = pair(&mut heap, i as i64, Value::NONE, Value::NONE);
        set(&mut heap, wide.get(), 2 + i, cell);
    }
    for kind in [Kind::Minor, Kind::Full] {
        heap.collect(kind);
        let live = heap.stats().live_bytes;
        assert!((41_600_000..46_000_000).contains(&live), "{live}");
        assert_eq!(get(get(wide.get(), 2 + 299_999), 1), Value::small(299_999));
    }
    let (mut cell, mut count) = (list.get(), 0);
    while cell.is_pointer() {
        count += 1;
        cell = get(cell, 2);
    }
    assert_eq!(count, 1_000_000);
}

#[test]
fn cards_remember_single_stores_into_large_arrays() {
    let mut heap = heap(None);
    const LENGTH: usize = 100_000;
    let large = array(&mut heap, LENGTH, Value::NONE);
    let _root = heap.root(large);
    heap.collect(Kind::Minor);
    // SAFETY: the array is alive.
    assert_eq!(unsafe { (*large.header()).state }, STATE_OLD_CARDS);
    // Both ends, and neighbours on two sides of a card's boundary.
    let slots = [0, 1, 61, 62, 63, 500, LENGTH / 2, LENGTH - 1];
    for round in 0..3 {
        for &slot in &slots {
            let young = pair(&mut heap, (round * LENGTH + slot) as i64, Value::NONE, Value::NONE);
            set(&mut heap, large, 2 + slot, young);
        }
        // In the second round, the object is remembered as a whole after some cards are dirty.
        if round == 1 {
            let young = pair(&mut heap, 7, Value::NONE, Value::NONE);
            heap.write_barrier_any(large);
            // SAFETY: inside the array.
            unsafe { *large.cast::<Value>().add(2 + 9_999) = young };
        }
        let traced = heap.stats().traced_objects;
        heap.collect(Kind::Minor);
        let traced = heap.stats().traced_objects - traced;
        assert_eq!(traced as usize, slots.len() + if round == 1 { 2 } else { 0 });
        for &slot in &slots {
            assert_eq!(get(get(large, 2 + slot), 1), Value::small((round * LENGTH + slot) as i64));
        }
        assert!(round < 1 || get(get(large, 2 + 9_999), 1) == Value::small(7));
        // SAFETY: the array is alive.
        assert_eq!(unsafe { (*large.header()).state }, STATE_OLD_CARDS);
    }
    // Dirty cards are gone after a full collection: nothing young, nothing traced.
    let young = pair(&mut heap, 8, Value::NONE, Value::NONE);
    set(&mut heap, large, 2, young);
    heap.collect(Kind::Full);
    let traced = heap.stats().traced_objects;
    heap.collect(Kind::Minor);
    assert_eq!(heap.stats().traced_objects, traced);
    assert_eq!(get(get(large, 2), 1), Value::small(8));
}

#[test]
fn cards_of_tables_skip_the_hashes() {
    let mut heap = heap(None);
    const ENTRIES: usize = 40_000;
    let size = (5 + ENTRIES * 3) * 8;
    let memory = heap.try_alloc(size).unwrap();
    let mut words = vec![Value(size as u64), Value(ENTRIES as u64), Value(5 * 8), Value(3)];
    for _ in 0..ENTRIES {
        words.extend([Value(0xDEAD_BEE1), Value::NONE, Value::NONE]);
    }
    let table = initialise(memory, TABLE, &words);
    let _root = heap.root(table);
    heap.collect(Kind::Minor);
    for entry in (0..ENTRIES).step_by(997) {
        let key = pair(&mut heap, entry as i64, Value::NONE, Value::NONE);
        set(&mut heap, table, 5 + entry * 3 + 1 + entry % 2, key);
    }
    heap.collect(Kind::Minor);
    for entry in (0..ENTRIES).step_by(997) {
        assert_eq!(get(get(table, 5 + entry * 3 + 1 + entry % 2), 1), Value::small(entry as i64));
    }
}

#[test]
fn large_objects_grow_in_place_while_there_is_room() {
    let mut heap = heap(None);
    let first = array(&mut heap, 2_000, Value::TRUE);
    let _first = heap.root(first);
    let bytes = |length: usize| 16 + length * 8;
    assert!(heap.try_grow(first.header(), bytes(2_000), bytes(1_000_000)));
    for i in 0..1_000_000 {
        // SAFETY: the array has just grown to this.
        unsafe { *first.cast::<Value>().add(2 + i) = Value::FALSE };
    }
    let second = array(&mut heap, 2_000, Value::NONE);
    let second_root = heap.root(second);
    assert!(!heap.try_grow(first.header(), bytes(1_000_000), bytes(2_000_000)), "the way is blocked");
    assert!(heap.try_grow(first.header(), bytes(1_000_000), bytes(1_000_001)), "still in the last page");
    assert_eq!(get(second, 2), Value::NONE);
    drop(second_root);
    heap.collect(Kind::Full);
    assert!(heap.try_grow(first.header(), bytes(1_000_001), bytes(2_000_000)), "over the freed pages");
    heap.collect(Kind::Full);
    assert_eq!(heap.stats().live_bytes, bytes(2_000_000).next_multiple_of(4096));
    let inside = first.address() + bytes(1_999_999);
    assert_eq!(heap.find_object(inside), Some(first.address()));
    heap.shrink(first.header(), bytes(1_000));
    assert_eq!(heap.find_object(inside), None);
    for kind in [Kind::Minor, Kind::Full] {
        heap.collect(kind);
        assert_eq!(heap.stats().live_bytes, 8192);
    }
    // What was given back is used again, and nothing lies in two objects.
    let third = array(&mut heap, 1_500_000, Value::NONE);
    assert_eq!(third.address(), first.address() + 8192);
    // A small object grows only inside its cell.
    let small = pair(&mut heap, 1, Value::NONE, Value::NONE);
    assert!(heap.try_grow(small.header(), 20, 32) && !heap.try_grow(small.header(), 20, 33));
    assert!(!heap.try_grow(first.header(), 8192, usize::MAX));
}

#[test]
fn usable_bytes_are_what_an_allocation_gets() {
    let mut heap = heap(None);
    for bytes in [1, 16, 17, 130, 1000, 8192, 8193, 100_000] {
        let usable = Heap::usable_bytes(bytes);
        let object = heap.try_alloc(bytes).unwrap();
        let next = heap.try_alloc(bytes).unwrap();
        assert!(usable >= bytes && next as usize - object as usize == usable, "{bytes}");
        for memory in [object, next] {
            // SAFETY: fresh.
            unsafe { (memory as *mut u8).write_bytes(0, bytes.min(16)) };
            initialise(memory, BYTES, &[]);
        }
    }
    assert_eq!(Heap::usable_bytes(usize::MAX) & 4095, 0);
}

#[test]
fn a_request_that_cannot_be_met_is_refused_and_nothing_breaks() {
    let options = HeapOptions {
        reservation: Some(64 << 20),
        ..HeapOptions::default()
    };
    let mut heap = Heap::new(options);
    heap.define_shape(PAIR, TraceKind::Fixed { words: 4, mask: 0b1100 }, Value::NONE);
    heap.define_shape(
        BYTES,
        TraceKind::Bytes {
            first: 2,
            length_word: 1,
            mask: 0,
        },
        Value::NONE,
    );
    for bytes in [33 << 20, 1 << 50, isize::MAX as usize, usize::MAX] {
        assert!(heap.try_alloc(bytes).is_none());
    }
    // Garbage makes room, again and again.
    for _ in 0..20 {
        let memory = heap.try_alloc(20 << 20).unwrap();
        initialise(memory, BYTES, &[Value(20 << 20)]);
    }
    // Small objects fill their half, and are refused one by one until some die.
    let chain = heap.root(Value::NONE);
    let mut count = 0;
    while let Some(memory) = heap.try_alloc(32) {
        let cell = initialise(memory, PAIR, &[Value::small(count), chain.get(), Value::NONE]);
        chain.set(cell);
        count += 1;
    }
    assert_eq!(count, 1 << 20);
    assert!(heap.try_alloc(32).is_none());
    chain.set(get(chain.get(), 2));
    let memory = heap.try_alloc(32).expect("a cell is free now");
    initialise(memory, PAIR, &[Value::ZERO, Value::NONE, Value::NONE]);
    chain.set(Value::NONE);
    for i in 0..3 << 20 {
        pair(&mut heap, i, Value::NONE, Value::NONE);
    }
}

#[test]
fn memory_of_the_dead_is_reused_and_in_the_end_returned() {
    let mut heap = heap(None);
    let mut addresses = HashSet::new();
    for i in 0..2_000_000 {
        addresses.insert(hide(pair(&mut heap, i, Value::NONE, Value::NONE)));
    }
    assert!(addresses.len() * 32 < 3 << 20, "garbage does not spread: {}", addresses.len());
    // A heap that was large gives most of it back: what was returned reads as zero.
    let list = heap.root(Value::NONE);
    let mut cells = Vec::new();
    for i in 0..1_000_000 {
        let cell = pair(&mut heap, i + 1, list.get(), Value::NONE);
        list.set(cell);
        cells.push(hide(cell));
    }
    let large = array(&mut heap, 1_000_000, Value::TRUE);
    list.set(Value::NONE);
    // Twice: what the last cycle allocated in large objects is kept for the next one, which allocates nothing.
    heap.collect(Kind::Full);
    heap.collect(Kind::Full);
    let resident = cells.iter().filter(|&&cell| get(Value(cell ^ u64::MAX), 1) != Value::ZERO);
    assert!(resident.count() * 32 <= 4 << 20);
    assert_eq!(get(large, 2 + 999_999), Value::ZERO);
}

#[test]
fn nothing_is_collected_while_collections_are_paused() {
    for stress in [None, Some(1)] {
        let mut heap = heap(stress);
        heap.pause_collections();
        heap.pause_collections();
        // An object that is not initialised, as an exit leaves it for a while.
        let unfinished = heap.alloc(32);
        let _root = heap.root(Value::from_address(unfinished as usize));
        for i in 0..100_000 {
            pair(&mut heap, i, Value::NONE, Value::NONE);
        }
        array(&mut heap, 1_000_000, Value::NONE);
        array(&mut heap, 1_000_000, Value::NONE);
        heap.resume_collections();
        heap.collect(Kind::Full);
        initialise(unfinished, PAIR, &[Value::ZERO, Value::NONE, Value::NONE]);
        assert_eq!(heap.stats().minor_collections + heap.stats().full_collections, 0);
        heap.resume_collections();
        for i in 0..2_000 {
            pair(&mut heap, i, Value::NONE, Value::NONE);
        }
        assert_ne!(heap.stats().minor_collections + heap.stats().full_collections, 0);
    }
}

#[test]
fn statistics_count_what_happened() {
    let mut heap = heap(None);
    let before = heap.stats();
    for i in 0..100_000 {
        pair(&mut heap, i, Value::NONE, Value::NONE);
    }
    heap.collect(Kind::Full);
    let stats = heap.stats();
    assert_eq!((before.minor_collections, before.allocated_bytes), (0, 0));
    assert!(stats.minor_collections >= 2 && stats.full_collections == 1);
    assert!(stats.allocated_bytes >= 3_200_000 && stats.allocated_bytes < 3_300_000);
    assert!(stats.full_time >= stats.longest_full && !stats.longest_full.is_zero());
}
