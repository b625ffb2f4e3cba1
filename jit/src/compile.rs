//! The pipeline: graph and profile in, machine code and exit tables out.
//!
//! Pure: it looks at no heap object and may run on another thread. Installing the code is the caller's, on the thread
//! that will run it.

use crate::construct::construct;
use crate::deopt::ExitInfo;
use crate::graph::{Graph, Signature, SiteInfo};
use crate::infer::{Limits, infer};
use crate::layout::Runtime;
use crate::lower;
use crate::pass;
use crate::profile::Profile;
use crate::ssa::Func;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::isa::{OwnedTargetIsa, TargetIsa};
use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::FunctionBuilderContext;
use std::time::{Duration, Instant};

/// Switches of a build.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// `-X jit-no-opt` clears it: only what is needed to make code.
    pub optimise: bool,
    /// Cranelift's and our own verifier.
    pub verify: bool,
    pub limits: Limits,
    /// `-X jit=exits`: each guard leaves the first time it is reached.
    pub take_exits: bool,
}
impl Default for Options {
    fn default() -> Self {
        Options {
            optimise: true,
            verify: cfg!(debug_assertions),
            limits: Limits::default(),
            take_exits: false,
        }
    }
}

/// Machine code, not yet installed.
pub struct Compiled {
    pub code: Vec<u8>,
    pub exits: Vec<ExitInfo>,
    pub sites: Vec<SiteInfo>,
    pub report: Report,
    /// With [`Options::take_exits`]: which exits were taken. The code holds its address.
    pub taken: Box<[u8]>,
}
/// Sizes and times, for the log.
#[derive(Clone, Copy, Debug, Default)]
pub struct Report {
    /// Of the graph it was built from.
    pub graph_version: u32,
    pub segments: usize,
    pub instances: usize,
    /// SSA instructions after construction and after optimisation.
    pub constructed: usize,
    pub optimised: usize,
    pub code_bytes: usize,
    pub build_time: Duration,
    pub lower_time: Duration,
}

/// A compiler: Cranelift's contexts, reused.
pub struct Compiler {
    isa: OwnedTargetIsa,
    context: cranelift_codegen::Context,
    frontend: FunctionBuilderContext,
    options: Options,
    has_rounding: bool,
}

/// A region in SSA, with what lowering must know of it.
pub struct Built {
    pub func: Func,
    pub ranges: pass::ranges::Ranges,
    pub reps: pass::reps::Reps,
    pub report: Report,
}

/// Graph to optimised SSA.
pub fn build(graph: &Graph, profile: &Profile, options: &Options) -> Built {
    let start = Instant::now();
    let inference = infer(graph, profile, options.limits);
    let mut func = construct(&inference);
    let mut report = Report {
        graph_version: graph.version,
        segments: graph.size(),
        instances: inference.instances.len(),
        constructed: func.size(),
        ..Report::default()
    };
    let check = |func: &Func, after: &str| {
        if options.verify
            && let Err(fault) = crate::verify::verify(func)
        {
            panic!("after {after}: {fault}\n{}", crate::ssa_text::ssa_text(func, true));
        }
    };
    check(&func, "construction");
    if options.optimise {
        pass::optimise(&mut func, profile, &check);
    }
    let (ranges, low) = if options.optimise {
        pass::measure(&mut func, profile, &check)
    } else {
        (pass::ranges::Ranges::trivial(&func), Vec::new())
    };
    let reps = pass::reps::reps(&mut func, &ranges, &low);
    dump(graph, &func);
    report.optimised = func.size();
    report.build_time = start.elapsed();
    Built { func, ranges, reps, report }
}

/// For developers: `TAIPAN_JIT_DUMP=1` prints each graph and its SSA to standard error, `=2` the machine code, too.
fn dump(graph: &Graph, func: &Func) {
    if std::env::var_os("TAIPAN_JIT_DUMP").is_some() {
        eprintln!("{}\n{}", crate::graph_text::graph_text(graph), crate::ssa_text::ssa_text(func, true));
    }
}

impl Compiler {
    /// For the machine it runs on. Panics if Cranelift has no back end for it.
    pub fn new(options: Options) -> Compiler {
        let mut flags = settings::builder();
        let verifier = if options.verify { "true" } else { "false" };
        for (name, value) in [
            ("opt_level", "speed"),
            ("enable_verifier", verifier),
            ("unwind_info", "false"),
            ("is_pic", "false"),
            ("enable_probestack", "false"),
            ("enable_heap_access_spectre_mitigation", "false"),
            ("enable_table_access_spectre_mitigation", "false"),
            ("preserve_frame_pointers", "true"),
        ] {
            flags.set(name, value).expect("a setting of this Cranelift");
        }
        let (triple, features, has_rounding) = host();
        let mut builder = cranelift_codegen::isa::lookup_by_name(triple).expect("a back end for this machine");
        for feature in features {
            builder.enable(feature).expect("a feature of this target");
        }
        let isa = builder.finish(settings::Flags::new(flags)).expect("valid settings");
        Compiler {
            isa,
            context: cranelift_codegen::Context::new(),
            frontend: FunctionBuilderContext::new(),
            options,
            has_rounding,
        }
    }
    pub fn options(&self) -> &Options {
        &self.options
    }
    pub fn isa(&self) -> &dyn TargetIsa {
        &*self.isa
    }
    /// Builds and compiles a region. An error names what Cranelift or the limits refused.
    pub fn compile(&mut self, graph: &Graph, profile: &Profile, runtime: &Runtime, constants: &[u64]) -> Result<Compiled, String> {
        if let Some(why) = &graph.poisoned {
            return Err(format!("poisoned graph: {why}"));
        }
        let built = build(graph, profile, &self.options);
        self.emit(&built, runtime, constants)
    }
    /// The same for a function region (a graph with a signature).
    pub fn compile_function(
        &mut self,
        graph: &Graph,
        profile: &Profile,
        runtime: &Runtime,
        host: &lower::FunctionHost,
        constants: &[u64],
    ) -> Result<Compiled, String> {
        if let Some(why) = &graph.poisoned {
            return Err(format!("poisoned graph: {why}"));
        }
        if graph.signature.is_none() {
            return Err("a function region without a signature".to_string());
        }
        let built = build(graph, profile, &self.options);
        self.emit_for(&built, runtime, constants, Some(*host))
    }
    /// The way from the interpreter into a function region, through its slot: see [`lower::lower_adapter`].
    pub fn compile_adapter(&mut self, signature: &Signature, slot: usize, depth_offset: i32, runtime: &Runtime) -> Result<Vec<u8>, String> {
        self.context.clear();
        lower::lower_adapter(runtime, signature, slot, depth_offset, &*self.isa, &mut self.context.func, &mut self.frontend);
        self.machine_code()
    }
    /// SSA to machine code.
    pub fn emit(&mut self, built: &Built, runtime: &Runtime, constants: &[u64]) -> Result<Compiled, String> {
        if built.func.signature.is_some() {
            return Err("a function region needs its host".to_string());
        }
        self.emit_for(built, runtime, constants, None)
    }
    fn machine_code(&mut self) -> Result<Vec<u8>, String> {
        let shown = std::env::var_os("TAIPAN_JIT_DUMP").is_some_and(|level| level == "2");
        self.context.set_disasm(shown);
        let compiled = self
            .context
            .compile(&*self.isa, &mut ControlPlane::default())
            .map_err(|e| format!("{:?}\n{}", e.inner, e.func.display()))?;
        if let Some(text) = &compiled.vcode {
            eprintln!("{text}");
        }
        if !compiled.buffer.relocs().is_empty() {
            return Err(format!("code with relocations: {:?}", compiled.buffer.relocs()));
        }
        Ok(compiled.buffer.data().to_vec())
    }
    fn emit_for(&mut self, built: &Built, runtime: &Runtime, constants: &[u64], function: Option<lower::FunctionHost>) -> Result<Compiled, String> {
        let start = Instant::now();
        let widest = built.func.snapshots.iter().map(|s| s.values().count()).max().unwrap_or(0);
        if widest + 8 > crate::deopt::EXIT_BUFFER_WORDS {
            return Err(format!("a snapshot of {widest} values"));
        }
        self.context.clear();
        let most = if self.options.take_exits { built.func.exits.len() } else { 0 };
        let mut taken = vec![0u8; most].into_boxed_slice();
        let input = lower::Input {
            taken: self.options.take_exits.then_some(taken.as_mut_ptr() as usize),
            func: &built.func,
            ranges: &built.ranges,
            reps: &built.reps,
            runtime,
            constants,
            function,
            call_conv: self.isa.default_call_conv(),
            frontend: self.isa.frontend_config(),
            has_rounding: self.has_rounding,
        };
        let exits = lower::lower(&input, &mut self.context.func, &mut self.frontend);
        let code = self.machine_code()?;
        let report = Report {
            code_bytes: code.len(),
            lower_time: start.elapsed(),
            ..built.report
        };
        Ok(Compiled {
            code,
            exits,
            sites: built.func.sites.clone(),
            report,
            taken,
        })
    }
    /// The Cranelift text of the last function, for reports.
    pub fn clif_text(&self) -> String {
        self.context.func.display().to_string()
    }
}

#[cfg(target_arch = "x86_64")]
fn host() -> (&'static str, Vec<&'static str>, bool) {
    let mut features = Vec::new();
    macro_rules! detect {
        ($($feature:tt => $name:literal),*) => {
            $(if std::arch::is_x86_feature_detected!($feature) { features.push($name); })*
        };
    }
    detect!("sse3" => "has_sse3", "ssse3" => "has_ssse3", "sse4.1" => "has_sse41", "sse4.2" => "has_sse42",
        "avx" => "has_avx", "avx2" => "has_avx2", "bmi1" => "has_bmi1", "bmi2" => "has_bmi2", "lzcnt" => "has_lzcnt",
        "popcnt" => "has_popcnt");
    let rounding = std::arch::is_x86_feature_detected!("sse4.1");
    ("x86_64-unknown-linux-gnu", features, rounding)
}
#[cfg(target_arch = "aarch64")]
fn host() -> (&'static str, Vec<&'static str>, bool) {
    ("aarch64-unknown-linux-gnu", Vec::new(), true)
}
