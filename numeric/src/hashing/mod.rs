//! CPython's hash functions for text and containers, so that sets and dicts iterate in its order.

mod containers;
mod sip13;

pub use containers::{FrozenSetHash, TupleHash, complex_hash};
pub use sip13::SipKey;
