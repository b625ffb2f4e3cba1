//! `_sre`: compiled patterns run by the `rustpython-sre_engine` crate, which executes the code arrays that
//! the library's `re` compiler makes.

mod drive;
mod flags;
mod match_object;
mod pattern;
mod run;
mod scanner;
mod substitute;

use crate::support::{ClassDef, Place, keep, make_class, place, words};
use rustpython_sre_engine::string::{lower_ascii, lower_unicode, upper_unicode};
use rustpython_sre_engine::{CODESIZE, MAXGROUPS, MAXREPEAT, SRE_MAGIC};
use taipan_runtime::native::NativeDef;
use taipan_runtime::objects::{list, module, tuple};
use taipan_runtime::{Args, Raised, Thread, Value, ops};

fn code_point(t: &mut Thread, args: Args) -> Result<u32, Raised> {
    let n = ops::index(t, args.get(0))?;
    u32::try_from(n).map_err(|_| t.overflow_error("signed integer is greater than maximum"))
}
fn ascii_tolower(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::small(i64::from(lower_ascii(code_point(t, args)?))))
}
fn unicode_tolower(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    Ok(Value::small(i64::from(lower_unicode(code_point(t, args)?))))
}
fn ascii_iscased(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let c = code_point(t, args)?;
    Ok(Value::bool(char::from_u32(c).is_some_and(|c| c.is_ascii_alphabetic())))
}
fn unicode_iscased(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let c = code_point(t, args)?;
    Ok(Value::bool(c != lower_unicode(c) || c != upper_unicode(c)))
}
fn getcodesize(_: &mut Thread, _: Args) -> Result<Value, Raised> {
    Ok(Value::small(CODESIZE as i64))
}

/// `_sre.template(pattern, parts)`: literals at even places, group numbers at odd ones. Word: the tuple of parts.
fn template(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let parts = args.get(1);
    if !list::is_list(t, parts) {
        let message = format!("template() argument 2 must be list, not {}", t.type_name(parts));
        return Err(t.type_error(message));
    }
    let parts = tuple::new(t, list::items(&parts));
    let class = place(t, Place::SreTemplate);
    Ok(words::new(t, class, 0, &[parts]))
}

static TEMPLATE: ClassDef = ClassDef::new("re", "Template");

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::function("compile", 6, 6, pattern::compile).keywords(),
    NativeDef::function("template", 2, 2, template),
    NativeDef::function("ascii_tolower", 1, 1, ascii_tolower),
    NativeDef::function("unicode_tolower", 1, 1, unicode_tolower),
    NativeDef::function("ascii_iscased", 1, 1, ascii_iscased),
    NativeDef::function("unicode_iscased", 1, 1, unicode_iscased),
    NativeDef::function("getcodesize", 0, 0, getcodesize),
];

/// Makes the module.
pub fn init(t: &mut Thread) -> Result<Value, Raised> {
    let m = module::new(t, "_sre");
    module::add_functions(t, m, FUNCTIONS);
    for (name, n) in [("MAGIC", SRE_MAGIC), ("CODESIZE", CODESIZE), ("MAXREPEAT", MAXREPEAT), ("MAXGROUPS", MAXGROUPS)] {
        module::add(t, m, name, Value::small(n as i64));
    }
    let copyright = t.str(" SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ");
    module::add(t, m, "copyright", copyright);
    let class = make_class(t, &TEMPLATE);
    keep(t, Place::SreTemplate, class);
    let class = make_class(t, &pattern::CLASS);
    keep(t, Place::SrePattern, class);
    let class = make_class(t, &match_object::CLASS);
    keep(t, Place::SreMatch, class);
    let class = make_class(t, &scanner::CLASS);
    keep(t, Place::SreScanner, class);
    Ok(m)
}
