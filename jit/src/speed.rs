//! What builds make of the loops the project is judged by: right results, few exits, and (on request) their speed.

use crate::compile::Options;
use crate::layout;
use crate::testing::driver::*;
use crate::testing::loops;
use crate::testing::memory::*;
use crate::testing::mini::Code;
use crate::testing::native::Native;

fn world(n: i64) -> (Memory, Vec<u64>) {
    let mut memory = Memory::new();
    let list = memory.list(&[1, 5, 2, 9].map(layout::small));
    let point = memory.point(SHAPE_POINT, [layout::small(0); 3]);
    (memory, vec![layout::small(n), list, point, layout::small(0)])
}

/// Warms up, then runs a long loop; nanoseconds per iteration and the JIT.
fn measure(program: &[Code], n: i64, optimise: bool) -> (f64, String, Jit<Native>) {
    let mut jit = Jit::new(Native::new(Options {
        optimise,
        ..Default::default()
    }));
    for _ in 0..12 {
        let (memory, args) = world(2000);
        jit.run(program, memory, &args);
    }
    let (memory, args) = world(n);
    let start = std::time::Instant::now();
    let result = jit.run(program, memory, &args).result;
    (start.elapsed().as_nanos() as f64 / n as f64, result, jit)
}

#[test]
fn loops_are_right_and_stay_inside() {
    for (name, program) in loops::all() {
        let (memory, args) = world(3000);
        let expected = run_plain(&program, memory, &args).result;
        let (_, got, jit) = measure(&program, 3000, true);
        assert_eq!(got, expected, "{name}");
        let exits: u32 = jit.regions.values().map(|r| r.exits).sum();
        let kinds: Vec<_> = jit.regions.values().map(|r| &r.profile.exits).collect();
        assert!(exits < 200, "{name}: {exits} exits {kinds:?}");
    }
}

/// `JIT_SPEED=1 cargo test speed -- --nocapture` prints nanoseconds per iteration and code sizes.
#[test]
fn speed() {
    let print = std::env::var("JIT_SPEED").is_ok();
    for (name, program) in loops::all() {
        let n = if print { 3_000_000 } else { 100_000 };
        let (ns, _, jit) = measure(&program, n, true);
        // An interpreter takes hundreds of nanoseconds an iteration here; a loop that runs native code never does.
        assert!(ns < 400.0, "{name}: {ns} ns");
        if print {
            let built = jit.regions.values().filter_map(|r| r.built.as_ref()).max_by_key(|b| b.compiled.report.segments);
            let report = built.map(|b| b.compiled.report).unwrap_or_default();
            println!("{name:12} {ns:7.2} ns  {report:?}");
        }
        if std::env::var("JIT_SHOW").is_ok_and(|show| show == name) {
            for region in jit.regions.values() {
                let built = crate::compile::build(&region.graph, &region.profile, &Options::default());
                println!("{}", crate::ssa_text::ssa_text(&built.func, true));
            }
        }
    }
}
