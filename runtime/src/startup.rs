//! Making a thread: heap, VM stack, names, types, in the order they need each other.

use crate::frame::Window;
use crate::heap::{Heap, HeapOptions, Marker};
use crate::layout::Type;
use crate::names::{NAME_TEXTS, Names};
use crate::objects::*;
use crate::shape::{self, Shapes};
use crate::thread::{Hooks, Thread};
use crate::types::{self, ExceptionTypes, MethodCache, Types};
use crate::value::Value;
use std::sync::atomic::AtomicU32;

/// Address space of the VM stack in bytes; pages are touched as frames need them.
const VM_STACK_BYTES: usize = 1 << 30;
/// Native stack that native functions must leave free.
const NATIVE_RESERVE: usize = 256 << 10;

/// Settings of a new thread.
pub struct Options {
    pub heap: HeapOptions,
    pub hooks: Hooks,
    /// Key of str hashes.
    pub hash_key: (u64, u64),
    /// Size of the native stack that the thread runs on, in bytes.
    pub native_stack: usize,
}

/// A thread with all builtin types, on the current native stack. It must not move: the heap knows its address.
///
/// # Errors
/// When the VM stack's address space is refused.
pub fn new_thread(options: Options) -> Result<Box<Thread>, std::io::Error> {
    // SAFETY: an anonymous private mapping.
    let stack = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            VM_STACK_BYTES,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
            -1,
            0,
        )
    };
    if stack == libc::MAP_FAILED {
        return Err(std::io::Error::last_os_error());
    }
    let base = stack.cast::<Value>();
    let here = 0u64;
    let high = &raw const here as usize;
    let mut t = Box::new(Thread {
        heap: Heap::new(options.heap),
        window: Window(std::ptr::null_mut()),
        pc: 0,
        top: base,
        // SAFETY: within the mapping; the last megabyte is left for natives' scratch.
        limit: unsafe { base.add((VM_STACK_BYTES - (1 << 20)) / 8) },
        stack_base: base,
        exit_buffer: std::ptr::null_mut(),
        poll: AtomicU32::new(0),
        depth: 0,
        depth_limit: 1000,
        native_limit: high - options.native_stack + NATIVE_RESERVE,
        no_python: false,
        consumers: Vec::new(),
        load_consumers: None,
        declined: false,
        class_epoch: 1,
        pending: Value::NONE,
        generator_result: Value::NONE,
        shapes: Shapes::new(),
        names: Names::empty(),
        types: Types::empty(),
        exceptions: ExceptionTypes::empty(),
        interned: string::InternTable::new(),
        modules: Value::NONE,
        builtins: Value::NONE,
        sys_dict: Value::NONE,
        hooks: options.hooks,
        calls_until_hot: None,
        namespace_hook: None,
        fork_hook: None,
        native_finalizers: Vec::new(),
        method_cache: MethodCache::new(),
        resolved: Default::default(),
        varying: Default::default(),
        weak_references: Default::default(),
        module_state: Box::new([Value::NONE; crate::thread::MODULE_STATE]),
        latin1: [Value::ZERO; 256],
        empty_tuple: Value::ZERO,
        empty_bytes: Value::ZERO,
        inf: Value::ZERO,
        neg_inf: Value::ZERO,
        repr_stack: Default::default(),
        hash_key: options.hash_key,
    });
    let address: *mut Thread = &mut *t;
    t.heap.pause_collections();
    t.heap.set_native_stack(stack_end().unwrap_or(high));
    // SAFETY: the thread is boxed and never moves; the fields stay readable as long as it lives.
    unsafe {
        t.heap
            .add_conservative_range(((&raw const (*address).stack_base).cast(), (&raw const (*address).top).cast()));
        t.heap.set_poll_word(&raw const (*address).poll, crate::thread::poll::FINALIZERS);
    }
    t.heap.add_root_callback(mark_roots, address.cast());
    t.heap.add_after_mark(prune, address.cast());
    shape::define_all_builtin(&mut t);
    string::bootstrap(&mut t);
    float::bootstrap(&mut t);
    for (i, text) in NAME_TEXTS.iter().enumerate() {
        let name = string::intern(&mut t, text);
        t.names.as_mut_slice()[i] = name;
    }
    t.empty_tuple = tuple::new(&mut t, &[]);
    types::create_builtin_types(&mut t);
    types::create_exception_types(&mut t);
    t.empty_bytes = bytes::new(&mut t, b"");
    t.builtins = dict::new(&mut t);
    t.modules = dict::new(&mut t);
    init_all(&mut t);
    t.heap.resume_collections();
    Ok(t)
}

/// First address above the current native stack: frames of callers run Python too, so all of it is scanned.
fn stack_end() -> Option<usize> {
    // SAFETY: the attributes are filled by the first call and only read by the second.
    unsafe {
        let mut attributes: libc::pthread_attr_t = std::mem::zeroed();
        if libc::pthread_getattr_np(libc::pthread_self(), &mut attributes) != 0 {
            return None;
        }
        let (mut low, mut size) = (std::ptr::null_mut(), 0);
        let found = libc::pthread_attr_getstack(&attributes, &mut low, &mut size) == 0;
        libc::pthread_attr_destroy(&mut attributes);
        if found { Some(low as usize + size) } else { None }
    }
}

fn init_all(t: &mut Thread) {
    object::init_object(t);
    type_object::init(t);
    singletons::init(t);
    int::init(t);
    bool::init(t);
    float::init(t);
    complex::init(t);
    string::init(t);
    bytes::init(t);
    bytearray::init(t);
    tuple::init(t);
    list::init(t);
    dict::init(t);
    set::init(t);
    range::init(t);
    slice::init(t);
    iterators::init(t);
    code::init(t);
    function::init(t);
    native_function::init(t);
    descriptors::init(t);
    super_object::init(t);
    generator::init(t);
    frame_object::init(t);
    module::init(t);
    weak_ref::init(t);
    generic_alias::init(t);
    union_type::init(t);
    exception::init_classes(t);
    add_constructors(t);
}

/// Every builtin class that makes its instances itself shows it as `__new__`.
fn add_constructors(t: &mut Thread) {
    let new_name = t.names.new;
    for i in 0..Types::COUNT {
        let class = t.types.as_slice()[i];
        let (own, base) = (crate::field!(class, Type, new), crate::field!(class, Type, base));
        let inherited = if base.is_none() { None } else { crate::field!(base, Type, new) };
        let same = match (own, inherited) {
            (Some(a), Some(b)) => std::ptr::fn_addr_eq(a, b),
            (None, _) => true,
            _ => false,
        };
        if !same && dict::get_str(crate::field!(class, Type, dict), new_name).is_none() {
            type_object::add_dunder_new(t, class);
        }
    }
    let base = t.exceptions.base_exception;
    if dict::get_str(crate::field!(base, Type, dict), new_name).is_none() {
        type_object::add_dunder_new(t, base);
    }
}

/// Precise roots: registries, and the windows of running generators, which live in old objects without a barrier.
fn mark_roots(data: *mut (), marker: &mut Marker) {
    // SAFETY: registered with the address of a live thread.
    let t = unsafe { &*data.cast::<Thread>() };
    for (builtin, function) in &t.consumers {
        marker.mark(*builtin);
        marker.mark(*function);
    }
    for group in [t.types.as_slice(), t.exceptions.as_slice(), t.names.as_slice(), &t.latin1, &t.module_state[..]] {
        for v in group {
            marker.mark(*v);
        }
    }
    for v in [
        t.pending,
        t.generator_result,
        t.modules,
        t.builtins,
        t.sys_dict,
        t.empty_tuple,
        t.empty_bytes,
        t.inf,
        t.neg_inf,
    ] {
        marker.mark(v);
    }
    for (window, _) in crate::frame::walk(t) {
        if crate::ops::call::on_stack(t, window) {
            continue;
        }
        let generator = generator::of_window(window);
        marker.mark(generator);
        let n = crate::field!(generator, crate::layout::Generator, live).as_small() as usize;
        for word in [
            crate::frame::CODE,
            crate::frame::FUNCTION,
            crate::frame::FRAME_OBJECT,
            crate::frame::HANDLED,
            crate::frame::CONTINUATION_DATA,
            crate::frame::LOCALS,
        ] {
            marker.mark(window.header(word));
        }
        for r in 0..n {
            marker.mark(window.reg(r));
        }
    }
}

/// After marking: frees the malloc'ed parts of dead objects.
fn prune(data: *mut (), heap: &mut Heap) {
    // SAFETY: as above; only the list is touched, the heap comes as an argument.
    let finalizers = unsafe { &mut (*data.cast::<Thread>()).native_finalizers };
    finalizers.retain(|(object, free)| {
        let alive = heap.is_marked(*object);
        if !alive {
            free(*object);
        }
        alive
    });
    // SAFETY: as above.
    let references = unsafe { &mut (*data.cast::<Thread>()).weak_references };
    weak_ref::prune(references, |v| heap.is_marked(v));
}

/// A thread for unit tests, without an interpreter: calling Python functions raises NotImplementedError.
pub fn test_thread() -> Box<Thread> {
    let hooks = Hooks {
        run: |t| Err(t.not_implemented("running Python code in a unit test of the runtime")),
        resume: |t, _, _| Err(t.not_implemented("running a generator in a unit test of the runtime")),
        compile: |t, _, _, _, _| Err(t.not_implemented("compiling in a unit test of the runtime")),
        exec: |t, _, _, _| Err(t.not_implemented("running code in a unit test of the runtime")),
        import: |t, _, _, _, _| Err(t.not_implemented("importing in a unit test of the runtime")),
        run_class_body: |t, _, _| Err(t.not_implemented("running a class body in a unit test of the runtime")),
        print_exception: |_, _| {},
        finalizers: |_| {},
        print_brief: |_, _, _, _, _| {},
    };
    new_thread(Options {
        heap: HeapOptions::from_environment(),
        hooks,
        hash_key: (0, 0),
        native_stack: 1 << 20,
    })
    .expect("address space for a test")
}
