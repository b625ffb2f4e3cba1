//! Assumptions about namespaces: compiled code may take a global or class attribute for a constant
//! as long as the dict that holds it is watched. A write to a watched dict comes here first.

use crate::thread::Thread;
use crate::value::Value;

/// A watched namespace is about to change under `key` (`None`: wholesale, as by `clear`).
pub fn namespace_changes(t: &mut Thread, namespace: Value, key: Option<Value>) {
    if let Some(hook) = t.namespace_hook {
        hook(t, namespace, key);
    }
}
