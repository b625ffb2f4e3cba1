//! Class definitions: `__build_class__(body function, name, *bases, **keywords)`.

use super::Generator;
use super::calls::needs_collecting;
use super::function::first_line;
use super::names::Place;
use crate::error::Outcome;
use crate::symbols::{Role, flag};
use ruff_python_ast::name::Name;
use ruff_python_ast::{self as ast, Stmt};
use ruff_text_size::Ranged;
use taipan_bytecode::{CodeUnit, Const, Intrinsic, Location, Op};

impl<'a> Generator<'a> {
    pub fn class(&mut self, class: &'a ast::StmtClassDef) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        let decorators = self.decorators(&class.decorator_list)?;
        let location = self.definition_location(class.range(), &class.decorator_list);
        let first_line = first_line(self, &class.decorator_list, location);
        let target = self.temporary();
        self.set_location(location);
        match &class.type_params {
            None => self.build_class(class, None, first_line, location, target)?,
            Some(type_params) => {
                let name = format!("<generic parameters of {}>", class.name);
                let private = self.private.replace(Name::new(class.name.as_str()));
                self.enter_unit(class, Role::TypeParams, &name, first_line);
                self.set_location(location);
                let base = self.temporary();
                self.type_parameters(type_params, base)?;
                self.store_mangled(".type_params", base);
                self.emit(Op::Intrinsic, base, base, Intrinsic::SubscriptGeneric as u32);
                self.store_mangled(".generic_base", base);
                let result = self.temporary();
                self.private = private;
                self.build_class(class, Some(base), first_line, location, result)?;
                self.set_location(location);
                self.emit(Op::Return, result, 0, 0);
                let code = self.leave_unit()?;
                self.set_location(location);
                self.make_closure(code, target);
                self.emit(Op::Call, target, target, 0);
            }
        }
        self.apply_decorators(&decorators, &class.decorator_list, target);
        self.set_location(location);
        self.store_variable(class.name.as_str(), target);
        self.unit.next_temporary = mark;
        Ok(())
    }

    fn build_class(&mut self, class: &'a ast::StmtClassDef, generic_base: Option<u32>, first_line: u32, location: Location, dst: u32) -> Outcome<()> {
        let code = self.class_body(class, first_line)?;
        self.set_location(location);
        let (args, keywords) = (class.bases(), class.keywords());
        self.check_keywords(keywords)?;
        let collect = needs_collecting(args, keywords);
        let base = self.unit.allocate(3);
        self.emit(Op::LoadBuildClass, base, 0, 0);
        let (body, name) = if collect {
            (self.temporary(), self.temporary())
        } else {
            (base + 1, base + 2)
        };
        self.make_closure(code, body);
        self.load_str(name, class.name.as_str());
        if collect {
            if let Some(register) = generic_base {
                // The generic base comes last: behind the collected ones.
                return self.collected_class(class, [base, body, name], register, location, dst);
            }
            return self.call_collected(base, &[body, name], args, keywords, location, class.range(), dst);
        }
        let mut given = 2;
        if generic_base.is_some() && !args.is_empty() || generic_base.is_some() && !keywords.is_empty() {
            return self.generic_class(class, base, generic_base, location, dst);
        }
        if let Some(register) = generic_base {
            let argument = self.temporary();
            self.emit(Op::Move, argument, register, 0);
            given += 1;
        }
        self.call_plain(base, given, args, keywords, location, dst)
    }

    /// Bases, then the generic base, then keywords.
    fn generic_class(&mut self, class: &'a ast::StmtClassDef, base: u32, generic_base: Option<u32>, location: Location, dst: u32) -> Outcome<()> {
        for argument in class.bases() {
            let register = self.temporary();
            self.expression_into(argument, register)?;
        }
        let mut given = 2 + class.bases().len() as u32;
        if let Some(register) = generic_base {
            let argument = self.temporary();
            self.emit(Op::Move, argument, register, 0);
            given += 1;
        }
        self.call_plain(base, given, &[], class.keywords(), location, dst)
    }

    fn collected_class(&mut self, class: &'a ast::StmtClassDef, [base, body, name]: [u32; 3], generic_base: u32, location: Location, dst: u32) -> Outcome<()> {
        // All bases through a list of their own, which the call then unpacks.
        let bases = self.temporary();
        self.collect_list(class.bases(), class.range(), bases, true)?;
        self.emit(Op::ListAppend, bases, generic_base, 0);
        let list = base + 1;
        let first = self.unit.allocate(2);
        self.emit(Op::Move, first, body, 0);
        self.emit(Op::Move, first + 1, name, 0);
        self.emit(Op::BuildList, list, first, 2);
        self.emit(Op::ListExtend, list, bases, 1);
        self.emit(Op::ListToTuple, list, list, 0);
        self.collect_keywords(base, class.keywords(), location)?;
        self.set_location(location);
        self.emit(Op::CallEx, dst, base, 0);
        Ok(())
    }

    fn class_body(&mut self, class: &'a ast::StmtClassDef, first_line: u32) -> Outcome<CodeUnit> {
        let private = self.private.replace(Name::new(class.name.as_str()));
        self.enter_unit(class, Role::Body, class.name.as_str(), first_line);
        let start = Location {
            line: first_line,
            end_line: first_line,
            column: 0,
            end_column: 0,
        };
        self.set_location(start);
        let register = self.temporary();
        let name = self.unit.name("__name__");
        self.emit(Op::LoadName, register, name, 0);
        self.store_in_namespace("__module__", register);
        let qualname = self.unit.qualname.clone();
        self.load_str(register, &qualname);
        self.store_in_namespace("__qualname__", register);
        self.load_const(register, Const::Int(i64::from(first_line)));
        self.store_in_namespace("__firstlineno__", register);
        if class.type_params.is_some() {
            self.load_mangled(".type_params", register);
            self.store_in_namespace("__type_params__", register);
        }
        let scope = self.table.scope(self.unit.frame);
        let (needs_class, needs_classdict) = (scope.needs_class_cell, scope.needs_classdict_cell);
        let cell = |generator: &Self, name: &str| {
            generator
                .unit
                .registers
                .get(&(generator.unit.frame, Name::new(name)))
                .copied()
                .unwrap_or_default()
        };
        if needs_classdict {
            self.emit(Op::LoadLocals, register, 0, 0);
            let classdict = cell(self, "__classdict__");
            self.emit(Op::StoreCell, classdict, register, 0);
        }
        self.begin_annotations(&class.body);
        let mut body: &'a [Stmt] = &class.body;
        if let Some((text, rest)) = self.split_docstring(body) {
            if self.optimize < 2 {
                self.at(&body[0]);
                self.load_const(register, Const::Str(text));
                self.store_in_namespace("__doc__", register);
            }
            body = rest;
        }
        self.body(body)?;
        self.set_location(start);
        if self.block_annotations(&class.body, register)? {
            self.store_in_namespace("__annotate_func__", register);
        }
        let attributes = std::mem::take(&mut self.unit.static_attributes);
        let attributes = attributes.into_iter().map(|name| Const::Str(name.into_bytes())).collect();
        self.load_const(register, Const::Tuple(attributes));
        self.store_in_namespace("__static_attributes__", register);
        if needs_classdict {
            let classdict = cell(self, "__classdict__");
            self.store_in_namespace("__classdictcell__", classdict);
        }
        if needs_class {
            let class_cell = cell(self, "__class__");
            self.store_in_namespace("__classcell__", class_cell);
            self.emit(Op::Return, class_cell, 0, 0);
        } else {
            self.load_none(register);
            self.emit(Op::Return, register, 0, 0);
        }
        self.private = private;
        self.leave_unit()
    }

    /// Stores into the class namespace itself, unless the class declares the name otherwise.
    pub fn store_in_namespace(&mut self, name: &str, src: u32) {
        let flags = self.table.scope(self.unit.frame).flags(name);
        if flags & (flag::GLOBAL | flag::NONLOCAL) != 0 && !matches!(self.mangled_variable(name), Place::Name) {
            self.store_mangled(name, src);
            return;
        }
        let index = self.unit.name(name);
        self.emit(Op::StoreName, src, index, 0);
    }
}
