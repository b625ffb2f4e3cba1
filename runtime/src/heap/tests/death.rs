//! What happens when objects die: weak references, finalisers, weak tables, shapes, and the checks of
//! the stress mode.

use super::*;
use std::cell::RefCell;
use std::sync::atomic::{AtomicU32, Ordering};

fn weak(heap: &mut Heap, referent: Value) -> Value {
    let holder = object(heap, WEAK, &[referent]);
    heap.register_weak(holder, 1);
    holder
}

fn cleared(heap: &mut Heap) -> Vec<Value> {
    std::iter::from_fn(|| heap.take_cleared_weak()).collect()
}

fn due(heap: &mut Heap) -> Vec<i64> {
    std::iter::from_fn(|| heap.take_finalizable()).map(|object| get(object, 1).as_small()).collect()
}

#[test]
fn weak_references_are_cleared_when_the_referent_dies() {
    for kind in [Kind::Minor, Kind::Full] {
        let mut heap = heap(None);
        let target = pair(&mut heap, 1, Value::NONE, Value::NONE);
        let target_root = heap.root(target);
        let holders: Vec<Root> = (0..3)
            .map(|_| {
                let holder = weak(&mut heap, target);
                heap.root(holder)
            })
            .collect();
        let lost = weak(&mut heap, target); // dies before the referent: no callback
        let _ = lost;
        if kind == Kind::Full {
            heap.collect(Kind::Minor);
        }
        heap.collect(kind);
        assert_eq!((heap.pending, get(holders[0].get(), 1)), (0, target));
        drop(target_root);
        // Only a full collection finds the old referent dead.
        heap.collect(Kind::Minor);
        assert_eq!(get(holders[0].get(), 1), target);
        heap.collect(Kind::Full);
        assert_eq!(heap.pending, 1);
        let expected: Vec<Value> = holders.iter().map(Root::get).collect();
        assert_eq!(cleared(&mut heap), expected);
        assert_eq!(heap.pending, 0);
        assert!(expected.iter().all(|&holder| get(holder, 1) == Value::NONE));
        heap.collect(Kind::Full);
        assert_eq!(heap.pending, 0, "once only");
    }
}

#[test]
fn a_minor_collection_clears_weak_references_to_young_objects() {
    let mut heap = heap(None);
    let holder = weak(&mut heap, Value::NONE);
    let root = heap.root(holder);
    heap.collect(Kind::Full);
    // An old holder gets a young referent.
    let target = pair(&mut heap, 1, Value::NONE, Value::NONE);
    set(&mut heap, holder, 1, target);
    heap.register_weak(holder, 1);
    heap.collect(Kind::Minor);
    assert_eq!(get(root.get(), 1), Value::NONE);
    // While it waits to be taken, the holder lives.
    drop(root);
    heap.collect(Kind::Full);
    assert_eq!(heap.stats().live_bytes, 16);
    assert_eq!(cleared(&mut heap), [holder]);
    heap.collect(Kind::Full);
    assert_eq!(heap.stats().live_bytes, 0);
}

#[test]
fn a_dead_holder_is_forgotten() {
    for kind in [Kind::Minor, Kind::Full] {
        let mut heap = heap(None);
        let target = pair(&mut heap, 1, Value::NONE, Value::NONE);
        let target_root = heap.root(target);
        let holder = weak(&mut heap, target);
        heap.collect(kind);
        // Another object gets the holder's cell; its word is not the heap's business.
        let other = object(&mut heap, WEAK, &[target]);
        assert_eq!(other, holder);
        let _root = heap.root(other);
        drop(target_root);
        heap.collect(Kind::Full);
        assert_eq!(get(other, 1), target);
        assert!(cleared(&mut heap).is_empty());
    }
}

#[test]
fn finalisers_come_once_and_referrers_first() {
    let mut heap = heap(None);
    let poll = AtomicU32::new(1);
    heap.set_poll_word(&poll, 2);
    // Registered innermost first, as files are: raw 1 ← buffer 2 ← text 3; and 4 → 6 → 5; 7 alone.
    let raw = pair(&mut heap, 1, Value::NONE, Value::NONE);
    heap.register_finalizer(raw);
    let buffer = pair(&mut heap, 2, raw, Value::NONE);
    heap.register_finalizer(buffer);
    let between = pair(&mut heap, 0, buffer, Value::NONE);
    let text = pair(&mut heap, 3, between, Value::NONE);
    heap.register_finalizer(text);
    let last = pair(&mut heap, 5, Value::NONE, Value::NONE);
    let middle = pair(&mut heap, 6, last, Value::NONE);
    let first = pair(&mut heap, 4, middle, Value::NONE);
    for object in [first, last, middle] {
        heap.register_finalizer(object);
    }
    let alone = pair(&mut heap, 7, Value::NONE, Value::NONE);
    heap.register_finalizer(alone);
    let keep = heap.root(text);
    heap.collect(Kind::Minor);
    assert_eq!(poll.load(Ordering::Relaxed), 3);
    assert_eq!(due(&mut heap), [4, 6, 5, 7]);
    assert_eq!(heap.pending, 0);
    drop(keep);
    heap.collect(Kind::Full);
    // They wait in the queue as long as it takes, with all they refer to.
    heap.collect(Kind::Full);
    let text = heap.take_finalizable().unwrap();
    assert_eq!(get(text, 1), Value::small(3));
    let revived = heap.root(text);
    assert_eq!(due(&mut heap), [2, 1]);
    heap.collect(Kind::Full);
    assert_eq!(get(get(get(revived.get(), 2), 2), 1), Value::small(2));
    drop(revived);
    heap.collect(Kind::Full);
    assert_eq!(due(&mut heap), [0i64; 0], "not a second time");
    assert_eq!(heap.stats().live_bytes, 0);
}

#[test]
fn cycles_of_finalisable_objects_are_all_finalised() {
    let mut heap = heap(None);
    let first = pair(&mut heap, 1, Value::NONE, Value::NONE);
    let second = pair(&mut heap, 2, first, Value::NONE);
    set(&mut heap, first, 2, second);
    set(&mut heap, first, 3, first);
    heap.register_finalizer(first);
    heap.register_finalizer(second);
    heap.collect(Kind::Full);
    let mut all = due(&mut heap);
    all.sort();
    assert_eq!(all, [1, 2]);
}

#[test]
fn weak_references_are_cleared_before_finalisers_run() {
    let mut heap = heap(None);
    let target = pair(&mut heap, 1, Value::NONE, Value::NONE);
    let holder = weak(&mut heap, target);
    let root = heap.root(holder);
    // A weak reference held by the dying object itself: to a living and to a dying referent.
    let living = pair(&mut heap, 9, Value::NONE, Value::NONE);
    let living_root = heap.root(living);
    let own_living = weak(&mut heap, living);
    let own_dying = weak(&mut heap, target);
    set(&mut heap, target, 2, own_living);
    set(&mut heap, target, 3, own_dying);
    heap.register_finalizer(target);
    heap.collect(Kind::Full);
    assert_eq!(get(root.get(), 1), Value::NONE);
    assert_eq!(cleared(&mut heap), [holder], "dead holders get no callback");
    let target = heap.take_finalizable().unwrap();
    assert_eq!(get(get(target, 3), 1), Value::NONE);
    assert_eq!(get(get(target, 2), 1), living);
    // The revived holder's registration is still good.
    let revived = heap.root(target);
    drop(living_root);
    heap.collect(Kind::Full);
    assert_eq!(get(get(revived.get(), 2), 1), Value::NONE);
    assert_eq!(cleared(&mut heap).len(), 1);
}

#[test]
fn objects_that_need_no_finaliser_any_more_are_not_revived() {
    let mut heap = heap(None);
    heap.set_finalizer_filter(|object| get(object, 3) == Value::TRUE);
    for id in 0..10 {
        let object = pair(&mut heap, id, Value::NONE, Value::bool(id % 3 == 0));
        heap.register_finalizer(object);
    }
    heap.collect(Kind::Minor);
    assert_eq!(due(&mut heap), [0, 3, 6, 9]);
    let object = pair(&mut heap, 11, Value::NONE, Value::TRUE);
    heap.register_finalizer(object);
    let rest = heap.take_all_finalizers();
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0].get(), object);
}

#[test]
fn weak_tables_are_pruned_after_marking() {
    fn prune(data: *mut (), heap: &mut Heap) {
        // SAFETY: the test registers a pointer to its table.
        let table = unsafe { &*data.cast::<RefCell<Vec<Value>>>() };
        table.borrow_mut().retain(|&entry| heap.is_marked(entry));
    }
    let mut heap = heap(None);
    let table: RefCell<Vec<Value>> = RefCell::default();
    heap.add_after_mark(prune, (&raw const table).cast_mut().cast());
    let mut roots = Vec::new();
    for id in 0..100 {
        let object = pair(&mut heap, id, Value::NONE, Value::NONE);
        table.borrow_mut().push(object);
        if id % 10 == 0 {
            roots.push(heap.root(object));
        }
    }
    heap.collect(Kind::Minor);
    assert_eq!(table.borrow().len(), 10);
    roots.pop();
    heap.collect(Kind::Minor);
    assert_eq!(table.borrow().len(), 10);
    heap.collect(Kind::Full);
    assert_eq!(*table.borrow(), roots.iter().map(Root::get).collect::<Vec<_>>());
    assert!(heap.is_marked(Value::NONE));
}

fn class(heap: &mut Heap, id: i64) -> Value {
    object(heap, CLASS, &[Value::small(id)])
}

#[test]
fn shapes_die_with_their_class_and_instances_keep_it() {
    let mut heap = heap(None);
    let kind = TraceKind::Fixed { words: 4, mask: 0b1100 };
    let mut instances = Vec::new();
    for id in 0..10u32 {
        let class = class(&mut heap, id as i64);
        heap.define_shape(100 + id, kind, class);
        heap.define_shape(200 + id, kind, class);
        // Only an instance refers to the class, and only by its shape.
        if id % 2 == 0 {
            let instance = object(&mut heap, 200 + id, &[Value::ZERO, Value::NONE, Value::NONE]);
            instances.push(heap.root(instance));
        }
    }
    heap.collect(Kind::Minor);
    assert!(heap.take_dead_shapes().is_empty(), "a minor collection buries no shape");
    heap.collect(Kind::Full);
    let mut dead = heap.take_dead_shapes();
    dead.sort();
    assert_eq!(dead, [101, 103, 105, 107, 109, 201, 203, 205, 207, 209]);
    assert_eq!(heap.shape_kind(101), TraceKind::Free);
    assert_eq!(heap.shape_kind(200), kind);
    assert_eq!(heap.stats().live_bytes, 5 * (32 + 16));
    // A freed id is used again, by a young class; an old object moves to it.
    let young = class(&mut heap, 77);
    heap.define_shape(101, kind, young);
    // SAFETY: the instance is alive.
    unsafe { (*instances[0].get().header()).shape = 101 };
    heap.collect(Kind::Minor);
    assert_eq!(heap.find_object(young.address()), Some(young.address()), "young, and no young instance");
    heap.collect(Kind::Full);
    assert_eq!(heap.find_object(young.address()), Some(young.address()));
    let mut dead = heap.take_dead_shapes();
    dead.sort();
    assert_eq!(dead, [100, 200]);
    instances.clear();
    heap.collect(Kind::Full);
    assert_eq!(heap.take_dead_shapes().len(), 9);
    assert_eq!(heap.stats().live_bytes, 0);
}

#[test]
fn a_finaliser_keeps_its_class_and_its_shape() {
    let mut heap = heap(None);
    let kind = TraceKind::Fixed { words: 4, mask: 0b1100 };
    let class = class(&mut heap, 1);
    // The class has a finaliser too, and comes after its instance.
    heap.register_finalizer(class);
    heap.define_shape(50, kind, class);
    let instance = object(&mut heap, 50, &[Value::small(2), Value::NONE, Value::NONE]);
    heap.register_finalizer(instance);
    heap.collect(Kind::Full);
    assert!(heap.take_dead_shapes().is_empty());
    assert_eq!(due(&mut heap), [2, 1]);
    heap.collect(Kind::Full);
    assert_eq!(heap.take_dead_shapes(), [50]);
}

#[test]
fn stress_mode_collects_and_poisons() {
    let mut heap = heap(Some(3));
    let dead = pair(&mut heap, 1, Value::NONE, Value::NONE);
    assert!(heap.bump.iter().all(|bump| bump.limit == 0), "native code must take the slow path");
    let address = dead.address();
    for i in 0..9 {
        pair(&mut heap, i, Value::NONE, Value::NONE);
    }
    assert_eq!(heap.stats().minor_collections, 3);
    let large = array(&mut heap, 5_000, Value::NONE);
    heap.collect(Kind::Minor);
    // SAFETY: the heap's mapping stays readable.
    unsafe {
        assert_eq!(*(address as *const u64), 0xDBDB_DBDB_DBDB_DBDB);
        assert_eq!(*(large.address() as *const u64), 0xDBDB_DBDB_DBDB_DBDB);
    }
}

/// The tests whose subject is that the process dies, by name. They run in a child of their own.
fn fatal_case(name: &str) {
    let mut heap = heap(Some(1));
    match name {
        "freed too early" => {
            let dead = pair(&mut heap, 1, Value::NONE, Value::NONE);
            heap.collect(Kind::Minor);
            // A store without barrier or root brought it back.
            let _root = heap.root(dead);
            heap.collect(Kind::Full);
        }
        "unknown shape" => {
            let object = object(&mut heap, 4711, &[Value::ZERO]);
            let _root = heap.root(object);
            heap.collect(Kind::Minor);
        }
        "missing barrier" => {
            let old = pair(&mut heap, 1, Value::NONE, Value::NONE);
            let _root = heap.root(old);
            heap.collect(Kind::Full);
            loop {
                let young = pair(&mut heap, 1, Value::NONE, Value::NONE);
                // SAFETY: the word is inside the pair.
                unsafe { *old.cast::<Value>().add(2) = young };
            }
        }
        "too long" => {
            let short = array(&mut heap, 10, Value::NONE);
            let _root = heap.root(short);
            // SAFETY: the length word.
            unsafe { *short.cast::<Value>().add(1) = Value::small(19) };
            heap.collect(Kind::Minor);
        }
        "no object" => {
            let _root = heap.root(Value::from_address(0x1000));
            heap.collect(Kind::Minor);
        }
        "allocating callback" => {
            fn allocate(data: *mut (), _: &mut Marker) {
                // SAFETY: the case registers its heap.
                pair(unsafe { &mut *data.cast::<Heap>() }, 1, Value::NONE, Value::NONE);
            }
            let data = (&raw mut heap).cast();
            heap.add_root_callback(allocate, data);
            heap.collect(Kind::Minor);
        }
        other => panic!("no such case: {other}"),
    }
}

#[test]
fn broken_invariants_end_the_process_with_a_message() {
    const VARIABLE: &str = "TAIPAN_TEST_FATAL_CASE";
    if let Ok(case) = std::env::var(VARIABLE) {
        return fatal_case(&case);
    }
    let cases = [
        ("freed too early", "freed while something still refers to it"),
        ("unknown shape", "its shape is not in use"),
        ("missing barrier", "a write barrier is missing"),
        ("too long", "claims 19 entries, more than its 96 bytes hold"),
        ("no object", "outside the heap"),
        ("allocating callback", "allocated during a collection"),
    ];
    for (case, message) in cases {
        let name = format!("{}::broken_invariants_end_the_process_with_a_message", module_path!());
        let name = name.split_once("::").map_or(name.as_str(), |(_, path)| path);
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name, "--nocapture"])
            .env(VARIABLE, case)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && text.contains(message), "{case}: {text}");
    }
}
