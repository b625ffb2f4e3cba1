//! Import statements.

use super::Generator;
use crate::error::Outcome;
use ruff_python_ast as ast;
use ruff_text_size::Ranged;
use taipan_bytecode::{Const, Op};

impl<'a> Generator<'a> {
    pub fn import(&mut self, node: &'a ast::StmtImport) -> Outcome<()> {
        for alias in &node.names {
            self.at(node);
            let base = self.unit.allocate(2);
            self.load_const(base, Const::Int(0));
            self.load_none(base + 1);
            let name = self.unit.name(alias.name.as_str());
            self.emit(Op::ImportName, base, base, name);
            match &alias.asname {
                None => {
                    let top = alias.name.as_str().split('.').next().unwrap_or_default();
                    self.store_variable(top, base);
                }
                Some(asname) => {
                    // `import a.b.c as x` binds the innermost module.
                    for part in alias.name.as_str().split('.').skip(1) {
                        let name = self.unit.name(part);
                        self.emit(Op::ImportFrom, base, base, name);
                    }
                    self.store_variable(asname.as_str(), base);
                }
            }
            self.unit.next_temporary = base;
        }
        Ok(())
    }

    pub fn import_from(&mut self, node: &'a ast::StmtImportFrom) -> Outcome<()> {
        let base = self.unit.allocate(2);
        self.load_const(base, Const::Int(i64::from(node.level)));
        let names = node.names.iter().map(|alias| Const::Str(alias.name.as_str().as_bytes().to_vec())).collect();
        self.load_const(base + 1, Const::Tuple(names));
        let module = self.unit.name(node.module.as_ref().map_or("", |module| module.as_str()));
        self.emit(Op::ImportName, base, base, module);
        if let [alias] = &node.names[..]
            && alias.name.as_str() == "*"
        {
            if !self.blocks_allow_star() {
                return self.error("import * only allowed at module level", node.range());
            }
            self.emit(Op::ImportStar, base, 0, 0);
            return Ok(());
        }
        for alias in &node.names {
            let name = self.unit.name(alias.name.as_str());
            self.emit(Op::ImportFrom, base + 1, base, name);
            let target = alias.asname.as_ref().unwrap_or(&alias.name);
            self.store_variable(target.as_str(), base + 1);
        }
        Ok(())
    }

    fn blocks_allow_star(&self) -> bool {
        self.outer.is_empty()
    }
}
