//! `_json`: what `json` does in one go: strings, parsing, and encoding without chunks.

mod encoder;
mod parser;
mod scanner;
mod strings;

use crate::support::add_class;
use taipan_runtime::objects::module;
use taipan_runtime::{Raised, Thread, Value};

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_json");
    module::add_functions(t, m, strings::FUNCTIONS);
    let class = add_class(t, m, &scanner::CLASS);
    module::add(t, m, "make_scanner", class);
    let class = add_class(t, m, &encoder::CLASS);
    module::add(t, m, "make_encoder", class);
    Ok(m)
}
