//! `match`: each case tests the subject in its register and jumps on as soon as something differs.
//!
//! Captures are kept in temporaries until the whole pattern has matched, so that a case that fails
//! half way binds nothing.

use super::Generator;
use crate::assemble::Label;
use crate::error::Outcome;
use ruff_python_ast::{self as ast, Pattern, Singleton};
use ruff_text_size::{Ranged, TextRange};
use taipan_bytecode::{Const, Op};

/// Names captured so far, with the registers that hold them.
type Captures<'a> = Vec<(&'a str, u32, TextRange)>;

impl<'a> Generator<'a> {
    pub fn match_statement(&mut self, node: &'a ast::StmtMatch) -> Outcome<()> {
        let subject = self.temporary();
        self.expression_into(&node.subject, subject)?;
        let end = self.label();
        let last = node.cases.len() - 1;
        for (index, case) in node.cases.iter().enumerate() {
            if index != last && case.guard.is_none() {
                self.refuse_irrefutable(&case.pattern)?;
            }
            let mark = self.unit.next_temporary;
            let failed = self.label();
            let mut captures = Vec::new();
            self.pattern(&case.pattern, subject, failed, &mut captures)?;
            for &(name, register, range) in &captures {
                self.set_location(self.source.location(range));
                self.store_variable(name, register);
            }
            self.unit.next_temporary = mark;
            if let Some(guard) = &case.guard {
                self.condition(guard, failed, false)?;
            }
            self.body(&case.body)?;
            self.jump(Op::Jump, 0, end);
            self.place(failed);
        }
        self.place(end);
        Ok(())
    }

    fn refuse_irrefutable(&self, pattern: &Pattern) -> Outcome<()> {
        match pattern {
            Pattern::MatchAs(node) if node.pattern.is_none() => match &node.name {
                Some(name) => self.error(format!("name capture '{name}' makes remaining patterns unreachable"), node.range()),
                None => self.error("wildcard makes remaining patterns unreachable", node.range()),
            },
            _ => Ok(()),
        }
    }

    fn capture(&self, name: &'a ast::Identifier, register: u32, range: TextRange, captures: &mut Captures<'a>) -> Outcome<()> {
        if captures.iter().any(|(captured, ..)| *captured == name.as_str()) {
            return self.error(format!("multiple assignments to name '{name}' in pattern"), range);
        }
        captures.push((name.as_str(), register, range));
        Ok(())
    }

    fn pattern(&mut self, pattern: &'a Pattern, subject: u32, failed: Label, captures: &mut Captures<'a>) -> Outcome<()> {
        stacker::maybe_grow(crate::RED_ZONE, crate::STACK_SEGMENT, || self.pattern_inner(pattern, subject, failed, captures))
    }

    fn pattern_inner(&mut self, pattern: &'a Pattern, subject: u32, failed: Label, captures: &mut Captures<'a>) -> Outcome<()> {
        self.at(pattern);
        match pattern {
            Pattern::MatchValue(node) => {
                let truth = self.temporary();
                match self.folded(&node.value).and_then(|constant| self.small_constant(constant)) {
                    Some(constant) => {
                        self.at(pattern);
                        self.emit(Op::EqK, truth, subject, constant);
                    }
                    None => {
                        let value = self.operand(&node.value, Some(truth))?;
                        self.at(pattern);
                        self.emit(Op::Eq, truth, subject, value);
                    }
                }
                self.jump(Op::JumpIfFalse, truth, failed);
                self.unit.next_temporary = truth;
            }
            Pattern::MatchSingleton(node) => match node.value {
                Singleton::None => self.jump(Op::JumpIfNotNone, subject, failed),
                Singleton::True | Singleton::False => {
                    let constant = if node.value == Singleton::True { Const::True } else { Const::False };
                    let truth = self.temporary();
                    self.load_const(truth, constant);
                    self.emit(Op::Is, truth, subject, truth);
                    self.jump(Op::JumpIfFalse, truth, failed);
                    self.unit.next_temporary = truth;
                }
            },
            Pattern::MatchSequence(node) => self.sequence_pattern(node, subject, failed, captures)?,
            Pattern::MatchMapping(node) => self.mapping_pattern(node, subject, failed, captures)?,
            Pattern::MatchClass(node) => self.class_pattern(node, subject, failed, captures)?,
            Pattern::MatchStar(node) => return self.error("invalid syntax", node.range()),
            Pattern::MatchAs(node) => {
                if let Some(inner) = &node.pattern {
                    self.pattern(inner, subject, failed, captures)?;
                }
                if let Some(name) = &node.name {
                    // Stays valid: the subject's register lives as long as the case is tested.
                    self.capture(name, subject, node.range(), captures)?;
                }
            }
            Pattern::MatchOr(node) => self.or_pattern(node, subject, failed, captures)?,
        }
        Ok(())
    }

    fn sequence_pattern(&mut self, node: &'a ast::PatternMatchSequence, subject: u32, failed: Label, captures: &mut Captures<'a>) -> Outcome<()> {
        let count = node.patterns.len();
        let star = node.patterns.iter().position(|pattern| matches!(pattern, Pattern::MatchStar(_)));
        if let Some(star) = star
            && node.patterns[star + 1..].iter().any(|pattern| matches!(pattern, Pattern::MatchStar(_)))
        {
            return self.error("multiple starred names in sequence pattern", node.range());
        }
        let items = self.unit.allocate(count as u32);
        let truth = self.temporary();
        self.emit(Op::MatchSequence, truth, subject, 0);
        self.jump(Op::JumpIfFalse, truth, failed);
        let fixed = count - usize::from(star.is_some());
        if star.is_none() || fixed > 0 {
            self.emit(Op::GetLen, truth, subject, 0);
            let op = if star.is_some() { Op::GeK } else { Op::EqK };
            match self.small_constant(Const::Int(fixed as i64)) {
                Some(constant) => self.emit(op, truth, truth, constant),
                None => {
                    let length = self.temporary();
                    self.load_const(length, Const::Int(fixed as i64));
                    self.emit(if star.is_some() { Op::Ge } else { Op::Eq }, truth, truth, length);
                }
            }
            self.jump(Op::JumpIfFalse, truth, failed);
        }
        let wanted = node.patterns.iter().any(|pattern| !is_wildcard(pattern));
        if wanted {
            match star {
                None => self.emit(Op::Unpack, items, subject, count as u32),
                Some(before) => {
                    let after = count - before - 1;
                    if before > 255 || after > 255 {
                        return self.error("too many expressions in star-unpacking sequence pattern", node.range());
                    }
                    self.emit(Op::UnpackEx, items, subject, before as u32 | (after as u32) << 8);
                }
            }
        }
        for (index, pattern) in node.patterns.iter().enumerate() {
            let item = items + index as u32;
            match pattern {
                Pattern::MatchStar(star) => {
                    if let Some(name) = &star.name {
                        self.capture(name, item, star.range(), captures)?;
                    }
                }
                _ if is_wildcard(pattern) => {}
                _ => self.pattern(pattern, item, failed, captures)?,
            }
        }
        Ok(())
    }

    fn mapping_pattern(&mut self, node: &'a ast::PatternMatchMapping, subject: u32, failed: Label, captures: &mut Captures<'a>) -> Outcome<()> {
        let count = node.keys.len() as u32;
        let mut seen = Vec::new();
        for key in &node.keys {
            if let Some(constant) = self.folded(key) {
                if seen.contains(&constant) {
                    let text = &self.source.text[key.range()];
                    return self.error(format!("mapping pattern checks duplicate key ({text})"), node.range());
                }
                seen.push(constant);
            }
        }
        let values = self.unit.allocate(count.max(1));
        let (tuple, keys) = (self.temporary(), self.temporary());
        self.emit(Op::MatchMapping, tuple, subject, 0);
        self.jump(Op::JumpIfFalse, tuple, failed);
        if count > 0 {
            self.emit(Op::GetLen, tuple, subject, 0);
            let length = self.temporary();
            self.load_const(length, Const::Int(i64::from(count)));
            self.emit(Op::Ge, tuple, tuple, length);
            self.jump(Op::JumpIfFalse, tuple, failed);
            let constants: Option<Vec<Const>> = node.keys.iter().map(|key| self.folded(key)).collect();
            match constants {
                Some(constants) => self.load_const(keys, Const::Tuple(constants)),
                None => {
                    let base = self.unit.allocate(count);
                    for (index, key) in node.keys.iter().enumerate() {
                        self.expression_into(key, base + index as u32)?;
                    }
                    self.at(node);
                    self.emit(Op::BuildTuple, keys, base, count);
                }
            }
            self.emit(Op::MatchKeys, tuple, subject, keys);
            self.jump(Op::JumpIfNone, tuple, failed);
            self.emit(Op::Unpack, values, tuple, count);
        }
        for (index, pattern) in node.patterns.iter().enumerate() {
            if !is_wildcard(pattern) {
                self.pattern(pattern, values + index as u32, failed, captures)?;
            }
        }
        if let Some(name) = &node.rest {
            // A copy of the subject without the keys that were matched.
            self.at(node);
            let (rest, key) = (self.temporary(), self.temporary());
            self.emit(Op::BuildMap, rest, rest, 0);
            self.emit(Op::DictUpdate, rest, subject, 0);
            if count > 0 {
                let each = self.unit.allocate(count);
                self.emit(Op::Unpack, each, keys, count);
                for offset in 0..count {
                    self.emit(Op::Move, key, each + offset, 0);
                    self.emit(Op::DeleteItem, rest, key, 0);
                }
            }
            self.capture(name, rest, node.range(), captures)?;
        }
        Ok(())
    }

    fn class_pattern(&mut self, node: &'a ast::PatternMatchClass, subject: u32, failed: Label, captures: &mut Captures<'a>) -> Outcome<()> {
        let arguments = &node.arguments;
        let positional = arguments.patterns.len();
        let count = (positional + arguments.keywords.len()) as u32;
        for (index, keyword) in arguments.keywords.iter().enumerate() {
            let same = |other: &&ast::PatternKeyword| other.attr.as_str() == keyword.attr.as_str();
            if let Some(repeated) = arguments.keywords[index + 1..].iter().find(same) {
                return self.error(format!("attribute name repeated in class pattern: {}", keyword.attr), repeated.pattern.range());
            }
        }
        let values = self.unit.allocate(count.max(1));
        let base = self.unit.allocate(3);
        self.expression_into(&node.cls, base)?;
        self.at(node);
        let names = arguments
            .keywords
            .iter()
            .map(|keyword| Const::Str(keyword.attr.as_str().as_bytes().to_vec()))
            .collect();
        self.load_const(base + 1, Const::Tuple(names));
        self.load_const(base + 2, Const::Int(positional as i64));
        self.emit(Op::MatchClass, base, subject, base);
        self.jump(Op::JumpIfNone, base, failed);
        if count > 0 {
            self.emit(Op::Unpack, values, base, count);
        }
        let keywords = arguments.keywords.iter().map(|keyword| &keyword.pattern);
        for (index, pattern) in arguments.patterns.iter().chain(keywords).enumerate() {
            if !is_wildcard(pattern) {
                self.pattern(pattern, values + index as u32, failed, captures)?;
            }
        }
        Ok(())
    }

    fn or_pattern(&mut self, node: &'a ast::PatternMatchOr, subject: u32, failed: Label, captures: &mut Captures<'a>) -> Outcome<()> {
        let matched = self.label();
        let last = node.patterns.len() - 1;
        // The alternatives bind the same names; where each leaves its values differs, so they are
        // moved to registers that all share.
        let mut names: Option<Vec<(&'a str, u32)>> = None;
        let shared = self.unit.next_temporary;
        let first_names = pattern_names(&node.patterns[0]);
        self.unit.allocate(first_names.len() as u32);
        for (index, alternative) in node.patterns.iter().enumerate() {
            if index != last {
                self.refuse_irrefutable(alternative)?;
            }
            let mark = self.unit.next_temporary;
            let next = self.label();
            let mut own = Vec::new();
            let target = if index == last { failed } else { next };
            self.pattern(alternative, subject, target, &mut own)?;
            match &names {
                None => {
                    let mut assigned = Vec::new();
                    for (offset, &(name, register, range)) in own.iter().enumerate() {
                        let register_shared = shared + offset as u32;
                        self.emit(Op::Move, register_shared, register, 0);
                        if captures.iter().any(|(captured, ..)| *captured == name) {
                            return self.error(format!("multiple assignments to name '{name}' in pattern"), range);
                        }
                        captures.push((name, register_shared, range));
                        assigned.push((name, register_shared));
                    }
                    names = Some(assigned);
                }
                Some(assigned) => {
                    let assigned = assigned.clone();
                    let complete = own.len() == assigned.len() && own.iter().all(|(name, ..)| assigned.iter().any(|(other, _)| other == name));
                    if !complete {
                        return self.error("alternative patterns bind different names", node.range());
                    }
                    for &(name, register, _) in &own {
                        if let Some(&(_, register_shared)) = assigned.iter().find(|(other, _)| *other == name) {
                            self.emit(Op::Move, register_shared, register, 0);
                        }
                    }
                }
            }
            self.unit.next_temporary = mark;
            if index != last {
                self.jump(Op::Jump, 0, matched);
            }
            self.place(next);
        }
        self.place(matched);
        Ok(())
    }
}

fn is_wildcard(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::MatchAs(node) => node.pattern.is_none() && node.name.is_none(),
        Pattern::MatchStar(node) => node.name.is_none(),
        _ => false,
    }
}

/// Names a pattern binds.
fn pattern_names(pattern: &Pattern) -> Vec<&str> {
    match pattern {
        Pattern::MatchValue(_) | Pattern::MatchSingleton(_) => Vec::new(),
        Pattern::MatchSequence(node) => node.patterns.iter().flat_map(pattern_names).collect(),
        Pattern::MatchMapping(node) => node
            .patterns
            .iter()
            .flat_map(pattern_names)
            .chain(node.rest.as_ref().map(|name| name.as_str()))
            .collect(),
        Pattern::MatchClass(node) => {
            let keywords = node.arguments.keywords.iter().map(|keyword| &keyword.pattern);
            node.arguments.patterns.iter().chain(keywords).flat_map(pattern_names).collect()
        }
        Pattern::MatchStar(node) => node.name.as_ref().map(|name| name.as_str()).into_iter().collect(),
        Pattern::MatchAs(node) => {
            let inner = node.pattern.as_deref().map(pattern_names).unwrap_or_default();
            inner.into_iter().chain(node.name.as_ref().map(|name| name.as_str())).collect()
        }
        Pattern::MatchOr(node) => node.patterns.first().map(pattern_names).unwrap_or_default(),
    }
}
