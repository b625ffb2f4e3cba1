//! The JIT's stages, each by itself: recording, building (graph to optimised SSA), lowering (SSA to machine code), an exit.
//!
//! Building and lowering take their regions from programs that ran, so they see what the JIT sees.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::{Duration, Instant};
use taipan_benches::Worker;
use taipan_jit::compile::{Compiler, Options, build};
use taipan_vm::embedding::{BuildInput, JitMode};

/// Loops whose regions are built and lowered: the name says what they are full of.
const REGIONS: [(&str, &str); 3] = [
    (
        "integers",
        "
def loop():
    s = 0
    for i in range(3000):
        s += i * i % 7
    return s
",
    ),
    (
        "branches",
        "
data = [n * 7919 % 256 for n in range(512)]
def loop():
    a = b = c = d = 0
    for v in data:
        if v & 1: a += v
        else: b += 1
        if v & 2: c += v
        else: d -= 1
        if v & 4: a ^= v
        else: b += 3
        if v & 8: c -= v
        else: d += a & 1
    return a, b, c, d
",
    ),
    (
        "objects",
        "
class Vector:
    def __init__(self, x, y):
        self.x = x
        self.y = y
    def plus(self, other):
        return Vector(self.x + other.x, self.y + other.y)
def loop():
    total = Vector(0.0, 0.0)
    step = Vector(0.5, 0.25)
    for _ in range(2000):
        total = total.plus(step)
    return total.x
",
    ),
];

/// The largest region of a program that has run until it is at rest.
fn region(source: &'static str) -> BuildInput {
    let worker = Worker::new(JitMode::Eager, source);
    worker.time("loop", 50);
    let regions = worker.with(|python| python.loop_regions());
    regions.into_iter().max_by_key(|r| r.graph.size()).expect("a region of the loop")
}

fn stages(criterion: &mut Criterion) {
    for (name, source) in REGIONS {
        let input = region(source);
        let options = Options::default();
        criterion.bench_function(&format!("building/{name}"), |bencher| {
            bencher.iter(|| black_box(build(&input.graph, &input.profile, &options)));
        });
        let mut compiler = Compiler::new(options);
        let built = build(&input.graph, &input.profile, &options);
        criterion.bench_function(&format!("lowering/{name}"), |bencher| {
            bencher.iter(|| black_box(compiler.emit(&built, &input.runtime, &input.constants)).map(|compiled| compiled.code.len()));
        });
        let bytes = compiler.emit(&built, &input.runtime, &input.constants).map(|compiled| compiled.code.len());
        eprintln!(
            "{name}: {} segments, {} instructions, {bytes:?} bytes",
            built.report.segments, built.report.optimised
        );
    }
}

/// A function made anew has no region, and its loop ends before the build that the lap after a recording asks for.
const RECORDED: &str = "
source = '''
def fresh():
    s = 0
    for i in range(5):
        if i & 1: s += i * 3
        else: s -= i
    return s
'''
";

fn recording(criterion: &mut Criterion) {
    for (name, mode) in [("recording/five laps", JitMode::Eager), ("recording/the same, interpreted", JitMode::Off)] {
        criterion.bench_function(name, |bencher| {
            bencher.iter_custom(|times| {
                // Recordings are kept as long as their thread.
                let worker = Worker::new(mode, RECORDED);
                worker.with(move |python| {
                    let mut taken = Duration::ZERO;
                    for _ in 0..times {
                        python.run("exec(compile(source, '<recorded>', 'exec'))").expect("a definition");
                        let start = Instant::now();
                        python.call("fresh", 1).expect("a loop");
                        taken += start.elapsed();
                    }
                    taken
                })
            });
        });
    }
}

/// Loops of 1000 laps: one that stays in its region, and one whose region is left and entered on every eighth lap, by a
/// branch that cannot be compiled.
const EXITS: &str = "
class Odd:
    def __getattr__(self, name):
        return 1
odd = Odd()
def stays():
    s = 0
    for i in range(1000):
        if i & 7: s += i
        else: s += 1
    return s
def leaves():
    s = 0
    for i in range(1000):
        if i & 7: s += i
        else: s += odd.missing
    return s
for _ in range(100):
    stays()
    leaves()
";

fn exits(criterion: &mut Criterion) {
    let worker = Worker::new(JitMode::Eager, EXITS);
    for function in ["stays", "leaves"] {
        criterion.bench_function(&format!("exit/{function}"), |bencher| bencher.iter_custom(|times| worker.time(function, times)));
    }
}

criterion_group! {
    name = jit;
    config = Criterion::default().sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    targets = stages, recording, exits
}
criterion_main!(jit);
