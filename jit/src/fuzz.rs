//! Random programs: plain interpretation against regions in every stage of the build.

use crate::layout;
use crate::testing::driver::*;
use crate::testing::memory::*;
use crate::testing::programs::*;

/// Memory with the arguments of `main`: n, a list, a point, x.
pub fn world(variant: u64) -> (Memory, Vec<u64>) {
    let mut memory = Memory::new();
    let int = layout::small;
    let float = |f: f64| layout::float_word(f).expect("unboxed");
    let pools: [Vec<u64>; 5] = [
        (1..6).map(int).collect(),
        vec![int(1), float(2.5), int(3), float(4.5), int(5), float(6.25)],
        vec![int(1), int(2), int(3), int(4), int(5), int(6), layout::NONE],
        vec![memory_int(&mut memory, 1 << 62), int(3), int(5), int(7), float(9.0)],
        vec![float(0.5); 6],
    ];
    let list = memory.list(&pools[variant as usize % 5]);
    let point = memory.point(
        if variant.is_multiple_of(3) { SHAPE_OTHER } else { SHAPE_POINT },
        [int(1), float(0.5), layout::NONE],
    );
    let x = [int(0), int(1), float(2.5), int(1 << 60)][variant as usize % 4];
    (memory, vec![int([60, 200, 300][variant as usize % 3]), list, point, x])
}
fn memory_int(memory: &mut Memory, value: i128) -> u64 {
    use crate::interp::Host;
    memory.int_word(value)
}

/// Compares one seed; `None` when the program leaves the mini Python's ints.
pub fn compare<E: Engine>(seed: u64, make: impl Fn() -> E) -> Option<u32> {
    let program = random_program(seed);
    let plain = |variant| {
        let (memory, args) = world(variant);
        let stats = run_plain(&program, memory, &args);
        assert!(stats.steps < 400_000, "too long for the mini Python");
        stats.result
    };
    let expected: Vec<String> = std::panic::catch_unwind(|| (0..3).map(|k| plain(seed + k)).collect()).ok()?;
    let mut jit = Jit::new(make());
    if seed.is_multiple_of(2) {
        jit.walk = 1;
    }
    for (k, want) in expected.iter().enumerate() {
        let (memory, args) = world(seed + k as u64);
        let got = jit.run(&program, memory, &args).result;
        assert_eq!(&got, want, "seed {seed} run {k}");
    }
    Some(jit.entries)
}

/// Seeds to try: `JIT_FUZZ_SEEDS=first..last`, or a few.
pub fn seeds(default: u64) -> std::ops::Range<u64> {
    let text = std::env::var("JIT_FUZZ_SEEDS").unwrap_or_default();
    match text.split_once("..") {
        Some((a, b)) => a.parse().expect("a number")..b.parse().expect("a number"),
        None => 1..1 + default,
    }
}

pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        let text = info.to_string();
        if !text.contains("mini Python") {
            eprintln!("{text}");
        }
    }));
}

#[test]
fn construction_keeps_the_meaning() {
    quiet_panics();
    let mut entered = 0;
    let mut programs = 0;
    for seed in seeds(150) {
        if let Some(entries) = compare(seed, || Interpreted { passes: |_| () }) {
            entered += entries;
            programs += 1;
        }
    }
    assert!(programs > 50 && entered > 500, "{programs} programs, {entered} entries");
}

#[test]
fn native_code_keeps_the_meaning() {
    quiet_panics();
    let mut entered = 0;
    let mut programs = 0;
    for (optimise, take_exits) in [(true, false), (false, false), (true, true)] {
        for seed in seeds(60) {
            let options = crate::compile::Options {
                optimise,
                take_exits,
                ..Default::default()
            };
            if let Some(entries) = compare(seed, || crate::testing::native::Native::new(options)) {
                entered += entries;
                programs += 1;
            }
        }
    }
    assert!(programs > 40 && entered > 500, "{programs} programs, {entered} entries");
}

#[test]
fn passes_keep_the_meaning() {
    quiet_panics();
    let mut entered = 0;
    let check = |func: &crate::ssa::Func, after: &str| {
        if let Err(fault) = crate::verify::verify(func) {
            panic!("after {after}: {fault}\n{}", crate::ssa_text::ssa_text(func, true));
        }
    };
    for seed in seeds(100) {
        let profile = crate::profile::Profile::default();
        let passes = |func: &mut crate::ssa::Func| crate::pass::optimise(func, &profile, &check);
        entered += compare(seed, || Interpreted { passes }).unwrap_or(0);
    }
    assert!(entered > 300, "{entered} entries");
}
