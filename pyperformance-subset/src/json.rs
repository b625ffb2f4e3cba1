//! All figures as JSON, for programs: every value of every run, so that another definition of
//! "steady" can be tried on a measurement that was made. `schema` grows with each change that
//! a reader would notice.

use crate::measure::{Cell, Row};
use crate::report::Results;
use crate::summary::{self, Metric};
use serde_json::{Value, json};

const SCHEMA: u32 = 1;

pub fn document(results: &Results) -> Value {
    let machine = results.machine;
    let interpreters: Vec<Value> = results
        .interpreters
        .iter()
        .map(|interpreter| {
            json!({
                "name": interpreter.name,
                "title": interpreter.title,
                "command": interpreter.command,
                "version": interpreter.version.as_ref().ok(),
                "not_measured": interpreter.version.as_ref().err(),
            })
        })
        .collect();
    json!({
        "schema": SCHEMA,
        "suite": results.options.suite.name(),
        "time": machine.time,
        "machine": {
            "processor": machine.processor,
            "processors": machine.processors,
            "system": machine.system,
            "load": machine.load,
        },
        "settings": {
            "seconds": results.options.seconds,
            "rounds": results.options.rounds,
            "starts": results.options.starts,
            "timeout": results.options.timeout.as_secs_f64(),
        },
        "baseline": results.baseline.map(|index| &results.interpreters[index].name),
        "interpreters": interpreters,
        "means": means(results),
        "benchmarks": results.rows.iter().map(|row| benchmark(results, row)).collect::<Vec<_>>(),
    })
}

fn means(results: &Results) -> Value {
    let Some(baseline) = results.baseline else {
        return Value::Null;
    };
    let mut means = serde_json::Map::new();
    for (index, interpreter) in results.interpreters.iter().enumerate() {
        let mut metrics = serde_json::Map::new();
        for metric in Metric::ALL {
            let mean = summary::mean(results.rows, metric, index, baseline);
            let value = json!({
                "geometric": mean.geometric,
                "worst": mean.worst.map(|(ratio, _)| ratio),
                "worst_benchmark": mean.worst.map(|(_, name)| name),
                "results": mean.present,
                "of": mean.counted,
            });
            metrics.insert(metric.key().to_owned(), value);
        }
        means.insert(interpreter.name.clone(), Value::Object(metrics));
    }
    Value::Object(means)
}

fn benchmark(results: &Results, row: &Row) -> Value {
    let mut cells = serde_json::Map::new();
    for (index, interpreter) in results.interpreters.iter().enumerate() {
        let Some(measured) = &row.cells[index] else {
            continue;
        };
        let mut value = cell(measured);
        if let Some(baseline) = results.baseline {
            value["ratios"] = Metric::ALL
                .iter()
                .map(|metric| (metric.key().to_owned(), json!(metric.ratio(row, index, baseline))))
                .collect::<serde_json::Map<_, _>>()
                .into();
        }
        cells.insert(interpreter.name.clone(), value);
    }
    json!({ "name": row.benchmark.name, "counted": row.benchmark.counted, "results": cells })
}

fn cell(cell: &Cell) -> Value {
    let steady = cell.steady();
    let runs: Vec<Value> = cell
        .runs
        .iter()
        .map(|run| {
            json!({
                "values": run.values.iter().map(|v| json!([v.seconds, v.loops])).collect::<Vec<_>>(),
                "peak_rss_bytes": run.peak_rss,
                "cpu_seconds": run.cpu_seconds,
                "wall_seconds": run.wall_seconds,
            })
        })
        .collect();
    json!({
        "steady_seconds": steady.map(|steady| steady.median),
        "steady_spread": steady.map(|steady| steady.spread),
        "steady_values": steady.map(|steady| steady.values),
        "first_seconds": cell.first(),
        "peak_rss_bytes": cell.peak_rss(),
        "start_seconds": cell.starts,
        "result": cell.result,
        "runs": runs,
        "failure": cell.failure.as_ref().map(|failure| &failure.reason),
        "stderr": cell.failure.as_ref().map(|failure| &failure.stderr),
    })
}
