//! Regions die with the code they are rooted in.
//!
//! A region can be entered only where its root is: a code object, and for a function's region that function. While these
//! live, it keeps alive what its code names; that may be the root again, so a full collection asks after marking which
//! regions were reached, and goes on until no more are ([`reach`]). Those that were not reached are dropped, with their
//! graphs, profiles, native code and exits, and numbers of dead code objects are given to others. Nobody runs such code:
//! every native frame was called from a frame of the interpreter whose root it has, through regions that name each other.

use super::{Jit, Region};
use taipan_jit::graph::{Graph, RootKind};
use taipan_jit::position::FramePos;
use taipan_runtime::Value;
use taipan_runtime::heap::{Heap, Marker};

/// Regions made since the last full collection, beyond those that it left, before the next one is asked for: their memory
/// is not the heap's.
const UNSWEPT: usize = 128;

/// Roots at a minor collection: everything, for what is old is not looked at.
pub fn mark(data: *mut (), marker: &mut Marker) {
    // SAFETY: registered with the address of the boxed JIT, which lives as long as the thread.
    let jit = unsafe { &mut *data.cast::<Jit>() };
    if marker.is_full() {
        jit.regions.iter_mut().for_each(|region| region.reached = false);
        jit.sweeps = true;
        return;
    }
    jit.codes.iter().for_each(|v| marker.mark(*v));
    for region in &jit.regions {
        region.mark(marker);
    }
}

/// At a full collection, when marking is done but for what regions keep alive: marks what those keep whose roots were
/// reached since. False: nothing was to be marked.
pub fn reach(data: *mut (), marker: &mut Marker) -> bool {
    // SAFETY: as above.
    let jit = unsafe { &mut *data.cast::<Jit>() };
    let mut progress = false;
    for index in 0..jit.regions.len() {
        let region = &jit.regions[index];
        if region.reached || region.is_free() || !jit.is_root_marked(region, marker) {
            continue;
        }
        progress = true;
        region.mark(marker);
        for code in region.graph.codes.keys() {
            marker.mark(jit.codes[*code as usize - 1]);
        }
        for called in &region.graph.functions {
            let callee = &jit.regions[called.id as usize];
            marker.mark(jit.codes[callee.code as usize - 1]);
            callee.function.iter().for_each(|part| part.function.iter().for_each(|f| marker.mark(*f)));
        }
        jit.regions[index].reached = true;
    }
    progress
}

/// After a full collection's marking: drops what was not reached.
pub fn prune(data: *mut (), heap: &mut Heap) {
    // SAFETY: as above.
    let jit = unsafe { &mut *data.cast::<Jit>() };
    if std::mem::take(&mut jit.sweeps) {
        jit.sweep(heap);
    }
}

impl Region {
    fn is_free(&self) -> bool {
        self.code == 0
    }
    fn mark(&self, marker: &mut Marker) {
        self.constants.iter().chain(&self.kept).for_each(|v| marker.mark(*v));
        marker.mark(self.globals);
        if let Some(part) = &self.function {
            part.function.iter().for_each(|f| marker.mark(*f));
        }
    }
}

impl Jit {
    fn is_root_marked(&self, region: &Region, marker: &Marker) -> bool {
        let function = region.function.as_ref().and_then(|part| part.function);
        let root = self.codes[region.code as usize - 1];
        marker.is_marked(root.address()) && function.is_none_or(|f| marker.is_marked(f.address()))
    }

    fn sweep(&mut self, heap: &Heap) {
        let dead: Vec<bool> = self.regions.iter().map(|r| !r.reached && !r.is_free()).collect();
        if dead.contains(&true) {
            self.drop_regions(&dead);
        }
        for (at, code_value) in self.codes.iter_mut().enumerate() {
            if code_value.is_pointer() && !heap.is_marked(*code_value) {
                *code_value = Value::NONE;
                self.facts.forget(at as u32 + 1);
                self.free_codes.push(at as u32 + 1);
            }
        }
        self.swept_at = self.regions.len() - self.free_regions.len();
        self.made = 0;
    }

    fn drop_regions(&mut self, dead: &[bool]) {
        self.index.retain(|_, index| !dead[*index]);
        self.functions.retain(|_, index| !dead[*index]);
        self.suspended.retain(|s| !dead[s.region] && !dead[s.called]);
        self.old_slots.retain(|(index, _)| !dead[*index]);
        self.namespace_uses.retain(|_, users| {
            users.retain(|index| !dead[*index]);
            !users.is_empty()
        });
        for (at, stub) in self.stubs.iter_mut().enumerate() {
            if let Some(gone) = stub.take_if(|stub| dead[stub.region]) {
                self.arena.free(gone.native.code);
                self.free_stubs.push(at);
            }
        }
        for (index, region) in self.regions.iter_mut().enumerate() {
            if !dead[index] {
                if let Some(part) = &mut region.function {
                    part.callers.retain(|caller| !dead[*caller]);
                }
                continue;
            }
            // A number of no code; the generation tells a build in progress that its region is gone.
            let empty = Region::new(0, 0, Graph::new(FramePos::root(0, 0), RootKind::Function), 0);
            let gone = std::mem::replace(
                region,
                Region {
                    generation: region.generation + 1,
                    ..empty
                },
            );
            let adapter = gone.function.as_ref().and_then(|part| part.adapter);
            for code in gone.native.iter().map(|native| native.code).chain(adapter) {
                self.arena.free(code);
            }
            self.free_regions.push(index);
        }
    }

    /// Gives a region a place.
    pub(super) fn add_region(&mut self, mut region: Region, heap: &mut Heap) -> usize {
        self.made += 1;
        if self.made > self.swept_at.max(UNSWEPT) {
            self.made = 0;
            heap.want_full();
        }
        match self.free_regions.pop() {
            Some(index) => {
                region.generation = self.regions[index].generation;
                self.regions[index] = region;
                index
            }
            None => {
                self.regions.push(region);
                self.regions.len() - 1
            }
        }
    }
    /// Gives a code object a number.
    pub(super) fn add_code(&mut self, code_value: Value) -> u32 {
        match self.free_codes.pop() {
            Some(number) => {
                self.codes[number as usize - 1] = code_value;
                number
            }
            None => {
                self.codes.push(code_value);
                self.codes.len() as u32
            }
        }
    }
}
