//! What CPython's `site` adds to the builtins: `exit`, `quit`, `help`, `copyright`, `credits`,
//! `license`. The module itself is not imported at start-up: it would cost more than all the rest.

use taipan_modules::native_class::{self, NativeClass};
use taipan_modules::support;
use taipan_runtime::layout::Payload;
use taipan_runtime::objects::{dict, exception, instance, module, string};
use taipan_runtime::{Args, NativeDef, Raised, Thread, Value, ops, types};

const NOTICE: &str = "Taipan is free software under the MIT or the Apache-2.0 licence. It contains the library of CPython:\n\
    Copyright (c) 2001 Python Software Foundation. All Rights Reserved.";
const CREDITS: &str = "Taipan stands on the work of the people who make Python, its library, Cranelift and Ruff's parser.";

/// Adds the names to the builtins.
pub fn add(t: &mut Thread) {
    let quitter = class(t, "Quitter", QUITTER);
    let printer = class(t, "_Printer", PRINTER);
    let helper = class(t, "_Helper", HELPER);
    let end = "Use {}() or Ctrl-D (i.e. EOF) to exit";
    for (kind, name, text) in [
        (quitter, "exit", end.replace("{}", "exit")),
        (quitter, "quit", end.replace("{}", "quit")),
        (printer, "copyright", NOTICE.to_string()),
        (printer, "credits", CREDITS.to_string()),
        (printer, "license", NOTICE.to_string()),
        (
            helper,
            "help",
            "Type help() for interactive help, or help(object) for help about object.".to_string(),
        ),
    ] {
        let v = instance::allocate(t, kind);
        let text = t.str(&text);
        let key = t.intern("_text");
        instance::set_own(t, v, key, Some(text)).expect("instances have a dict");
        let name = t.intern(name);
        dict::set_str(t, t.builtins, name, v);
    }
}

fn class(t: &mut Thread, name: &str, methods: &'static [NativeDef]) -> Value {
    let class = native_class::define(
        t,
        NativeClass {
            module: "_sitebuiltins",
            name,
            bases: &[],
            payload: Some(Payload::Object),
            has_dict: true,
        },
    );
    types::add_methods(t, class, methods);
    types::set_new(class, native_class::allocate);
    class
}

fn text(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    support::attribute(t, args.get(0), "_text")
}

fn quit(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let class = t.exceptions.system_exit;
    let code = args.opt(1).unwrap_or(Value::NONE);
    Err(exception::raise_with(t, class, &[code]))
}

fn print(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let text = text(t, args)?;
    let line = t.str(&format!("{}\n", string::to_string_lossy(text)));
    taipan_modules::builtins::write_to_stdout(t, line)?;
    Ok(Value::NONE)
}

fn help(t: &mut Thread, args: Args) -> Result<Value, Raised> {
    let pydoc = support::import(t, "pydoc")?;
    let help = support::attribute(t, pydoc, "help")?;
    ops::call_args(t, help, args.rest())
}

static QUITTER: &[NativeDef] = &[NativeDef::slot("__repr__", 0, text), NativeDef::slot_range("__call__", 0, 1, quit)];
static PRINTER: &[NativeDef] = &[NativeDef::slot("__repr__", 0, text), NativeDef::slot("__call__", 0, print)];
static HELPER: &[NativeDef] = &[
    NativeDef::slot("__repr__", 0, text),
    NativeDef::slot_range("__call__", 0, NativeDef::MANY, help).keywords(),
];

/// The builtins module, for `__main__.__builtins__`.
pub fn builtins_module(t: &mut Thread) -> Value {
    let name = t.names.builtins_plain;
    dict::get_str(t.modules, name).unwrap_or_else(|| module::new(t, "builtins"))
}
