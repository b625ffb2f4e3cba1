//! The text form of a graph: printed for reports, parsed by tests. One line per step; see the tests for examples.

use crate::graph::*;
use crate::op::*;
use crate::op_text::*;
use crate::position::*;
use crate::types::Type;
use std::fmt::Write;

fn list<T: std::fmt::Display>(items: impl IntoIterator<Item = T>, separator: &str) -> String {
    items.into_iter().map(|x| x.to_string()).collect::<Vec<_>>().join(separator)
}
fn values(args: &[V]) -> String {
    args.iter().map(|v| format!(" v{}", v.0)).collect()
}

/// Prints a graph.
pub fn graph_text(graph: &Graph) -> String {
    let mut out = String::new();
    let root = position_text(graph.position(graph.root));
    let _ = match graph.kind {
        RootKind::Loop { first, last } => writeln!(out, "loop {root} {first} {last}"),
        RootKind::Function => writeln!(out, "function {root}"),
    };
    if let Some(signature) = &graph.signature {
        let last = signature.last.map_or(String::new(), |r| format!(" {r}"));
        let _ = writeln!(out, "signature ({}) {}{last}", list(&signature.operands, ","), signature.result);
    }
    for (register, constant) in &graph.entry_constants {
        let _ = writeln!(out, "entry-constant {register} {constant}");
    }
    let mut codes: Vec<_> = graph.codes.iter().collect();
    codes.sort_by_key(|c| c.0);
    for (id, code) in codes {
        let loops = list(code.loops.iter().map(|l| format!("{}-{}", l.0, l.1)), ",");
        let _ = writeln!(
            out,
            "code {id} {} {} {loops}",
            if code.name.is_empty() { "?" } else { &code.name },
            code.registers
        );
        let mut live: Vec<_> = code.live.iter().collect();
        live.sort_by_key(|l| *l.0);
        for ((pc, continuation), registers) in live {
            let _ = writeln!(out, "live {id} {pc} {continuation} {}", list(registers.iter(), ","));
        }
    }
    for h in &graph.helpers {
        let result = h.result.map_or("none".to_string(), |k| k.to_string());
        let e = &h.effects;
        let flags = [(e.allocates, "a"), (e.raises, "r"), (e.runs_python, "p"), (e.declines, "d")];
        let flags: String = flags.iter().filter(|f| f.0).map(|f| f.1).collect();
        let _ = writeln!(
            out,
            "helper {} {} ({}) {result} {} {:#x} {:#x} {flags}",
            h.id,
            h.name,
            list(&h.operands, ","),
            h.result_type,
            e.reads.0,
            e.writes.0
        );
    }
    for s in &graph.sites {
        let _ = writeln!(out, "site {} {:#x} {} {}", s.name, s.header, s.size, list(&s.fields, " "));
    }
    for f in &graph.functions {
        let _ = writeln!(
            out,
            "region {} {} ({}) {} {} {}{}",
            f.id,
            f.slot,
            list(&f.operands, ","),
            f.result,
            f.window,
            f.continuation,
            if f.keeps_first { " first" } else { "" }
        );
    }
    for c in &graph.constants {
        let _ = match c.number {
            None => writeln!(out, "constant {} {:#x}", c.ty, c.key),
            Some(Number::Int(i)) => writeln!(out, "constant {} {:#x} {}", c.ty, c.key, Op::Int(i)),
            Some(Number::Float(bits)) => writeln!(out, "constant {} {:#x} {}", c.ty, c.key, Op::Float(bits)),
        };
    }
    for position in &graph.order {
        let _ = writeln!(out, "at {}", position_text(graph.position(*position)));
        for (id, node) in graph.segments[position].nodes.iter().enumerate() {
            let _ = writeln!(out, "  n{id}:");
            node_text(graph, node, &mut out);
        }
    }
    out
}

fn node_text(graph: &Graph, node: &Node, out: &mut String) {
    for step in &node.steps {
        let _ = match step {
            Step::Read { reg, result } => writeln!(out, "    v{} = read {reg}", result.0),
            Step::Op { op, args, result: Some(r) } => writeln!(out, "    v{} = {op}{}", r.0, values(args)),
            Step::Op { op, args, result: None } => writeln!(out, "    {op}{}", values(args)),
            Step::Write { reg, value } => writeln!(out, "    write {reg} v{}", value.0),
            Step::Push { code, window: HEAP_WINDOW } => writeln!(out, "    push {code} h"),
            Step::Push { code, window } => writeln!(out, "    push {code} {window}"),
            Step::Pop => writeln!(out, "    pop"),
            Step::Assume(k) => writeln!(out, "    assume {k}"),
        };
    }
    let _ = match &node.end {
        End::Open => writeln!(out, "    open"),
        End::Guard { cond, args, mode, arms } => {
            let arm = |a: Option<NodeId>| a.map_or("exit".to_string(), |n| format!("n{n}"));
            let mode = if *mode == Mode::Raise { " raise" } else { "" };
            writeln!(out, "    guard {cond}{} yes {} no {}{mode}", values(args), arm(arms[1]), arm(arms[0]))
        }
        End::Leaf(Leaf::Next(next)) => writeln!(out, "    next {}", position_text(graph.position(*next))),
        End::Leaf(Leaf::Leave(why)) => writeln!(out, "    leave {why}"),
        End::Leaf(Leaf::Raise) => writeln!(out, "    raise"),
        End::Leaf(Leaf::Return(v)) => writeln!(out, "    return v{}", v.0),
    };
}

/// Parses what [`graph_text`] prints; blank lines and `//` comments are skipped. Helpers get the address 0.
pub fn parse_graph(text: &str) -> Result<Graph, String> {
    let mut graph: Option<Graph> = None;
    let mut here = PosId(0);
    for (number, line) in text.lines().enumerate() {
        let line = line.split("//").next().unwrap_or("").trim();
        if line.is_empty() {
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        parse_line(&mut graph, &mut here, &words).ok_or_else(|| format!("line {}: {line}", number + 1))?;
    }
    let mut graph = graph.ok_or_else(|| "empty graph".to_string())?;
    graph.count_leaves();
    Ok(graph)
}

fn parse_line(graph: &mut Option<Graph>, here: &mut PosId, words: &[&str]) -> Option<()> {
    match words {
        ["loop", root, first, last] => {
            let kind = RootKind::Loop {
                first: first.parse().ok()?,
                last: last.parse().ok()?,
            };
            *graph = Some(Graph::new(*parse_position(root)?.first()?, kind));
        }
        ["function", root] => *graph = Some(Graph::new(*parse_position(root)?.first()?, RootKind::Function)),
        ["at", position] => {
            let graph = graph.as_mut()?;
            *here = graph.intern(&parse_position(position)?);
            graph.segments.insert(*here, Segment::default());
            graph.order.push(*here);
        }
        _ => {
            let graph = graph.as_mut()?;
            if parse_table(graph, words).is_some() {
                return Some(());
            }
            let mut segment = graph.segments.remove(here)?;
            let ok = parse_step(graph, &mut segment, words);
            graph.segments.insert(*here, segment);
            ok?;
            graph.version += 1;
        }
    }
    Some(())
}

fn parse_kinds(text: &str) -> Option<Vec<Kind>> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    inner.split(',').filter(|s| !s.is_empty()).map(parse_kind).collect()
}

fn parse_table(graph: &mut Graph, words: &[&str]) -> Option<()> {
    match words {
        ["code", id, name, registers, rest @ ..] => {
            let code = graph.codes.entry(id.parse().ok()?).or_default();
            code.name = name.to_string();
            code.registers = registers.parse().ok()?;
            for part in rest.first().unwrap_or(&"").split(',').filter(|p| !p.is_empty()) {
                let (first, last) = part.split_once('-')?;
                code.loops.push((first.parse().ok()?, last.parse().ok()?));
            }
        }
        ["live", code, pc, continuation, rest @ ..] => {
            let live: Option<Vec<u16>> = rest
                .first()
                .unwrap_or(&"")
                .split(',')
                .filter(|p| !p.is_empty())
                .map(|p| p.parse().ok())
                .collect();
            graph.set_live(code.parse().ok()?, pc.parse().ok()?, continuation.parse().ok()?, live?);
        }
        ["helper", id, name, operands, result, result_type, reads, writes, flags @ ..] => {
            let flags = flags.first().unwrap_or(&"");
            graph.helpers.push(HelperInfo {
                id: id.parse().ok()?,
                name: name.to_string(),
                address: 0,
                operands: parse_kinds(operands)?,
                result: if *result == "none" { None } else { Some(parse_kind(result)?) },
                result_type: Type::parse(result_type)?,
                effects: Effects {
                    reads: AliasSet(parse_u64(reads)?),
                    writes: AliasSet(parse_u64(writes)?),
                    allocates: flags.contains('a'),
                    raises: flags.contains('r'),
                    runs_python: flags.contains('p'),
                    declines: flags.contains('d'),
                },
            });
        }
        ["site", name, header, size, fields @ ..] => {
            let fields: Option<Vec<Field>> = fields.iter().map(|f| parse_field(f)).collect();
            graph.sites.push(SiteInfo {
                name: name.to_string(),
                header: parse_u64(header)?,
                size: size.parse().ok()?,
                fields: fields?,
            });
        }
        ["region", id, slot, operands, result, window, continuation @ ..] => graph.functions.push(FunctionInfo {
            id: id.parse().ok()?,
            slot: slot.parse().ok()?,
            operands: parse_kinds(operands)?,
            result: parse_kind(result)?,
            window: window.parse().ok()?,
            continuation: continuation.first().map_or(Ok(0), |k| k.parse()).ok()?,
            keeps_first: continuation.get(1) == Some(&"first"),
        }),
        ["entry-constant", register, constant] => {
            graph.entry_constants.push((register.parse().ok()?, constant.parse().ok()?));
        }
        ["signature", operands, result, last @ ..] => {
            graph.signature = Some(Signature {
                operands: parse_kinds(operands)?,
                last: last.first().map(|r| r.parse()).transpose().ok()?,
                result: parse_kind(result)?,
            });
        }
        ["constant", ty, key, number @ ..] => graph.constants.push(ConstantInfo {
            ty: Type::parse(ty)?,
            key: parse_u64(key)?,
            number: match number.first().and_then(|n| parse_op(n)) {
                Some(Op::Int(i)) => Some(Number::Int(i)),
                Some(Op::Float(bits)) => Some(Number::Float(bits)),
                _ => None,
            },
        }),
        ["unstable", shape] => {
            graph.unstable_shapes.insert(shape.parse().ok()?);
        }
        _ => return None,
    }
    Some(())
}

fn parse_value(text: &str) -> Option<V> {
    Some(V(text.strip_prefix('v')?.parse().ok()?))
}
fn parse_values(words: &[&str]) -> Option<Vec<V>> {
    words.iter().map(|w| parse_value(w)).collect()
}

fn parse_step(graph: &mut Graph, segment: &mut Segment, words: &[&str]) -> Option<()> {
    if let [label] = words
        && let Some(id) = label.strip_prefix('n').and_then(|s| s.strip_suffix(':'))
    {
        let id: usize = id.parse().ok()?;
        while segment.nodes.len() <= id {
            segment.nodes.push(Node {
                steps: Vec::new(),
                end: End::Open,
                hits: 1,
            });
        }
        // Nodes come in order; the last one is the current one.
        return (segment.nodes.len() == id + 1).then_some(());
    }
    if segment.nodes.is_empty() {
        segment.nodes.push(Node {
            steps: Vec::new(),
            end: End::Open,
            hits: 1,
        });
    }
    let mut define = |text: &str, kind: Kind| -> Option<V> {
        let v = parse_value(text)?;
        while segment.kinds.len() <= v.0 as usize {
            segment.kinds.push(Kind::Val);
        }
        segment.kinds[v.0 as usize] = kind;
        Some(v)
    };
    let step = match words {
        [v, "=", "read", reg] => Step::Read {
            reg: parse_reg(reg)?,
            result: define(v, Kind::Val)?,
        },
        [v, "=", op, args @ ..] => {
            let op = parse_op(op)?;
            let result = Some(define(v, op.result_kind(&graph.helpers)?)?);
            Step::Op {
                op,
                args: parse_values(args)?,
                result,
            }
        }
        ["write", reg, v] => Step::Write {
            reg: parse_reg(reg)?,
            value: parse_value(v)?,
        },
        ["push", code, "h"] => Step::Push {
            code: code.parse().ok()?,
            window: HEAP_WINDOW,
        },
        ["push", code, window] => Step::Push {
            code: code.parse().ok()?,
            window: window.parse().ok()?,
        },
        ["pop"] => Step::Pop,
        ["assume", k] => Step::Assume(k.parse().ok()?),
        _ => {
            let end = parse_end(graph, words);
            let node = segment.nodes.last_mut()?;
            match end {
                Some(end) => node.end = end,
                None => {
                    let op = parse_op(words[0])?;
                    node.steps.push(Step::Op {
                        op,
                        args: parse_values(&words[1..])?,
                        result: None,
                    });
                }
            }
            return Some(());
        }
    };
    segment.nodes.last_mut()?.steps.push(step);
    Some(())
}

fn parse_end(graph: &mut Graph, words: &[&str]) -> Option<End> {
    Some(match words {
        ["open"] => End::Open,
        ["next", position] => End::Leaf(Leaf::Next(graph.intern(&parse_position(position)?))),
        ["leave", why] => End::Leaf(Leaf::Leave(why.parse().ok()?)),
        ["raise"] => End::Leaf(Leaf::Raise),
        ["return", v] => End::Leaf(Leaf::Return(parse_value(v)?)),
        ["guard", cond, rest @ ..] => {
            let yes = rest.iter().position(|w| *w == "yes")?;
            let args = parse_values(&rest[..yes])?;
            let (["yes", y, "no", n], mode) = (match &rest[yes..] {
                [a, b, c, d] => ([*a, *b, *c, *d], Mode::Rerun),
                [a, b, c, d, "raise"] => ([*a, *b, *c, *d], Mode::Raise),
                _ => return None,
            }) else {
                return None;
            };
            let arm = |text: &str| text.strip_prefix('n').and_then(|s| s.parse().ok());
            End::Guard {
                cond: parse_cond(cond)?,
                args,
                mode,
                arms: [arm(n), arm(y)],
            }
        }
        _ => return None,
    })
}
