//! What can be measured: the set from pyperformance, eight programs of our own, and the
//! loops that have a twin in C. Our own files are part of the binary, so that it needs no
//! checkout, and a run cannot be of other files than those it was built with.

/// A group of programs that go into one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suite {
    Pyperformance,
    Own,
    Twins,
}

impl Suite {
    pub const ALL: [Suite; 3] = [Suite::Pyperformance, Suite::Own, Suite::Twins];

    pub fn name(self) -> &'static str {
        match self {
            Suite::Pyperformance => "pyperformance",
            Suite::Own => "own",
            Suite::Twins => "twins",
        }
    }

    pub fn named(name: &str) -> Option<Suite> {
        Suite::ALL.into_iter().find(|suite| suite.name() == name)
    }

    pub fn benchmarks(self) -> Vec<Benchmark> {
        match self {
            Suite::Pyperformance => PYPERFORMANCE
                .iter()
                .map(|&(name, folder, argument)| Benchmark {
                    name,
                    counted: name != "unpack_sequence",
                    source: Source::Wheel { folder, argument },
                })
                .collect(),
            Suite::Own => OWN
                .iter()
                .map(|&(name, python)| Benchmark {
                    name,
                    counted: true,
                    source: Source::Own { python },
                })
                .collect(),
            Suite::Twins => TWINS
                .iter()
                .map(|&(name, python, c)| Benchmark {
                    name,
                    counted: true,
                    source: Source::Twin { python, c },
                })
                .collect(),
        }
    }
}

/// One row of a table.
#[derive(Clone, Debug)]
pub struct Benchmark {
    pub name: &'static str,
    /// Whether it goes into the means.
    pub counted: bool,
    pub source: Source,
}

#[derive(Clone, Copy, Debug)]
pub enum Source {
    /// `run_benchmark.py` in this folder of the wheel, with this argument.
    Wheel { folder: &'static str, argument: Option<&'static str> },
    /// A module with `run(size)`: its text.
    Own { python: &'static str },
    /// The same, and a C program that does the same.
    Twin { python: &'static str, c: &'static str },
}

impl Benchmark {
    /// The size with which a program of ours is measured: its constant `BENCH`.
    pub fn size(&self) -> Option<u64> {
        let python = match self.source {
            Source::Wheel { .. } => return None,
            Source::Own { python } | Source::Twin { python, .. } => python,
        };
        python.lines().find_map(|line| line.strip_prefix("BENCH = "))?.trim().parse().ok()
    }

    /// What `run(size)` must give, from `programs/expected.txt`.
    pub fn expected(&self) -> Option<&'static str> {
        EXPECTED.lines().find_map(|line| line.strip_prefix(self.name)?.strip_prefix(": "))
    }
}

/// Name, folder in the wheel, argument. One row each for what one process measures.
const PYPERFORMANCE: [(&str, &str, Option<&str>); 18] = [
    ("nbody", "bm_nbody", None),
    ("fannkuch", "bm_fannkuch", None),
    ("spectral_norm", "bm_spectral_norm", None),
    ("float", "bm_float", None),
    ("richards", "bm_richards", None),
    ("richards_super", "bm_richards_super", None),
    ("deltablue", "bm_deltablue", None),
    ("raytrace", "bm_raytrace", None),
    ("nqueens", "bm_nqueens", None),
    ("hexiom", "bm_hexiom", None),
    ("generators", "bm_generators", None),
    ("barnes_hut", "bm_barnes_hut", None),
    ("unpack_sequence", "bm_unpack_sequence", None),
    ("scimark_sor", "bm_scimark", Some("sor")),
    ("scimark_sparse_mat_mult", "bm_scimark", Some("sparse_mat_mult")),
    ("scimark_monte_carlo", "bm_scimark", Some("monte_carlo")),
    ("scimark_lu", "bm_scimark", Some("lu")),
    ("scimark_fft", "bm_scimark", Some("fft")),
];

macro_rules! own {
    ($($name:literal),*) => {
        [$(($name, include_str!(concat!("../programs/", $name, ".py")))),*]
    };
}

macro_rules! twins {
    ($($name:literal),*) => {
        [$((
            $name,
            include_str!(concat!("../../benches/c/", $name, ".py")),
            include_str!(concat!("../../benches/c/", $name, ".c")),
        )),*]
    };
}

const OWN: [(&str, &str); 8] = own!["mandelbrot", "sieve", "hashing", "orbits", "machine", "ladders", "pipeline", "sudoku"];

const TWINS: [(&str, &str, &str); 9] = twins![
    "sum_modulo",
    "mandelbrot_inner",
    "fib",
    "fnv1a",
    "xorshift64",
    "branches_1",
    "branches_2",
    "branches_4",
    "branches_8"
];

const EXPECTED: &str = include_str!("../programs/expected.txt");

/// What the C twins include.
pub const TWIN_HEADERS: [(&str, &str); 3] = [
    ("checked.h", include_str!("../../benches/c/checked.h")),
    ("twin.h", include_str!("../../benches/c/twin.h")),
    ("branches.h", include_str!("../../benches/c/branches.h")),
];

/// The stand-in for pyperf, and the script that times a program of ours with it.
pub const STAND_IN: [(&str, &str); 2] = [
    ("pyperf.py", include_str!("../standin/pyperf.py")),
    ("own.py", include_str!("../standin/own.py")),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn seventeen_results_count() {
        let benchmarks = Suite::Pyperformance.benchmarks();
        assert_eq!(benchmarks.len(), 18);
        assert_eq!(benchmarks.iter().filter(|benchmark| benchmark.counted).count(), 17);
    }

    #[test]
    fn names_are_unique_in_all_suites_together() {
        let mut names = HashSet::new();
        for suite in Suite::ALL {
            for benchmark in suite.benchmarks() {
                assert!(names.insert(benchmark.name), "{} twice", benchmark.name);
            }
        }
    }

    #[test]
    fn our_own_programs_have_a_size_and_an_expected_result() {
        for suite in [Suite::Own, Suite::Twins] {
            for benchmark in suite.benchmarks() {
                assert!(benchmark.size().is_some_and(|size| size > 0), "{}", benchmark.name);
                assert!(benchmark.expected().is_some(), "{}", benchmark.name);
            }
        }
        assert_eq!(Suite::Pyperformance.benchmarks()[0].size(), None);
    }

    #[test]
    fn our_own_python_imports_no_more_than_it_says() {
        let files = OWN
            .iter()
            .copied()
            .chain(TWINS.iter().map(|&(name, python, _)| (name, python)))
            .chain([STAND_IN[0]]);
        for (name, python) in files {
            let imports = python.lines().map(str::trim_start).filter(|line| {
                let from = line.starts_with("from ") && line.contains(" import ");
                line.starts_with("import ") || from
            });
            for line in imports {
                let allowed = match name {
                    "pyperf.py" => ["import sys", "import time"].contains(&line),
                    _ => ["import sys", "import time", "import math"].contains(&line),
                };
                assert!(allowed, "{name}: {line}");
            }
        }
    }

    #[test]
    fn suites_are_found_by_name() {
        for suite in Suite::ALL {
            assert_eq!(Suite::named(suite.name()), Some(suite));
        }
        assert_eq!(Suite::named("all"), None);
    }
}
