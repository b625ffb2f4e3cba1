//! Runs random programs for some time and keeps those on which Taipan differs.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use taipan_difftest::fuzzing::{Comparer, DEFAULT_MODES, Verdict, still_wrong};
use taipan_difftest::{binary, random, reduce};

const USAGE: &str = "usage: fuzz [--seconds N] [--seed S] [--modes LIST] [--folder F] [--failures N] [--reduce]
       fuzz --print S
  --seconds N   how long (60)
  --seed S      the first seed (1); the next programs have the next seeds
  --modes LIST  as DIFFTEST_MODES
  --folder F    where failing programs are put (target/fuzz)
  --failures N  stop after this many (5)
  --reduce      shrink each failing program at once
  --print S     print the program of a seed";

struct Options {
    seconds: u64,
    seed: u64,
    modes: String,
    folder: PathBuf,
    failures: u64,
    reduce: bool,
}

fn main() -> ExitCode {
    let result = options().and_then(|options| match options {
        Some(options) => fuzz(&options),
        None => Ok(0),
    });
    match result {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// The options; none when a program was printed and there is nothing to do.
fn options() -> Result<Option<Options>, String> {
    let target = binary::package_folder().join("../target/fuzz");
    let mut options = Options {
        seconds: 60,
        seed: 1,
        modes: DEFAULT_MODES.to_string(),
        folder: target,
        failures: 5,
        reduce: false,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        if name == "--reduce" {
            options.reduce = true;
            continue;
        }
        let value = arguments.next().ok_or(USAGE)?;
        let number = || value.parse::<u64>().map_err(|_| format!("{name}: {value} is no number\n{USAGE}"));
        match name.as_str() {
            "--seconds" => options.seconds = number()?,
            "--seed" => options.seed = number()?,
            "--failures" => options.failures = number()?,
            "--modes" => options.modes = value,
            "--folder" => options.folder = PathBuf::from(value),
            "--print" => {
                print!("{}", random::generate(number()?));
                return Ok(None);
            }
            _ => return Err(USAGE.to_string()),
        }
    }
    Ok(Some(options))
}

/// Runs until the time is over or enough programs failed; the number that failed.
fn fuzz(options: &Options) -> Result<u64, String> {
    let comparer = Comparer::new(&options.modes)?;
    println!("{}, for {} s from seed {}", comparer.describe(), options.seconds, options.seed);
    let start = Instant::now();
    let end = start + Duration::from_secs(options.seconds);
    let next = AtomicU64::new(options.seed);
    let (done, failed, unknown) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let broken = AtomicBool::new(false);
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(4);
    let over = || Instant::now() >= end || failed.load(Ordering::Relaxed) >= options.failures || broken.load(Ordering::Relaxed);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while !over() {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    match check(&comparer, options, seed) {
                        Ok(Found::Nothing) => {}
                        Ok(Found::Unknown) => drop(unknown.fetch_add(1, Ordering::Relaxed)),
                        Ok(Found::Difference) => drop(failed.fetch_add(1, Ordering::Relaxed)),
                        Err(error) => {
                            eprintln!("seed {seed}: {error}");
                            broken.store(true, Ordering::Relaxed);
                        }
                    }
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let mut report = start + Duration::from_secs(10);
        while !over() {
            std::thread::sleep(Duration::from_millis(100));
            if Instant::now() >= report {
                report += Duration::from_secs(10);
                let count = done.load(Ordering::Relaxed);
                let seconds = start.elapsed().as_secs();
                println!("{seconds:5} s  {count} programs  {} differ", failed.load(Ordering::Relaxed));
            }
        }
    });
    let (done, failed, unknown) = (done.into_inner(), failed.into_inner(), unknown.into_inner());
    println!("{done} programs in {:.0} s: {failed} differ, {unknown} unknown", start.elapsed().as_secs_f64());
    if broken.into_inner() {
        Err("stopped by an error".to_string())
    } else {
        Ok(failed)
    }
}

enum Found {
    Nothing,
    Unknown,
    Difference,
}

fn check(comparer: &Comparer, options: &Options, seed: u64) -> Result<Found, String> {
    let program = random::generate(seed);
    let difference = match comparer.check(&program)? {
        Verdict::Same => return Ok(Found::Nothing),
        Verdict::Unknown => return Ok(Found::Unknown),
        Verdict::Different(difference) => difference,
    };
    let path = options.folder.join(format!("seed-{seed}.py"));
    let report = format!("seed {seed}, mode {}, {:?}\n{}", difference.mode, difference.wrong, difference.text);
    fs::create_dir_all(&options.folder)
        .and_then(|()| fs::write(&path, &program))
        .and_then(|()| fs::write(path.with_extension("txt"), &report))
        .map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{report}    {}", path.display());
    if options.reduce {
        let one_mode = comparer.only(difference.mode);
        let reduced = reduce::reduce(&program, &mut |text| still_wrong(&one_mode, &difference, text));
        let path = options.folder.join(format!("seed-{seed}-reduced.py"));
        fs::write(&path, &reduced).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("reduced to {} lines: {}\n{reduced}", reduced.lines().count(), path.display());
    }
    Ok(Found::Difference)
}
