//! `_random`: the Mersenne Twister MT19937, seeded as CPython seeds it.
//!
//! An instance's word is a BUFFER with the 624 words of the generator's state and its position.

mod twister;

use crate::support::{ClassDef, add_class, words};
use taipan_runtime::header::Header;
use taipan_runtime::layout::{Buffer, TYPE_BASE, shape_id};
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{int, list, module, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};
use twister::{SIZE, Twister};

fn new(t: &mut Thread, class: Value, _: Args) -> Result<Value, Raised> {
    const BYTES: usize = size_of::<Twister>();
    let memory = t.heap.alloc(size_of::<Buffer>() + BYTES).cast::<Buffer>();
    let header = Header {
        shape: shape_id::BUFFER,
        aux: 0,
        state: 0,
        flags: 0,
    };
    // SAFETY: fresh memory of the right size.
    unsafe {
        memory.write(Buffer {
            header,
            capacity: BYTES,
            used: BYTES,
            unused: 0,
        });
        memory.add(1).cast::<Twister>().write(Twister::new());
    }
    let buffer = Value::from_address(memory as usize);
    Ok(words::new(t, class, 0, &[buffer]))
}

/// The generator of an instance.
fn twister<'a>(v: Value) -> &'a mut Twister {
    // SAFETY: `new` put it behind the buffer's header; the receiver keeps it alive, and nothing else refers to it.
    unsafe { &mut *((words::get(v, 0).address() + size_of::<Buffer>()) as *mut Twister) }
}

fn init_method(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    if args.len() > 2 {
        let n = args.len() - 1;
        return Err(t.type_error(format!("Random() takes at most 1 argument ({n} given)")));
    }
    seed(t, args)
}

fn seed(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let v = args.get(0);
    let key: Vec<u32> = match args.opt(1).filter(|s| !s.is_none()) {
        None => system_entropy(),
        Some(s) => {
            let exact = match int::exact(t, s) {
                Some(exact) => int::abs(t, exact)?,
                None => {
                    let hash = ops::hash(t, s)?;
                    int::from_u64(t, hash as u64)
                }
            };
            int::with_view(exact, |n| {
                let mut key: Vec<u32> = n.magnitude().iter().flat_map(|limb| [*limb as u32, (limb >> 32) as u32]).collect();
                while key.len() > 1 && key.last() == Some(&0) {
                    key.pop();
                }
                if key.is_empty() { vec![0] } else { key }
            })
        }
    };
    twister(v).seed(&key);
    Ok(Value::NONE)
}

fn system_entropy() -> Vec<u32> {
    let mut key = vec![0u32; SIZE];
    // SAFETY: the buffer has the length given.
    let got = unsafe { libc::getrandom(key.as_mut_ptr().cast(), SIZE * 4, libc::GRND_NONBLOCK) };
    if got != (SIZE * 4) as isize {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_nanos());
        return vec![now as u32, (now >> 32) as u32, std::process::id()];
    }
    key
}

fn random(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let x = twister(args.get(0)).float();
    Ok(t.float(x))
}

fn getrandbits(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let k = ops::index(t, args.get(1))?;
    if k < 0 {
        return Err(t.value_error("Cannot convert negative int"));
    }
    let generator = twister(args.get(0));
    if k == 0 {
        return Ok(Value::ZERO);
    }
    if k <= 32 {
        return Ok(Value::small(i64::from(generator.next() >> (32 - k))));
    }
    let mut left = k as u64;
    let mut limbs = vec![0u64; left.div_ceil(64) as usize];
    for i in 0..left.div_ceil(32) as usize {
        let mut word = generator.next();
        if left < 32 {
            word >>= 32 - left;
        }
        left = left.saturating_sub(32);
        limbs[i / 2] |= u64::from(word) << (32 * (i % 2));
    }
    Ok(int::from_limbs(t, false, &limbs))
}

fn getstate(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let out = list::with_capacity(t, SIZE + 1);
    for i in 0..SIZE {
        let word = twister(args.get(0)).words[i];
        list::push(t, out, Value::small(i64::from(word)));
    }
    let index = twister(args.get(0)).index;
    list::push(t, out, Value::small(i64::from(index)));
    Ok(tuple::from_list(t, out))
}

fn setstate(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let state = args.get(1);
    if !tuple::is_tuple(t, state) {
        return Err(t.type_error("state vector must be a tuple"));
    }
    if tuple::len(state) != SIZE + 1 {
        return Err(t.value_error("state vector is the wrong size"));
    }
    let mut new = Twister::new();
    for i in 0..=SIZE {
        let exact = ops::index_value(t, tuple::items(&state)[i])?;
        if int::is_negative(exact) {
            return Err(t.overflow_error("can't convert negative value to unsigned int"));
        }
        let Some(n) = int::to_u64(exact) else {
            return Err(t.overflow_error("Python int too large to convert to C unsigned long"));
        };
        if i == SIZE {
            if n > SIZE as u64 {
                return Err(t.value_error("invalid state"));
            }
            new.index = n as u32;
        } else {
            new.words[i] = n as u32;
        }
    }
    *twister(args.get(0)) = new;
    Ok(Value::NONE)
}

static CLASS: ClassDef = ClassDef {
    flags: TYPE_BASE,
    new: Some(new),
    methods: &[
        NativeDef::slot_range("__init__", 0, NativeDef::MANY, init_method).keywords(),
        NativeDef::method("random", 0, 0, random)
            .always_leaf()
            .doc("random() -> x in the interval [0, 1)."),
        NativeDef::method("seed", 0, 1, seed).doc("seed([n]) -> None."),
        NativeDef::method("getstate", 0, 0, getstate).doc("getstate() -> tuple containing the current state."),
        NativeDef::method("setstate", 1, 1, setstate).doc("setstate(state) -> None.  Restores generator state."),
        NativeDef::method("getrandbits", 1, 1, getrandbits)
            .changes_last()
            .doc("getrandbits(k) -> x.  Generates an int with k random bits."),
    ],
    doc: "Random() -> create a random number generator with its own internal state.",
    ..ClassDef::new("_random", "Random")
};

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_random");
    add_class(t, m, &CLASS);
    Ok(m)
}
