//! `_tokenize`: exists so that `tokenize` can be imported; splitting source into tokens is not done yet.

use crate::support::{ClassDef, add_class};
use taipan_runtime::objects::module;
use taipan_runtime::{Args, Raised, Thread, Value};

fn new(t: &mut Thread, _: Value, _: Args) -> Result<Value, Raised> {
    Err(t.not_implemented("the tokenize module's tokenizer"))
}

static CLASS: ClassDef = ClassDef {
    new: Some(new),
    ..ClassDef::new("_tokenize", "TokenizerIter")
};

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_tokenize");
    add_class(t, m, &CLASS);
    Ok(m)
}
