//! Function regions that call themselves natively, from hand-written graphs.

use crate::arena::*;
use crate::compile::*;
use crate::deopt::*;
use crate::graph::*;
use crate::graph_interp::*;
use crate::graph_text::parse_graph;
use crate::interp::Host;
use crate::layout;
use crate::lower::FunctionHost;
use crate::position::*;
use crate::profile::Profile;
use crate::ssa::{ExitKind, ExitMode};
use crate::testing::memory::*;
use crate::testing::native::runtime;

/// `if n < 2: return n` / `return 1`, then `r1 = f(n - 1)`, then what `rest` says from 1@3 on.
fn graph(base: &str, rest: &str) -> Graph {
    let text = format!(
        "function 1@0
signature (int) int
code 1 f 8
live 1 0 0 0
live 1 1 0 0
live 1 2 0 0,1
live 1 3 0 0,1
live 1 4 0 0,1,2
live 1 5 0 1,2
region 7 SLOT (int) int 12
at 1@0
  n0:
    v0 = read 0.0
    guard no_poll yes n1 no exit
  n1:
    guard is_int v0 yes n2 no exit
  n2:
    v1 = as_int v0
    v2 = int:2
    guard int_lt v1 v2 yes n3 no n4
  n3:
    v3 = {base}
    return v3
  n4:
    next 1@1
at 1@1
  n0:
    v0 = read 0.0
    guard is_int v0 yes n1 no exit
  n1:
    v1 = as_int v0
    v2 = int:1
    v3 = sub v1 v2
    v4 = from_int v3
    write 0.1 v4
    next 1@2
at 1@2
  n0:
    v0 = read 0.1
    v1 = call_region:0 v0
    write 0.1 v1
    next 1@3
{rest}"
    );
    parse_graph(&text.replace("SLOT", &(slot() as usize).to_string())).unwrap()
}
/// The slot of the one region under test in this thread.
fn slot() -> *mut usize {
    thread_local!(static SLOT: Box<std::cell::UnsafeCell<usize>> = Box::default());
    SLOT.with(|s| s.get())
}
const FIB: &str = "at 1@3
  n0:
    v0 = read 0.0
    guard is_int v0 yes n1 no exit
  n1:
    v1 = as_int v0
    v2 = int:2
    v3 = sub v1 v2
    v4 = from_int v3
    write 0.2 v4
    next 1@4
at 1@4
  n0:
    v0 = read 0.2
    v1 = call_region:0 v0
    write 0.2 v1
    next 1@5
at 1@5
  n0:
    v0 = read 0.1
    v1 = read 0.2
    guard is_int v0 yes n1 no exit
  n1:
    guard is_int v1 yes n2 no exit
  n2:
    v2 = as_int v0
    v3 = as_int v1
    v4 = add v2 v3
    v5 = from_int v4
    return v5
";
const FACTORIAL: &str = "at 1@3
  n0:
    v0 = read 0.0
    v1 = read 0.1
    guard is_int v0 yes n1 no exit
  n1:
    guard is_int v1 yes n2 no exit
  n2:
    v2 = as_int v0
    v3 = as_int v1
    v4 = mul v2 v3
    v5 = from_int v4
    return v5
";

/// What `leave` needs to know of the region under test.
struct Under {
    graph: Graph,
    exits: Vec<ExitInfo>,
    left: u32,
}
#[repr(C)]
struct Pair {
    status: u64,
    value: u64,
}

fn memory<'a>(thread: *mut u64) -> &'a mut Memory {
    // SAFETY: the test stored it there and waits for the native code.
    unsafe { &mut *(*thread.add(8) as *mut Memory) }
}

/// Runs the rest of the function in the graph interpreter.
extern "C" fn leave(thread: *mut u64, window: *mut u64, number: u64, region: u64, depth: u64) -> Pair {
    // SAFETY: `run` passes a pointer to it as the region's number.
    let under = unsafe { &mut *(region as *mut Under) };
    under.left += 1;
    let memory = memory(thread);
    // SAFETY: the depth word of the test's thread.
    unsafe { *thread.add(20).cast::<u32>() = depth as u32 - 1 };
    let info = under.exits[number as usize].clone();
    if info.kind == ExitKind::Final(crate::construct::TOO_DEEP) {
        return Pair { status: 1, value: 0 };
    }
    let mut buffer = *memory.exit_buffer;
    if info.mode == ExitMode::AfterCall {
        match buffer[0] {
            1 => return Pair { status: 1, value: 0 },
            3 => buffer[1] = memory.int_word(buffer[1] as i64 as i128),
            _ => {}
        }
    }
    let frames = rebuild(&info.snapshot, &[], &buffer, memory);
    assert_eq!(frames.len(), 1);
    let _ = window;
    let registers = frames[0].iter().map(|(index, word)| (Reg { depth: 0, index: *index }, *word)).collect();
    let state = GraphState::at(&[info.snapshot.frames[0].at], registers);
    let end = run_graph(&under.graph, memory, state, 100);
    match end.returned {
        Some(word) => Pair { status: 2, value: word },
        None => Pair { status: 1, value: 0 },
    }
}

/// f(n), how often native code was left, and the depth afterwards.
fn run(graph: Graph, n: i64, depth_limit: u32) -> (Option<i128>, u32, u32) {
    let mut compiler = Compiler::new(Options::default());
    let mut arena = Arena::new();
    let mut under = Box::new(Under {
        graph,
        exits: Vec::new(),
        left: 0,
    });
    let host = FunctionHost {
        leave: leave as *const () as usize,
        region: &mut *under as *mut Under as u64,
        depth_offset: 160,
        depth_limit_offset: 164,
        window_limit_offset: 168,
        native_limit_offset: 176,
        inlined: 0,
        extent: 8,
    };
    let compiled = compiler.compile_function(&under.graph, &Profile::default(), &runtime(), &host, &[]).unwrap();
    let code = arena.install(&compiled.code).unwrap();
    under.exits = compiled.exits;
    let slot = slot();
    // SAFETY: the slot lives as long as the thread.
    unsafe { *slot = code.address() as usize };
    let signature = under.graph.signature.clone().unwrap();
    let adapter = compiler.compile_adapter(&signature, slot as usize, 160, &runtime()).unwrap();
    let adapter = arena.install(&adapter).unwrap();
    let mut memory = Memory::new();
    let mut window = vec![layout::UNBOUND; 40_000];
    window[0] = layout::small(n);
    window[5] = layout::small(n + 1);
    memory.thread[21] = window.as_ptr() as u64 + 8 * window.len() as u64;
    memory.thread[20] = (depth_limit as u64) << 32;
    let status = crate::testing::native::enter(&adapter, &mut memory, &mut window);
    let depth = memory.thread[20] as u32;
    match status {
        0 => {
            let word = memory.exit_buffer[0];
            (Some(memory.int_of(word)), under.left, depth)
        }
        _ => (None, under.left, depth),
    }
}

#[test]
fn fib_runs_natively() {
    let start = std::time::Instant::now();
    assert_eq!(run(graph("read 0.0", FIB), 25, 1000), (Some(75025), 0, 0));
    if std::env::var("JIT_SPEED").is_ok() {
        let warm = start.elapsed();
        let start = std::time::Instant::now();
        assert_eq!(run(graph("read 0.0", FIB), 32, 1000).0, Some(2_178_309));
        println!("fib(32): {:?} (build {warm:?})", start.elapsed());
    }
}

#[test]
fn results_of_another_type_leave_every_caller() {
    // 20! fits 64 bits, 25! does not: from there on each frame is left and finished by the host.
    let one = "word:0x4";
    assert_eq!(run(graph(one, FACTORIAL), 20, 1000), (Some((1..=20).product()), 0, 0));
    assert_eq!(run(graph(one, FACTORIAL), 25, 1000), (Some((1..=25).product()), 5, 0));
}

#[test]
fn too_deep_a_recursion_raises() {
    assert_eq!(run(graph("word:0x4", FACTORIAL), 30, 10), (None, 11, 0));
}

#[test]
fn words_of_the_promised_kind_travel_unboxed() {
    let text = "function 1@0
signature (int,val) int 5
code 1 f 8
live 1 0 0 0,5
at 1@0
  n0:
    v0 = read 0.5
    return v0
";
    // Nothing is known of register 5: whether it is an int is seen when it is returned.
    assert_eq!(run(parse_graph(text).unwrap(), 6, 1000), (Some(7), 0, 0));
}

#[test]
fn an_absorbed_loop_leaves_its_native_calls_where_they_wait() {
    let inner = "loop 2@2 2 9
code 2 g 8
live 2 2 0 0
live 2 4 0 0,1
live 2 2 2 0
region 7 64 (int) int 12 2
at 2@2
  n0:
    v0 = read 0.0
    guard is_int v0 yes n1 no exit
  n1:
    v1 = call_region:0 v0
    write 0.1 v1
    next 2@4
";
    let outer = "function 1@0
signature (int) int
code 1 f 4
live 1 0 0 0
live 1 3 2 0
at 1@0
  n0:
    v0 = read 0.0
    push 2 12
    write 1.0 v0
    next 1@3.2/2@2+12
";
    let mut graph = parse_graph(outer).unwrap();
    let frame = FramePos {
        continuation: 2,
        ..FramePos::root(1, 3)
    };
    graph.absorb(&parse_graph(inner).unwrap(), &[frame], 12);
    let built = build(&graph, &Profile::default(), &Options::default());
    let exit = built.func.exits.iter().find(|e| e.mode == ExitMode::AfterCall).unwrap();
    let at = built.func.snapshots[exit.snapshot.0 as usize].frames.iter().map(|f| f.at);
    assert_eq!(position_text(&at.collect::<Vec<_>>()), "1@3.2/2@2.2+12");
}
