//! `from __future__ import …`: which features, and whether the statement stands where it may.

use crate::error::{ErrorKind, Outcome};
use crate::source::Source;
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;
use taipan_bytecode::CodeFlags;

const FEATURES: [(&str, u32); 10] = [
    ("nested_scopes", 0),
    ("generators", 0),
    ("division", 0),
    ("absolute_import", 0),
    ("with_statement", 0),
    ("print_function", 0),
    ("unicode_literals", 0),
    ("barry_as_FLUFL", 0x40_0000),
    ("generator_stop", 0),
    ("annotations", CodeFlags::FUTURE_ANNOTATIONS),
];

/// Flags of the future statements at the start of a module.
pub(crate) fn flags(source: &Source<'_>, body: &[Stmt]) -> Outcome<u32> {
    let mut flags = 0;
    let mut allowed = true;
    for (index, statement) in body.iter().enumerate() {
        match statement {
            Stmt::ImportFrom(node) if node.level == 0 && node.module.as_deref() == Some("__future__") => {
                if !allowed {
                    return Err(source.error(
                        ErrorKind::SyntaxError,
                        "from __future__ imports must occur at the beginning of the file",
                        node.range(),
                    ));
                }
                for alias in &node.names {
                    let name = alias.name.as_str();
                    match FEATURES.iter().find(|(feature, _)| *feature == name) {
                        Some((_, flag)) => flags |= flag,
                        None => {
                            let message = match name {
                                "braces" => "not a chance".to_string(),
                                _ => format!("future feature {name} is not defined"),
                            };
                            return Err(source.error(ErrorKind::SyntaxError, message, alias.range()));
                        }
                    }
                }
            }
            Stmt::Expr(node) if index == 0 && matches!(&*node.value, Expr::StringLiteral(_)) => {}
            _ => allowed = false,
        }
    }
    Ok(flags)
}
