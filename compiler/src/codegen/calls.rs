//! Calls. The function and its arguments are evaluated into consecutive registers, which become the
//! start of the callee's window.

use super::Generator;
use crate::error::Outcome;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::{Ranged, TextRange};
use taipan_bytecode::{Const, Location, Op};

/// Calls with more arguments collect them in a list.
const MAX_ARGUMENTS: usize = 200;

impl<'a> Generator<'a> {
    pub fn call(&mut self, node: &'a ast::ExprCall, dst: u32) -> Outcome<()> {
        let arguments = &node.arguments;
        let location = self.source.location(node.range());
        self.check_keywords(&arguments.keywords)?;
        self.warn(crate::warnings::call(&node.func), node.func.range());
        if needs_collecting(&arguments.args, &arguments.keywords) {
            let base = self.block(dst, 3);
            self.expression_into(&node.func, base)?;
            return self.call_collected(base, &[], &arguments.args, &arguments.keywords, location, node.range(), dst);
        }
        if let Expr::Attribute(attribute) = &*node.func {
            return self.method_call(attribute, arguments, location, dst);
        }
        let base = self.block(dst, 1);
        self.expression_into(&node.func, base)?;
        self.call_parentheses = arguments.range();
        self.call_plain(base, 0, &arguments.args, &arguments.keywords, location, dst)
    }

    fn method_call(&mut self, attribute: &'a ast::ExprAttribute, arguments: &'a ast::Arguments, location: Location, dst: u32) -> Outcome<()> {
        let base = self.block(dst, 2);
        if !self.super_attribute(attribute, base, Op::LoadSuperMethod)? {
            let object = self.operand(&attribute.value, Some(base))?;
            let loading = self.source.location(attribute.range());
            let loading = self.attribute_location(attribute, loading);
            self.set_location(loading);
            let name = self.attribute_name(&attribute.attr);
            self.emit(Op::LoadMethod, base, object, name);
        }
        self.unit.next_temporary = base + 2;
        let location = self.method_location(attribute, location);
        self.call_parentheses = arguments.range();
        let count = self.arguments(&arguments.args, &arguments.keywords)?;
        if arguments.keywords.is_empty() {
            self.set_location(location);
            self.emit(Op::CallMethod, dst, base, count);
        } else {
            self.keyword_names(&arguments.keywords, location);
            self.emit(Op::CallMethodKw, dst, base, count);
        }
        Ok(())
    }

    /// Calls r[base] with `given` arguments already behind it and the ones of the call.
    pub fn call_plain(&mut self, base: u32, given: u32, args: &'a [Expr], keywords: &'a [ast::Keyword], location: Location, dst: u32) -> Outcome<()> {
        let count = given + self.arguments(args, keywords)?;
        if keywords.is_empty() {
            self.set_location(location);
            self.emit(Op::Call, dst, base, count);
        } else {
            self.keyword_names(keywords, location);
            self.emit(Op::CallKw, dst, base, count);
        }
        Ok(())
    }

    fn arguments(&mut self, args: &'a [Expr], keywords: &'a [ast::Keyword]) -> Outcome<u32> {
        for argument in args.iter().chain(keywords.iter().map(|keyword| &keyword.value)) {
            let register = self.temporary();
            self.expression_into(argument, register)?;
        }
        Ok((args.len() + keywords.len()) as u32)
    }

    fn keyword_names(&mut self, keywords: &[ast::Keyword], location: Location) {
        let names = keywords
            .iter()
            .filter_map(|keyword| keyword.arg.as_ref())
            .map(|name| Const::Str(self.mangled(name.as_str()).as_bytes().to_vec()))
            .collect();
        let register = self.temporary();
        self.set_location(location);
        self.load_const(register, Const::Tuple(names));
    }

    pub fn check_keywords(&self, keywords: &[ast::Keyword]) -> Outcome<()> {
        for (index, keyword) in keywords.iter().enumerate() {
            let Some(name) = &keyword.arg else { continue };
            if name.as_str() == "__debug__" {
                return self.error("cannot assign to __debug__", keyword.range());
            }
            let same = |other: &&ast::Keyword| other.arg.as_ref().is_some_and(|other| other.as_str() == name.as_str());
            if let Some(repeated) = keywords[index + 1..].iter().find(same) {
                return self.error(format!("keyword argument repeated: {name}"), repeated.range());
            }
        }
        Ok(())
    }

    /// Calls r[base] with arguments that include `*` or `**` (or very many): they are collected into
    /// r[base+1], r[base+2]. `given` registers come before the arguments written.
    #[allow(clippy::too_many_arguments)]
    pub fn call_collected(
        &mut self,
        base: u32,
        given: &[u32],
        args: &'a [Expr],
        keywords: &'a [ast::Keyword],
        location: Location,
        range: TextRange,
        dst: u32,
    ) -> Outcome<()> {
        let positional = base + 1;
        match args {
            [Expr::Starred(only)] if given.is_empty() => self.expression_into(&only.value, positional)?,
            _ if given.is_empty() => {
                self.collect_list(args, range, positional, true)?;
                self.set_location(location);
                self.emit(Op::ListToTuple, positional, positional, 0);
            }
            _ => {
                self.collect_list(&[], range, positional, true)?;
                for &register in given {
                    self.emit(Op::ListAppend, positional, register, 0);
                }
                self.append_arguments(args, location, positional)?;
                self.set_location(location);
                self.emit(Op::ListToTuple, positional, positional, 0);
            }
        }
        self.collect_keywords(base, keywords, location)?;
        self.set_location(location);
        self.emit(Op::CallEx, dst, base, 0);
        Ok(())
    }

    fn append_arguments(&mut self, args: &'a [Expr], location: Location, list: u32) -> Outcome<()> {
        let mark = self.unit.next_temporary;
        for argument in args {
            let (value, op) = match argument {
                Expr::Starred(starred) => (self.operand(&starred.value, None)?, Op::ListExtend),
                _ => (self.operand(argument, None)?, Op::ListAppend),
            };
            self.set_location(location);
            self.emit(op, list, value, u32::from(op == Op::ListExtend));
            self.unit.next_temporary = mark;
        }
        Ok(())
    }

    pub fn collect_keywords(&mut self, base: u32, keywords: &'a [ast::Keyword], location: Location) -> Outcome<()> {
        let map = base + 2;
        self.set_location(location);
        if keywords.is_empty() {
            // Makes the register UNBOUND, which means "no keywords".
            self.emit(Op::DeleteLocal, map, 1, 0);
            return Ok(());
        }
        self.emit(Op::BuildMap, map, map, 0);
        let mark = self.unit.next_temporary;
        for keyword in keywords {
            match &keyword.arg {
                Some(name) => {
                    let key = self.temporary();
                    let name = self.mangled(name.as_str()).into_owned();
                    let pair = self.temporary();
                    self.set_location(location);
                    self.load_str(key, &name);
                    self.expression_into(&keyword.value, pair)?;
                    self.set_location(location);
                    // Through a dict of its own, so that a name given twice is found.
                    self.emit(Op::BuildMap, key, key, 1);
                    self.emit(Op::DictMerge, map, key, base);
                }
                None => {
                    let other = self.operand(&keyword.value, None)?;
                    self.set_location(location);
                    self.emit(Op::DictMerge, map, other, base);
                }
            }
            self.unit.next_temporary = mark;
        }
        Ok(())
    }
}

pub(crate) fn needs_collecting(args: &[Expr], keywords: &[ast::Keyword]) -> bool {
    args.iter().any(Expr::is_starred_expr) || keywords.iter().any(|keyword| keyword.arg.is_none()) || args.len() + keywords.len() > MAX_ARGUMENTS
}

impl<'a> Generator<'a> {
    /// Location of a method call: one that starts on an earlier line than the method's name is shown
    /// from the name to the call's end.
    fn method_location(&self, attribute: &ast::ExprAttribute, mut location: Location) -> Location {
        let (line, end_column) = self.source.position(attribute.range().end());
        if location.line != line {
            location.line = line;
            let length = attribute.attr.range().len().to_u32();
            location.column = end_column.saturating_sub(length);
        }
        location
    }
}
