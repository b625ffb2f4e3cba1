//! `gc`. Generations, thresholds and `freeze` are CPython's: here they are remembered, so that
//! programs which set them read them back, but the heap paces itself.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use taipan_runtime::heap::Kind;
use taipan_runtime::native::{Bind, NativeDef};
use taipan_runtime::objects::{dict, list, module, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

static ENABLED: AtomicBool = AtomicBool::new(true);
static DEBUG: AtomicI64 = AtomicI64::new(0);
static THRESHOLDS: [AtomicI64; 3] = [AtomicI64::new(2000), AtomicI64::new(10), AtomicI64::new(0)];

/// `gc.collect()` in a frame as small as can be: it wipes the stack below, where the frames of the collection itself will
/// have gaps in which words of earlier calls would be found.
fn collect(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    wipe_free_stack();
    collect_now(t, args)
}

/// A full collection, but for generation 0, and the finalisers and callbacks it makes due.
#[inline(never)]
fn collect_now(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let [generation] = args.bind(t, "collect", ["generation"], Bind::required(0))?;
    let generation = generation.map_or(Ok(2), |v| ops::index(t, v))?;
    if !(0..=2).contains(&generation) {
        return Err(t.value_error("invalid generation"));
    }
    // What was returned last is nobody's any more.
    t.generator_result = Value::NONE;
    taipan_runtime::frame::clear_dead_temporaries(t);
    t.heap.collect(if generation == 0 { Kind::Minor } else { Kind::Full });
    (t.hooks.finalizers)(t);
    Ok(Value::ZERO)
}

/// Overwrites what earlier calls left on the native stack below the caller's frame.
#[inline(never)]
fn wipe_free_stack() {
    std::hint::black_box(&mut [0u64; 4096]);
}

/// Automatic collection itself cannot be turned off: memory would run out where CPython's reference counts free it.
fn enable(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    ENABLED.store(true, Ordering::Relaxed);
    Ok(Value::NONE)
}
fn disable(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    ENABLED.store(false, Ordering::Relaxed);
    Ok(Value::NONE)
}
fn is_enabled(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::bool(ENABLED.load(Ordering::Relaxed)))
}

fn get_count(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let s = t.heap.stats();
    let (minor, full) = (s.minor_collections as i64, s.full_collections as i64);
    Ok(tuple::new(t, &[Value::small(minor), Value::small(full), Value::ZERO]))
}

fn get_stats(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let s = t.heap.stats();
    let out = list::new(t, &[]);
    for collections in [s.minor_collections, 0, s.full_collections] {
        let d = dict::new(t);
        for (name, n) in [("collections", collections as i64), ("collected", 0), ("uncollectable", 0)] {
            let name = t.intern(name);
            dict::set_str(t, d, name, Value::small(n));
        }
        list::push(t, out, d);
    }
    Ok(out)
}

fn get_threshold(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    let values = [0, 1, 2].map(|i: usize| Value::small(THRESHOLDS[i].load(Ordering::Relaxed)));
    Ok(tuple::new(t, &values))
}
fn set_threshold(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    for (i, &v) in args.positional().iter().enumerate() {
        let n = ops::index(t, v)?;
        THRESHOLDS[i].store(n.clamp(0, i64::from(i32::MAX)), Ordering::Relaxed);
    }
    Ok(Value::NONE)
}

fn get_debug(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::small(DEBUG.load(Ordering::Relaxed)))
}
fn set_debug(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let flags = ops::index(t, args.get(0))?;
    DEBUG.store(flags & 0xFFFF, Ordering::Relaxed);
    Ok(Value::NONE)
}

fn nothing(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::NONE)
}
fn zero(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::ZERO)
}

/// Atomic objects are untracked in CPython; containers are tracked.
fn is_tracked(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    use taipan_runtime::layout::shape_id as id;
    let v = args.get(0);
    let atomic = !v.is_pointer()
        || matches!(
            t.shape_of(v),
            id::STR | id::BYTES | id::BIG_INT | id::FLOAT | id::COMPLEX | id::OBJECT | id::RANGE
        );
    Ok(Value::bool(!atomic))
}
fn is_finalized(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::FALSE)
}

fn get_objects(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Err(t.not_implemented("gc.get_objects()"))
}
fn get_referrers(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Err(t.not_implemented("gc.get_referrers()"))
}
fn get_referents(t: &mut Thread, _: Args) -> Result<Value, Raised> {
    Err(t.not_implemented("gc.get_referents()"))
}

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("collect", 0, 1, collect).keywords().doc("Run the garbage collector."),
    NativeDef::function("enable", 0, 0, enable).doc("Enable automatic garbage collection."),
    NativeDef::function("disable", 0, 0, disable).doc("Disable automatic garbage collection."),
    NativeDef::function("isenabled", 0, 0, is_enabled).doc("Returns true if automatic garbage collection is enabled."),
    NativeDef::function("get_count", 0, 0, get_count).doc("Return a three-tuple of the current collection counts."),
    NativeDef::function("get_stats", 0, 0, get_stats).doc("Return a list of dictionaries containing per-generation statistics."),
    NativeDef::function("get_threshold", 0, 0, get_threshold).doc("Return the current collection thresholds."),
    NativeDef::function("set_threshold", 1, 3, set_threshold).doc("Set the collection thresholds (the collection frequency)."),
    NativeDef::function("get_debug", 0, 0, get_debug).doc("Get the garbage collection debugging flags."),
    NativeDef::function("set_debug", 1, 1, set_debug).doc("Set the garbage collection debugging flags."),
    NativeDef::function("freeze", 0, 0, nothing).doc("Freeze all current tracked objects and ignore them for future collections."),
    NativeDef::function("unfreeze", 0, 0, nothing).doc("Unfreeze all objects in the permanent generation."),
    NativeDef::function("get_freeze_count", 0, 0, zero).doc("Return the number of objects in the permanent generation."),
    NativeDef::function("is_tracked", 1, 1, is_tracked).doc("Returns true if the object is tracked by the garbage collector."),
    NativeDef::function("is_finalized", 1, 1, is_finalized).doc("Returns true if the object has been already finalized by the GC."),
    NativeDef::function("get_objects", 0, 1, get_objects)
        .keywords()
        .doc("Return a list of objects tracked by the collector."),
    NativeDef::function("get_referrers", 0, NativeDef::MANY, get_referrers).doc("Return the list of objects that directly refer to any of 'objs'."),
    NativeDef::function("get_referents", 0, NativeDef::MANY, get_referents).doc("Return the list of objects that are directly referred to by 'objs'."),
];

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "gc");
    module::add_functions(t, m, FUNCTIONS);
    for name in ["garbage", "callbacks"] {
        let l = list::new(t, &[]);
        module::add(t, m, name, l);
    }
    for (name, n) in [
        ("DEBUG_STATS", 1),
        ("DEBUG_COLLECTABLE", 2),
        ("DEBUG_UNCOLLECTABLE", 4),
        ("DEBUG_SAVEALL", 32),
        ("DEBUG_LEAK", 38),
    ] {
        module::add(t, m, name, Value::small(n));
    }
    Ok(m)
}
