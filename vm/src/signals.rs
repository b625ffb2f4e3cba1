//! Signals: the handler sets a bit in the poll word, the next poll runs what Python says about it.
//! `_signal` does the work, since programs change handlers through it.

pub use taipan_modules::signal::{install, run_pending};
