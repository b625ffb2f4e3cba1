//! Hash objects. The raw word is the address of a boxed [`State`], freed when the object is dead.

use super::state::{Algorithm, State, hex};
use crate::support::words;
use taipan_runtime::native::{Bind, GetSetDef, NativeDef};
use taipan_runtime::objects::{bytes, string};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

/// First place of `Thread::module_state` for the classes, by algorithm.
const FIRST_PLACE: usize = taipan_runtime::thread::MODULE_STATE - 16;

pub fn keep_class(t: &mut Thread, algorithm: Algorithm, class: Value) {
    t.module_state[FIRST_PLACE + algorithm as usize] = class;
}

fn state<'a>(v: Value) -> &'a mut State {
    // SAFETY: `wrap` put a boxed state there; it is freed only when the object is dead.
    unsafe { &mut *(words::raw(v) as *mut State) }
}

fn free(v: Value) {
    // SAFETY: as above; called once.
    drop(unsafe { Box::from_raw(words::raw(v) as *mut State) });
}

fn wrap(t: &mut Thread, new: State) -> Value {
    let class = t.module_state[FIRST_PLACE + new.algorithm as usize];
    let address = Box::into_raw(Box::new(new)) as u64;
    let v = words::new(t, class, address, &[]);
    t.native_finalizers.push((v, free));
    v
}

fn data(t: &mut Thread, v: Value) -> Result<Vec<u8>, Raised> {
    if string::is_str(t, v) {
        return Err(t.type_error("Strings must be encoded before hashing"));
    }
    match crate::binascii::contents(t, v) {
        Err(_) if t.pending_is(t.exceptions.type_error) => {
            t.take_pending();
            Err(t.type_error("object supporting the buffer API required"))
        }
        result => result,
    }
}

/// `sha256(data=b'', *, usedforsecurity=True)` and its kind.
pub fn construct(t: &mut Thread, algorithm: Algorithm, name: &str, args: Args) -> Result<Value, Raised> {
    let (mut contents, mut size) = (args.opt(0), None);
    if args.len() > 1 {
        let n = args.len();
        return Err(t.type_error(format!("{name}() takes at most 1 positional argument ({n} given)")));
    }
    let blake = matches!(algorithm, Algorithm::Blake2b | Algorithm::Blake2s);
    for (keyword, v) in args.keywords() {
        match string::to_string_lossy(keyword).as_str() {
            "data" | "string" => contents = Some(v),
            "usedforsecurity" => {}
            "digest_size" if blake => size = Some(ops::index(t, v)?),
            option @ ("key" | "salt" | "person" | "fanout" | "depth" | "leaf_size" | "node_offset" | "node_depth" | "inner_size" | "last_node") if blake => {
                return Err(t.not_implemented(&format!("the {option} argument of {name}()")));
            }
            other => return Err(t.type_error(format!("{name}() got an unexpected keyword argument '{other}'"))),
        }
    }
    let largest = if algorithm == Algorithm::Blake2b { 64 } else { 32 };
    let size = size.unwrap_or(largest);
    if blake && !(1..=largest).contains(&size) {
        let shown = if algorithm == Algorithm::Blake2b { "Blake2b" } else { "Blake2s" };
        return Err(t.value_error(format!("digest_size for {shown} must be between 1 and {largest} bytes, here it is {size}")));
    }
    let contents = match contents {
        Some(v) => data(t, v)?,
        None => Vec::new(),
    };
    let mut new = State::new(algorithm, size as usize);
    new.update(&contents);
    Ok(wrap(t, new))
}

fn update(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let contents = data(t, args.get(1))?;
    state(args.get(0)).update(&contents);
    Ok(Value::NONE)
}
fn copy(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let new = state(args.get(0)).copy();
    Ok(wrap(t, new))
}
fn digest(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let out = state(args.get(0)).digest(0);
    Ok(bytes::new(t, &out))
}
fn hexdigest(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let out = state(args.get(0)).digest(0);
    Ok(t.str(&hex(&out)))
}

fn extended(t: &mut Thread, args: Args, function: &str) -> Result<Vec<u8>, Raised> {
    let [length] = args.rest().bind(t, function, ["length"], Bind::required(1))?;
    let length = ops::index(t, length.unwrap_or(Value::NONE))?;
    if !(0..1 << 29).contains(&length) {
        return Err(t.value_error("value must be positive and below 2**29"));
    }
    Ok(state(args.get(0)).digest(length as usize))
}
fn extended_digest(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let out = extended(t, args, "digest")?;
    Ok(bytes::new(t, &out))
}
fn extended_hexdigest(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let out = extended(t, args, "hexdigest")?;
    Ok(t.str(&hex(&out)))
}

pub const FIXED_METHODS: &[NativeDef] = &[
    NativeDef::method("update", 1, 1, update).doc("Update this hash object's state with the provided string."),
    NativeDef::method("copy", 0, 0, copy).doc("Return a copy of the hash object."),
    NativeDef::method("digest", 0, 0, digest).doc("Return the digest value as a bytes object."),
    NativeDef::method("hexdigest", 0, 0, hexdigest).doc("Return the digest value as a string of hexadecimal digits."),
];
pub const XOF_METHODS: &[NativeDef] = &[
    NativeDef::method("update", 1, 1, update).doc("Update this hash object's state with the provided bytes-like object."),
    NativeDef::method("copy", 0, 0, copy).doc("Return a copy of the hash object."),
    NativeDef::method("digest", 1, 1, extended_digest)
        .keywords()
        .doc("Return the digest value as a bytes object."),
    NativeDef::method("hexdigest", 1, 1, extended_hexdigest)
        .keywords()
        .doc("Return the digest value as a string of hexadecimal digits."),
];
pub const GETSETS: &[GetSetDef] = &[
    GetSetDef::read_only("name", |t, v| Ok(t.str(state(v).algorithm.name()))),
    GetSetDef::read_only("block_size", |_, v| Ok(Value::small(state(v).algorithm.block_size() as i64))),
    GetSetDef::read_only("digest_size", |_, v| Ok(Value::small(state(v).size as i64))),
];
