//! Symbol tables: which scope owns each name, before any code is generated.
//!
//! Building (`build`) records what every scope does with its names; resolving (`resolve`) decides
//! where each name lives. They are two passes because a nested function, seen later, can turn a
//! local into a cell. A *frame scope* has a code unit of its own; comprehensions inlined into their
//! frame (PEP 709) are scopes without one.

mod build;
mod expressions;
mod resolve;

use ruff_python_ast::name::Name;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

pub(crate) use build::{build, has_annotations};

/// Index of a scope in the [`SymbolTable`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct ScopeId(pub u32);

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum ScopeKind {
    Module,
    Class,
    Function,
    Lambda,
    /// List, set, dict comprehension or generator expression.
    Comprehension,
    /// The `__annotate__` function of a function, class or module.
    Annotations,
    /// The hidden function that holds PEP 695 type parameters.
    TypeParams,
    /// Value of a `type` statement, bound or default of a type parameter.
    TypeExpression,
}

pub(crate) mod flag {
    pub const GLOBAL: u16 = 1;
    pub const NONLOCAL: u16 = 1 << 1;
    pub const ASSIGNED: u16 = 1 << 2;
    pub const PARAM: u16 = 1 << 3;
    pub const USED: u16 = 1 << 4;
    pub const ANNOTATED: u16 = 1 << 5;
    pub const COMP_TARGET: u16 = 1 << 6;
    pub const TYPE_PARAM: u16 = 1 << 7;
    /// Captured by a scope of another frame.
    pub const CELL: u16 = 1 << 8;
    pub const IMPORTED: u16 = 1 << 9;
    pub const DELETED: u16 = 1 << 10;
    /// Target of a walrus inside a comprehension of this scope.
    pub const COMP_WALRUS: u16 = 1 << 11;
    pub const BOUND: u16 = ASSIGNED | PARAM | TYPE_PARAM;
}

/// Where a name of a scope lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Binding {
    Unresolved,
    /// A variable of `owner`, a scope in the same frame: a register, or a cell when `owner`'s symbol is captured.
    Own(ScopeId),
    /// A free variable of the frame.
    Free,
    /// A free variable read in a class body: the namespace is asked first.
    NameOrFree,
    /// A global, past the frame's locals mapping.
    Global,
    /// The frame's locals mapping, then globals, then builtins.
    Name,
    /// An annotation scope in a class: the class namespace, then globals.
    ClassDictOrGlobal,
}

#[derive(Clone, Debug)]
pub(crate) struct Symbol {
    pub name: Name,
    pub flags: u16,
    pub binding: Binding,
}

/// What a child scope is, relative to the syntax node it belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Role {
    Body,
    Annotations,
    TypeParams,
}

pub(crate) struct Scope {
    pub kind: ScopeKind,
    pub parent: Option<ScopeId>,
    pub symbols: Vec<Symbol>,
    index: FxHashMap<Name, u32>,
    /// Whether a comprehension has its code in the frame around it.
    pub inlined: bool,
    pub generator_expression: bool,
    /// What errors call the scope: "list comprehension", "a type alias" …
    pub what: &'static str,
    /// Annotation scope directly in a class: it sees the class's names.
    pub sees_class: bool,
    pub is_generator: bool,
    pub is_async: bool,
    /// Contains a walrus, itself or in an inlined comprehension: operands may have to be copied.
    pub has_walrus: bool,
    pub has_varargs: bool,
    pub has_varkeywords: bool,
    /// Free variables of a frame, sorted at the end.
    pub frees: Vec<Name>,
    /// Comprehensions inlined in this frame, outer ones first.
    pub inlined_scopes: Vec<ScopeId>,
    /// A method names `super` or `__class__`.
    pub needs_class_cell: bool,
    /// An annotation scope looks names up in this class.
    pub needs_classdict_cell: bool,
    /// The annotation scope of a module or class, made at the first annotation.
    pub annotations: Option<ScopeId>,
    /// Annotations below an `if`, loop or `try`, or in a module, are only there when they were reached.
    pub conditional_annotations: bool,
}

/// All scopes of one compilation.
pub(crate) struct SymbolTable {
    pub scopes: Vec<Scope>,
    children: FxHashMap<(usize, Role), ScopeId>,
    pub future_annotations: bool,
}

impl SymbolTable {
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }
    /// The scope that belongs to a syntax node.
    pub fn child<T>(&self, node: &T, role: Role) -> ScopeId {
        self.children[&(address(node), role)]
    }
    /// The scope whose code unit holds `id`'s code.
    pub fn frame_of(&self, id: ScopeId) -> ScopeId {
        let scope = self.scope(id);
        match scope.parent {
            Some(parent) if scope.inlined => self.frame_of(parent),
            _ => id,
        }
    }
}

impl Scope {
    pub fn symbol(&self, name: &str) -> Option<&Symbol> {
        self.index.get(name).map(|&index| &self.symbols[index as usize])
    }
    fn symbol_mut(&mut self, name: &str) -> Option<&mut Symbol> {
        self.index.get(name).map(|&index| &mut self.symbols[index as usize])
    }
    pub fn flags(&self, name: &str) -> u16 {
        self.symbol(name).map_or(0, |symbol| symbol.flags)
    }
    fn add(&mut self, name: &str, flags: u16) {
        match self.index.get(name) {
            Some(&index) => self.symbols[index as usize].flags |= flags,
            None => {
                let name = Name::new(name);
                self.index.insert(name.clone(), self.symbols.len() as u32);
                self.symbols.push(Symbol {
                    name,
                    flags,
                    binding: Binding::Unresolved,
                });
            }
        }
    }
    /// Whether names bound here are registers (and visible to nested functions).
    pub fn is_function_like(&self) -> bool {
        !matches!(self.kind, ScopeKind::Module | ScopeKind::Class)
    }
}

/// Identity of a syntax node: the tree does not move while it is compiled.
pub(crate) fn address<T>(node: &T) -> usize {
    std::ptr::from_ref(node) as usize
}

/// `__name` in class `Class` becomes `_Class__name`.
pub(crate) fn mangle<'n>(class: Option<&Name>, name: &'n str) -> Cow<'n, str> {
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return Cow::Borrowed(name);
    }
    match class.map(|class| class.as_str().trim_start_matches('_')) {
        None | Some("") => Cow::Borrowed(name),
        Some(class) => Cow::Owned(format!("_{class}{name}")),
    }
}
