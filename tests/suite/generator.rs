//! The generator keeps its promises: every program runs to its end, soon, the same every time.

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use taipan_difftest::launch::{Ending, Launch};
use taipan_difftest::{binary, made, random, suite};

const SEEDS: u64 = 200;
const LIMIT: Duration = Duration::from_secs(5);

/// Any Python 3.14: the reference, or Taipan where it is not installed.
fn python() -> PathBuf {
    binary::cpython().or_else(|| binary::taipan().ok()).expect("a Python to run programs with")
}

#[test]
fn the_same_seed_gives_the_same_program() {
    for seed in 0..SEEDS {
        assert_eq!(random::generate(seed), random::generate(seed));
    }
    assert_ne!(random::generate(1), random::generate(2));
}

#[test]
fn programs_are_of_a_handy_size() {
    let sizes: Vec<usize> = (0..SEEDS).map(|seed| random::generate(seed).lines().count()).collect();
    assert!(sizes.iter().all(|size| (150..900).contains(size)), "{sizes:?}");
}

#[test]
fn every_program_runs_to_its_end_and_prints() {
    let python = python();
    let seeds: Vec<u64> = (0..SEEDS).collect();
    let problems = Mutex::new(Vec::new());
    let silent = Mutex::new(0);
    suite::in_parallel(&seeds, |seed| {
        let folder = made::scratch(&format!("seed-{seed}")).unwrap();
        std::fs::write(folder.join("program.py"), random::generate(*seed)).unwrap();
        let mut launch = Launch::new(&python, &folder, LIMIT);
        launch.arguments = vec!["program.py".into()];
        let outcome = launch.run().unwrap();
        std::fs::remove_dir_all(folder).unwrap();
        let text = String::from_utf8_lossy(&outcome.stdout);
        if outcome.ending != Ending::Code(0) || !outcome.stderr.is_empty() {
            let errors = String::from_utf8_lossy(&outcome.stderr);
            problems.lock().unwrap().push(format!("seed {seed}: {:?}\n{errors}", outcome.ending));
        }
        // A program whose calls all raise tests little.
        if text.lines().filter(|line| line.starts_with("main")).all(|line| line.contains(" raised ")) {
            *silent.lock().unwrap() += 1;
        }
    });
    let problems = problems.into_inner().unwrap();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let silent = silent.into_inner().unwrap();
    assert!(silent * 4 < SEEDS, "{silent} of {SEEDS} programs end in nothing but exceptions");
}
