//! State of the code unit being generated: registers, constants, names, enclosing blocks.

use super::Generator;
use super::blocks::Block;
use crate::assemble::{self, Code};
use crate::constants::constant_key;
use crate::error::{CompileError, ErrorKind, Outcome};
use crate::symbols::{Role, Scope, ScopeId, ScopeKind, SymbolTable, flag};
use ruff_python_ast::name::Name;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use taipan_bytecode::{CodeFlags, CodeUnit, Const, Location, Op};

pub(crate) struct Unit<'a> {
    pub frame: ScopeId,
    /// The frame's scope, then the inlined comprehensions the code is in.
    pub scopes: Vec<ScopeId>,
    pub code: Code,
    pub name: String,
    pub qualname: String,
    pub first_line: u32,
    pub consts: Vec<Const>,
    constant_index: FxHashMap<Vec<u8>, u32>,
    pub names: Vec<String>,
    name_index: FxHashMap<Name, u32>,
    /// Registers of the variables of the frame's scopes; a captured one holds a cell.
    pub registers: FxHashMap<(ScopeId, Name), u32>,
    pub free_registers: FxHashMap<Name, u32>,
    pub register_names: Vec<String>,
    pub local_count: u32,
    pub cell_registers: Vec<u16>,
    pub free_start: u32,
    pub first_temporary: u32,
    pub next_temporary: u32,
    pub register_count: u32,
    pub blocks: Vec<Block<'a>>,
    pub flags: u32,
    pub arg_count: u32,
    pub positional_only_count: u32,
    pub keyword_only_count: u32,
    pub parameter_count: u32,
    /// Names assigned as `self.name` in methods (for `__static_attributes__` of a class).
    pub static_attributes: BTreeSet<String>,
    /// Annotated names of a module or class so far.
    pub annotation_count: u32,
}

impl<'a> Unit<'a> {
    pub fn new(table: &SymbolTable, frame: ScopeId, name: String, qualname: String, first_line: u32) -> Unit<'a> {
        let mut unit = Unit {
            frame,
            scopes: vec![frame],
            code: Code::default(),
            name,
            qualname,
            first_line,
            consts: Vec::new(),
            constant_index: FxHashMap::default(),
            names: Vec::new(),
            name_index: FxHashMap::default(),
            registers: FxHashMap::default(),
            free_registers: FxHashMap::default(),
            register_names: Vec::new(),
            local_count: 0,
            cell_registers: Vec::new(),
            free_start: 0,
            first_temporary: 0,
            next_temporary: 0,
            register_count: 0,
            blocks: Vec::new(),
            flags: 0,
            arg_count: 0,
            positional_only_count: 0,
            keyword_only_count: 0,
            parameter_count: 0,
            static_attributes: BTreeSet::new(),
            annotation_count: 0,
        };
        unit.assign_registers(table);
        unit
    }

    /// Numbers the variables: locals (parameters first), cells, free variables.
    fn assign_registers(&mut self, table: &SymbolTable) {
        let scope = table.scope(self.frame);
        let has_locals = scope.is_function_like();
        if has_locals {
            let parameters = scope.symbols.iter().filter(|symbol| symbol.flags & flag::PARAM != 0);
            for symbol in parameters {
                let register = self.new_variable(self.frame, &symbol.name);
                if symbol.flags & flag::CELL != 0 {
                    self.cell_registers.push(register as u16);
                }
            }
            self.parameter_count = self.register_names.len() as u32;
            for symbol in own_variables(scope, self.frame, false) {
                self.new_variable(self.frame, &symbol);
            }
        }
        self.comprehension_variables(table, scope, false);
        self.local_count = self.register_names.len() as u32;
        let mut cells: Vec<Name> = Vec::new();
        if has_locals {
            cells.extend(own_variables(scope, self.frame, true));
        } else if scope.kind == ScopeKind::Class {
            if scope.needs_class_cell {
                cells.push(Name::new("__class__"));
            }
            if scope.needs_classdict_cell {
                cells.push(Name::new("__classdict__"));
            }
            if scope.flags("__conditional_annotations__") & flag::CELL != 0 {
                cells.push(Name::new("__conditional_annotations__"));
            }
        }
        cells.sort_unstable();
        for name in cells {
            let register = self.new_variable(self.frame, &name);
            self.cell_registers.push(register as u16);
        }
        self.comprehension_variables(table, scope, true);
        self.free_start = self.register_names.len() as u32;
        for name in &scope.frees {
            self.free_registers.insert(name.clone(), self.register_names.len() as u32);
            self.register_names.push(name.to_string());
        }
        self.first_temporary = self.register_names.len() as u32;
        self.next_temporary = self.first_temporary;
        self.register_count = self.first_temporary;
    }

    fn new_variable(&mut self, owner: ScopeId, name: &Name) -> u32 {
        let register = self.register_names.len() as u32;
        self.registers.insert((owner, name.clone()), register);
        self.register_names.push(name.to_string());
        register
    }

    /// Registers of inlined comprehensions' variables. Comprehensions that are not inside each other
    /// share a register per name.
    fn comprehension_variables(&mut self, table: &SymbolTable, scope: &Scope, cells: bool) {
        let mut shared: Vec<(Name, u32, Vec<ScopeId>)> = Vec::new();
        for &id in &scope.inlined_scopes {
            let comprehension = table.scope(id);
            for name in own_variables(comprehension, id, cells) {
                let free = shared
                    .iter_mut()
                    .find(|(shared_name, _, users)| *shared_name == name && !users.iter().any(|&user| is_inside(table, id, user)));
                match free {
                    Some((_, register, users)) => {
                        users.push(id);
                        self.registers.insert((id, name), *register);
                    }
                    None => {
                        let register = self.new_variable(id, &name);
                        if cells {
                            self.cell_registers.push(register as u16);
                        }
                        shared.push((name, register, vec![id]));
                    }
                }
            }
        }
    }

    pub fn allocate(&mut self, count: u32) -> u32 {
        let first = self.next_temporary;
        self.next_temporary += count;
        self.register_count = self.register_count.max(self.next_temporary);
        first
    }

    pub fn is_temporary(&self, register: u32) -> bool {
        register >= self.first_temporary
    }

    pub fn constant(&mut self, constant: Const) -> u32 {
        let key = constant_key(&constant);
        if let Some(&index) = self.constant_index.get(&key) {
            return index;
        }
        let index = self.consts.len() as u32;
        self.constant_index.insert(key, index);
        self.consts.push(constant);
        index
    }

    /// A code constant: never shared.
    pub fn code_constant(&mut self, code: CodeUnit) -> u32 {
        self.consts.push(Const::Code(Box::new(code)));
        self.consts.len() as u32 - 1
    }

    pub fn name(&mut self, name: &str) -> u32 {
        if let Some(&index) = self.name_index.get(name) {
            return index;
        }
        let index = self.names.len() as u32;
        self.name_index.insert(Name::new(name), index);
        self.names.push(name.to_string());
        index
    }
}

/// The scope's own variables that are (or are not) captured, parameters excluded.
fn own_variables(scope: &Scope, _id: ScopeId, cells: bool) -> Vec<Name> {
    let unbound = flag::GLOBAL | flag::NONLOCAL | flag::PARAM;
    scope
        .symbols
        .iter()
        .filter(|symbol| symbol.flags & flag::BOUND != 0 && symbol.flags & unbound == 0 && (symbol.flags & flag::CELL != 0) == cells)
        .map(|symbol| symbol.name.clone())
        .collect()
}

fn is_inside(table: &SymbolTable, mut id: ScopeId, outer: ScopeId) -> bool {
    loop {
        if id == outer {
            return true;
        }
        match table.scope(id).parent {
            Some(parent) if table.scope(id).inlined => id = parent,
            _ => return false,
        }
    }
}

impl<'a> Generator<'a> {
    /// Starts the unit of a scope inside the current one.
    pub fn enter_unit<T>(&mut self, node: &T, role: Role, name: &str, first_line: u32) {
        let frame = self.table.child(node, role);
        self.enter_unit_of(frame, name, first_line);
    }

    pub fn enter_unit_of(&mut self, frame: ScopeId, name: &str, first_line: u32) {
        let qualname = self.qualname_of(frame, name);
        let unit = Unit::new(self.table, frame, name.to_string(), qualname, first_line);
        self.outer.push(std::mem::replace(&mut self.unit, unit));
        self.prologue();
    }

    pub fn qualname_of(&self, frame: ScopeId, name: &str) -> String {
        let parameters_of = |unit: &Unit<'_>| self.table.scope(unit.frame).kind == ScopeKind::TypeParams;
        let parent = if parameters_of(&self.unit) { self.outer.last() } else { Some(&self.unit) };
        let Some(parent) = parent else {
            return name.to_string();
        };
        let parent_scope = self.table.scope(parent.frame);
        let defines = matches!(self.table.scope(frame).kind, ScopeKind::Function | ScopeKind::Class);
        if parent_scope.kind == ScopeKind::Module || defines && parent_scope.flags(&self.mangled(name)) & flag::GLOBAL != 0 {
            return name.to_string();
        }
        if parent_scope.kind == ScopeKind::Class {
            format!("{}.{name}", parent.qualname)
        } else {
            format!("{}.<locals>.{name}", parent.qualname)
        }
    }

    /// Cells and free variables, before the first statement.
    pub fn prologue(&mut self) {
        self.set_location(Location::default());
        let (start, count) = (self.unit.free_start, self.unit.first_temporary - self.unit.free_start);
        if count > 0 {
            self.emit(Op::CopyFreeVars, start, count, 0);
        }
        for index in 0..self.unit.cell_registers.len() {
            let register = u32::from(self.unit.cell_registers[index]);
            // Comprehensions make their cells each time they run.
            let own = self.unit.registers.iter().any(|((scope, _), &at)| at == register && *scope == self.unit.frame);
            if own {
                self.emit(Op::MakeCell, register, 0, 0);
            }
        }
    }

    /// Ends the current unit and goes back to the one around it.
    pub fn leave_unit(&mut self) -> Outcome<CodeUnit> {
        let code = self.finish_unit()?;
        if let Some(outer) = self.outer.pop() {
            self.unit = outer;
        }
        Ok(code)
    }

    /// Lays out the current unit's code.
    pub fn finish_unit(&mut self) -> Outcome<CodeUnit> {
        let unit = &mut self.unit;
        let scope = self.table.scope(unit.frame);
        let code = std::mem::take(&mut unit.code);
        let too_large = || Box::new(CompileError::plain(ErrorKind::OverflowError, "code object is too large"));
        if unit.register_count > u32::from(u16::MAX) || unit.names.len() > 0xFFFF {
            return Err(too_large());
        }
        let laid = assemble::finish(code, unit.parameter_count).ok_or_else(too_large)?;
        let mut flags = unit.flags;
        if scope.is_function_like() {
            flags |= CodeFlags::OPTIMIZED | CodeFlags::NEWLOCALS;
        }
        let nested = self.outer.iter().any(|outer| self.table.scope(outer.frame).is_function_like());
        if nested && scope.kind != ScopeKind::Module && scope.is_function_like() {
            flags |= CodeFlags::NESTED;
        }
        flags |= self.future_flags;
        let mut cell_registers = std::mem::take(&mut unit.cell_registers);
        cell_registers.sort_unstable();
        Ok(CodeUnit {
            name: std::mem::take(&mut unit.name),
            qualname: std::mem::take(&mut unit.qualname),
            filename: self.source.filename.to_string(),
            first_line: unit.first_line,
            flags: CodeFlags(flags),
            arg_count: unit.arg_count,
            positional_only_count: unit.positional_only_count,
            keyword_only_count: unit.keyword_only_count,
            register_names: std::mem::take(&mut unit.register_names),
            local_count: unit.local_count,
            cell_registers,
            free_start: unit.free_start,
            register_count: unit.register_count,
            code: laid.words,
            consts: std::mem::take(&mut unit.consts),
            names: std::mem::take(&mut unit.names),
            exceptions: laid.exceptions,
            locations: taipan_bytecode::Locations::pack(&laid.locations),
        })
    }
}
