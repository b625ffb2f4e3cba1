//! The interpreter's layers, with the JIT off: dispatch, allocation, dicts, attributes, calls.
//!
//! Each function does one thing in a loop of [`LAPS`], so a time is that of so many of them, with their loop's own.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use taipan_benches::Worker;
use taipan_vm::embedding::JitMode;

/// Laps of every loop in [`SOURCE`].
const LAPS: u64 = 1000;

const SOURCE: &str = "
class Point:
    def __init__(self, x):
        self.x = x
    def get(self):
        return self.x

point = Point(1)
table = {n: n for n in range(64)}
names = {'a': 1, 'b': 2, 'c': 3}

def dispatch():
    a, b, c = 1, 2, 3
    for _ in range(1000):
        a = b
        b = c
        c = a
        a = b + c
        b = a & 7

def allocate_tuples():
    for n in range(1000):
        (n, n)

def allocate_instances():
    for n in range(1000):
        Point(n)

def allocate_floats():
    x = 0.5
    for _ in range(1000):
        x = x + 0.5

def dict_read():
    d = table
    for n in range(1000):
        d[n & 63]

def dict_write():
    d = table
    for n in range(1000):
        d[n & 63] = n

def dict_of_names():
    d = names
    for _ in range(1000):
        d['b']

def attribute_read():
    p = point
    for _ in range(1000):
        p.x

def attribute_write():
    p = point
    for n in range(1000):
        p.x = n

def leaf(n):
    return n

def call_function():
    for n in range(1000):
        leaf(n)

def call_method():
    p = point
    for _ in range(1000):
        p.get()

def call_builtin():
    for _ in range(1000):
        len(names)

def generate():
    for _ in (n for n in range(1000)):
        pass
";

const GROUPS: [(&str, &[&str]); 5] = [
    ("dispatch", &["dispatch"]),
    ("allocation", &["allocate_tuples", "allocate_instances", "allocate_floats"]),
    ("dict", &["dict_read", "dict_write", "dict_of_names"]),
    ("attribute", &["attribute_read", "attribute_write"]),
    ("call", &["call_function", "call_method", "call_builtin", "generate"]),
];

fn layers(criterion: &mut Criterion) {
    let worker = Worker::new(JitMode::Off, SOURCE);
    for (group_name, functions) in GROUPS {
        let mut group = criterion.benchmark_group(group_name);
        group.throughput(Throughput::Elements(LAPS));
        for function in functions {
            group.bench_function(*function, |bencher| bencher.iter_custom(|times| worker.time(function, times)));
        }
        group.finish();
    }
}

criterion_group!(interpreter, layers);
criterion_main!(interpreter);
