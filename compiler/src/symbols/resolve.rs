//! Second pass over the scopes: where does each name live?
//!
//! Names are looked up outwards; classes are transparent to the scopes inside them. Whatever is
//! found in another frame becomes a cell there and a free variable of every frame in between.

use super::{Binding, Name, ScopeId, ScopeKind, SymbolTable, flag};
use crate::error::Outcome;
use crate::source::Source;
use ruff_text_size::TextRange;

/// Resolves every symbol; `nonlocals` are the ranges of nonlocal declarations, for errors.
pub(super) fn resolve(table: &mut SymbolTable, source: &Source<'_>, nonlocals: &[(ScopeId, Name, TextRange)]) -> Outcome<()> {
    for index in 0..table.scopes.len() {
        let id = ScopeId(index as u32);
        // A lookup adds symbols only to other scopes' free lists, and CELL flags; the count here is fixed.
        for symbol in 0..table.scopes[index].symbols.len() {
            let name = table.scopes[index].symbols[symbol].name.clone();
            let flags = table.scopes[index].symbols[symbol].flags;
            let binding = resolve_name(table, id, &name, flags);
            if flags & flag::NONLOCAL != 0 && !matches!(binding, Binding::Own(_) | Binding::Free | Binding::NameOrFree) {
                let range = nonlocals.iter().find(|(scope, declared, _)| *scope == id && *declared == name);
                let message = format!("no binding for nonlocal '{name}' found");
                let range = range.map_or(TextRange::default(), |entry| entry.2);
                return Err(source.compiler_error(message, range));
            }
            if let (true, Some(owner)) = (flags & flag::NONLOCAL != 0, owner_of(table, id, &name))
                && table.scope(owner).flags(&name) & flag::TYPE_PARAM != 0
            {
                let range = nonlocals.iter().find(|(scope, declared, _)| *scope == id && *declared == name);
                let message = format!("nonlocal binding not allowed for type parameter '{name}'");
                return Err(source.compiler_error(message, range.map_or(TextRange::default(), |entry| entry.2)));
            }
            table.scopes[index].symbols[symbol].binding = binding;
        }
    }
    for scope in &mut table.scopes {
        scope.frees.sort_unstable();
    }
    Ok(())
}

fn resolve_name(table: &mut SymbolTable, id: ScopeId, name: &Name, flags: u16) -> Binding {
    let scope = table.scope(id);
    let kind = scope.kind;
    if flags & flag::GLOBAL != 0 {
        return Binding::Global;
    }
    if flags & flag::BOUND != 0 && flags & flag::NONLOCAL == 0 {
        return match kind {
            ScopeKind::Module => Binding::Name,
            ScopeKind::Class => Binding::Name,
            _ => Binding::Own(id),
        };
    }
    if kind == ScopeKind::Module {
        return Binding::Name;
    }
    let found = look_outwards(table, id, name);
    let frame = table.frame_of(id);
    match found {
        Found::Variable(owner) => {
            if table.frame_of(owner) == frame {
                return Binding::Own(owner);
            }
            capture(table, frame, owner, name);
            if kind == ScopeKind::Class { Binding::NameOrFree } else { Binding::Free }
        }
        Found::ClassName(class) => {
            capture_classdict(table, frame, class);
            Binding::ClassDictOrGlobal
        }
        Found::Global => Binding::Global,
        Found::Nothing => {
            if let Some(class) = visible_class(table, id) {
                capture_classdict(table, frame, class);
                return Binding::ClassDictOrGlobal;
            }
            match table.scope(frame).kind {
                ScopeKind::Module => Binding::Name,
                ScopeKind::Class if id == frame => Binding::Name,
                _ => Binding::Global,
            }
        }
    }
}

fn owner_of(table: &SymbolTable, id: ScopeId, name: &Name) -> Option<ScopeId> {
    match look_outwards(table, id, name) {
        Found::Variable(owner) => Some(owner),
        _ => None,
    }
}

enum Found {
    /// A local of this scope.
    Variable(ScopeId),
    /// A name of the class that an annotation scope sees.
    ClassName(ScopeId),
    /// Declared global on the way.
    Global,
    Nothing,
}

/// The class whose namespace scope `id` looks into: annotation scopes directly in it.
fn visible_class(table: &SymbolTable, id: ScopeId) -> Option<ScopeId> {
    let mut current = id;
    loop {
        let scope = table.scope(current);
        if scope.inlined {
            current = scope.parent?;
            continue;
        }
        if !scope.sees_class {
            return None;
        }
        let parent = scope.parent?;
        if table.scope(parent).kind == ScopeKind::Class {
            return Some(parent);
        }
        current = parent;
    }
}

fn look_outwards(table: &SymbolTable, id: ScopeId, name: &Name) -> Found {
    let seen_class = visible_class(table, id);
    let mut current = table.scope(id).parent;
    while let Some(parent) = current {
        let scope = table.scope(parent);
        let flags = scope.flags(name);
        match scope.kind {
            ScopeKind::Module => return Found::Nothing,
            ScopeKind::Class => {
                if seen_class == Some(parent) {
                    if flags & flag::GLOBAL != 0 {
                        return Found::Global;
                    }
                    if flags & flag::BOUND != 0 && flags & flag::NONLOCAL == 0 {
                        return Found::ClassName(parent);
                    }
                }
                let implicit = name == "__class__" || name == "__classdict__" || name == "__conditional_annotations__";
                if implicit {
                    // A comprehension inlined in the class body runs before the class exists.
                    let inside = table.frame_of(id) == parent;
                    return if inside { Found::Global } else { Found::Variable(parent) };
                }
            }
            _ => {
                if flags & flag::GLOBAL != 0 {
                    return Found::Global;
                }
                if flags & flag::BOUND != 0 && flags & flag::NONLOCAL == 0 {
                    return Found::Variable(parent);
                }
            }
        }
        current = scope.parent;
    }
    Found::Nothing
}

/// Makes `name` of `owner` a cell, and a free variable of every frame from `frame` up to the owner's.
fn capture(table: &mut SymbolTable, frame: ScopeId, owner: ScopeId, name: &Name) {
    let owner_frame = table.frame_of(owner);
    let mut current = frame;
    while current != owner_frame {
        let scope = &mut table.scopes[current.0 as usize];
        if scope.frees.contains(name) {
            // The way from here outwards was marked then.
            break;
        }
        scope.frees.push(name.clone());
        let Some(parent) = scope.parent else { break };
        current = table.frame_of(parent);
    }
    let scope = &mut table.scopes[owner.0 as usize];
    if scope.kind == ScopeKind::Class {
        match name.as_str() {
            "__class__" => scope.needs_class_cell = true,
            "__classdict__" => scope.needs_classdict_cell = true,
            _ => {}
        }
        if scope.symbol(name).is_none() || name == "__conditional_annotations__" {
            scope.add(name, flag::CELL);
        }
    } else if let Some(symbol) = scope.symbol_mut(name) {
        symbol.flags |= flag::CELL;
    }
}

fn capture_classdict(table: &mut SymbolTable, frame: ScopeId, class: ScopeId) {
    table.scopes[class.0 as usize].needs_classdict_cell = true;
    capture(table, frame, class, &Name::new("__classdict__"));
}
