//! Micro benchmark of the heap alone, on the workloads of DESIGN §2's table.
//!
//! `cargo run --release -p taipan-runtime --example heap_bench [WORKLOAD]`; without a name it runs all,
//! each in a process of its own so that the resident sizes mean something.

use std::hint::black_box;
use std::time::Instant;
use taipan_runtime::header::{Header, TraceKind};
use taipan_runtime::heap::{Heap, HeapOptions, Kind};
use taipan_runtime::value::Value;

const NODE: u32 = 1;
const VALUES: u32 = 2;

const WORKLOADS: [&str; 8] = ["start", "churn", "trees", "build", "list", "large-array", "mixed", "deep-stack"];

fn main() {
    let stack_high = black_box(0usize);
    let Some(workload) = std::env::args().nth(1) else {
        let program = std::env::current_exe().expect("the path of this program");
        for workload in WORKLOADS {
            let status = std::process::Command::new(&program).arg(workload).status();
            assert!(status.is_ok_and(|status| status.success()), "{workload} failed");
        }
        return;
    };
    let start = Instant::now();
    let mut heap = Heap::new(HeapOptions::from_environment());
    heap.define_shape(NODE, TraceKind::Fixed { words: 4, mask: 0b1110 }, Value::NONE);
    let array = TraceKind::Array {
        first: 2,
        length_word: 1,
        capacity_word: 1,
        mask: 0,
    };
    heap.define_shape(VALUES, array, Value::NONE);
    heap.set_native_stack(&raw const stack_high as usize + 8);
    run(&mut heap, &workload, start);
    black_box(&stack_high);
}

#[inline(never)]
fn run(heap: &mut Heap, workload: &str, start: Instant) {
    match workload {
        "start" => {
            node(heap, Value::NONE, Value::NONE);
            println!("start: {:?}", start.elapsed());
        }
        "churn" => report("32-byte objects that die at once", 50_000_000, || churn(heap, 50_000_000)),
        "trees" => report("binary trees 16", trees_allocated(16), || trees(heap, 16)),
        "build" => build_and_churn(heap),
        "list" => report("append to a list of 5 M", 5_000_000 * 4, || (0..4).for_each(|_| append(heap, 5_000_000))),
        "large-array" => large_array(heap),
        "mixed" => report("sizes 16..496, 10,000 live", 20_000_000, || mixed(heap, 20_000_000)),
        "deep-stack" => deep_stack(heap),
        other => println!("no such workload: {other}"),
    }
    println!("    {} | {}", summary(heap), resident());
}

fn report(what: &str, count: usize, mut body: impl FnMut()) {
    let start = Instant::now();
    body();
    println!("{what}: {:.2} ns each", start.elapsed().as_secs_f64() * 1e9 / count as f64);
}

fn summary(heap: &Heap) -> String {
    let stats = heap.stats();
    format!(
        "minor {} ({:?}, longest {:?}), full {} ({:?}, longest {:?}), nursery {} KiB",
        stats.minor_collections,
        stats.minor_time,
        stats.longest_minor,
        stats.full_collections,
        stats.full_time,
        stats.longest_full,
        stats.nursery_bytes >> 10
    )
}

fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0)
    };
    format!("resident {} KiB, peak {} KiB", line("VmRSS:"), line("VmHWM:"))
}

/// # Safety
/// `memory` is fresh and at least 16 bytes.
#[inline(always)]
unsafe fn header(memory: *mut Header, shape: u32) -> Value {
    // SAFETY: by contract.
    unsafe {
        memory.write(Header {
            shape,
            aux: 0,
            state: 0,
            flags: 0,
        })
    };
    Value::from_address(memory as usize)
}

#[inline(always)]
fn slot(object: Value, word: usize) -> *mut Value {
    // SAFETY: the workloads only name words inside their objects.
    unsafe { object.cast::<Value>().add(word) }
}

#[inline(always)]
fn get(object: Value, word: usize) -> Value {
    // SAFETY: as above.
    unsafe { *slot(object, word) }
}

#[inline(always)]
fn set(heap: &mut Heap, object: Value, word: usize, value: Value) {
    let slot = slot(object, word);
    heap.write_barrier(object, slot as usize, value);
    // SAFETY: as above.
    unsafe { *slot = value };
}

#[inline(always)]
fn node(heap: &mut Heap, left: Value, right: Value) -> Value {
    let memory = heap.alloc(32);
    // SAFETY: 32 fresh bytes.
    unsafe {
        let node = header(memory, NODE);
        *slot(node, 1) = Value::ZERO;
        *slot(node, 2) = left;
        *slot(node, 3) = right;
        node
    }
}

fn values(heap: &mut Heap, count: usize) -> Value {
    let memory = heap.try_alloc(16 + count * 8).expect("room for the workload");
    // SAFETY: fresh, and long enough.
    unsafe {
        let array = header(memory, VALUES);
        *slot(array, 1) = Value::small(count as i64);
        for i in 0..count {
            *slot(array, 2 + i) = Value::NONE;
        }
        array
    }
}

fn random(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state as usize
}

#[inline(never)]
fn churn(heap: &mut Heap, count: usize) {
    for i in 0..count {
        black_box(node(heap, Value::small(i as i64), Value::NONE));
    }
}

#[inline(never)]
fn tree(heap: &mut Heap, depth: u32) -> Value {
    let (left, right) = match depth {
        0 => (Value::NONE, Value::NONE),
        _ => (tree(heap, depth - 1), tree(heap, depth - 1)),
    };
    node(heap, left, right)
}

fn count_nodes(tree: Value) -> usize {
    let left = get(tree, 2);
    if left.is_pointer() {
        1 + count_nodes(left) + count_nodes(get(tree, 3))
    } else {
        1
    }
}

fn trees_allocated(depth: u32) -> usize {
    let tree = |depth: u32| (2usize << depth) - 1;
    tree(depth + 1) + tree(depth) + (4..=depth).step_by(2).map(|d| tree(d) << (depth - d + 4)).sum::<usize>()
}

#[inline(never)]
fn trees(heap: &mut Heap, depth: u32) {
    black_box(count_nodes(tree(heap, depth + 1)));
    let long_lived = tree(heap, depth);
    for d in (4..=depth).step_by(2) {
        for _ in 0..1usize << (depth - d + 4) {
            assert_eq!(count_nodes(tree(heap, d)), (2 << d) - 1);
        }
    }
    assert_eq!(count_nodes(long_lived), (2 << depth) - 1);
}

/// 200,000 "dicts" of 8 objects each, then garbage with some stores into them, then full collections.
#[inline(never)]
fn build_and_churn(heap: &mut Heap) {
    const DICTS: usize = 200_000;
    let start = Instant::now();
    let top = values(heap, DICTS);
    for i in 0..DICTS {
        let dict = node(heap, Value::NONE, Value::NONE);
        set(heap, top, 2 + i, dict);
        let table = values(heap, 16);
        set(heap, dict, 1, table);
        for k in 0..4 {
            let value = node(heap, Value::small(k), Value::small(i as i64));
            set(heap, table, 2 + k as usize * 3, value);
        }
        let list = node(heap, Value::NONE, Value::NONE);
        set(heap, dict, 2, list);
        let storage = values(heap, 8);
        set(heap, list, 2, storage);
    }
    let each = start.elapsed().as_secs_f64() * 1e9 / DICTS as f64 / 8.0;
    println!("build 1.6 M objects: {each:.1} ns each");
    println!("    {} | {}", summary(heap), resident());
    let mut state = 88172645463325252;
    report("garbage, 1 of 16 stored into an old table", 20_000_000, || {
        for i in 0..20_000_000 {
            let fresh = node(heap, Value::NONE, Value::NONE);
            if i % 16 == 0 {
                let dict = get(top, 2 + random(&mut state) % DICTS);
                let table = get(dict, 1);
                set(heap, table, 2 + (random(&mut state) & 15), fresh);
            }
        }
    });
    for _ in 0..3 {
        let before = heap.stats().traced_objects;
        let start = Instant::now();
        heap.collect(Kind::Full);
        let pause = start.elapsed();
        let traced = heap.stats().traced_objects - before;
        println!("full collection of {traced} objects: {pause:?}");
    }
    black_box(top);
}

#[inline(never)]
fn append(heap: &mut Heap, count: usize) {
    let list = node(heap, Value::NONE, Value::NONE);
    let mut capacity = 4;
    let first = values(heap, capacity);
    set(heap, list, 2, first);
    for i in 0..count {
        let mut storage = get(list, 2);
        if i == capacity {
            let wanted = capacity + capacity / 2 + 4;
            if !heap.try_grow(storage.header(), 16 + capacity * 8, 16 + wanted * 8) {
                let longer = values(heap, wanted);
                // SAFETY: both arrays have at least `capacity` values.
                unsafe { slot(longer, 2).copy_from_nonoverlapping(slot(storage, 2), capacity) };
                set(heap, list, 2, longer);
                storage = longer;
            }
            capacity = wanted;
        }
        set(heap, storage, 2 + i, Value::small(i as i64));
        // SAFETY: the length word.
        unsafe { *slot(storage, 1) = Value::small(i as i64 + 1) };
    }
    black_box(list);
}

#[inline(never)]
fn large_array(heap: &mut Heap) {
    const COUNT: usize = 5_000_000;
    let array = values(heap, COUNT);
    report("fill an array of 5 M", COUNT, || {
        for i in 0..COUNT {
            let fresh = node(heap, Value::NONE, Value::NONE);
            set(heap, array, 2 + i, fresh);
        }
    });
    let mut state = 99991;
    report("garbage, 1 of 64 stored into the array", 20_000_000, || {
        for i in 0..20_000_000 {
            let fresh = node(heap, Value::NONE, Value::NONE);
            if i % 64 == 0 {
                set(heap, array, 2 + random(&mut state) % COUNT, fresh);
            }
        }
    });
    black_box(array);
}

#[inline(never)]
fn mixed(heap: &mut Heap, count: usize) {
    let ring = values(heap, 10_000);
    let mut state = 0x1234_5678_9ABC_DEF1;
    for _ in 0..count {
        let r = random(&mut state);
        let size = 16 + (r >> 20) % 31 * 16;
        let memory = heap.alloc(size);
        // SAFETY: at least 16 fresh bytes; an array of length 0.
        let fresh = unsafe {
            let fresh = header(memory, VALUES);
            *slot(fresh, 1) = Value::ZERO;
            fresh
        };
        set(heap, ring, 2 + (r >> 32) % 10_000, fresh);
    }
    black_box(ring);
}

/// Garbage while 4 M words of a VM stack are in use, as with very deep recursion.
#[inline(never)]
fn deep_stack(heap: &mut Heap) {
    let mut words = vec![Value::small(7).0; 4_000_000];
    for i in (0..words.len()).step_by(20) {
        words[i] = node(heap, Value::NONE, Value::NONE).0;
    }
    let range = words.as_ptr_range();
    let (start, end) = (range.start, range.end);
    heap.add_conservative_range((&raw const start, &raw const end));
    report("32-byte objects under a deep stack", 50_000_000, || churn(heap, 50_000_000));
    black_box((&start, &end, &words));
}
