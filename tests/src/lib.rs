//! Taipan compared with CPython 3.14, on written and on random programs.
//!
//! The written programs stand in `programs/`, each beside the outcome CPython had (`x.py`, `x.out`),
//! so that the comparison needs no CPython. Everything that runs a Python (either one) goes through
//! [`launch`], everything that decides "the same or not" through [`compare`]: the suite, the fuzzer
//! and the reducer must never disagree about that.

pub mod binary;
pub mod bless;
pub mod compare;
pub mod diff;
pub mod expected;
pub mod expected_failures;
pub mod fuzzing;
pub mod launch;
pub mod made;
pub mod modes;
pub mod programs;
pub mod random;
pub mod reduce;
pub mod suite;
