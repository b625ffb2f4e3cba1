//! A Rust panic is a bug of Taipan. It must not look like an error of the program, neither to people
//! nor to scripts, so it says so and ends the process with a code of its own.

/// `EX_SOFTWARE` of sysexits.h: an internal software error.
pub const EXIT_CODE: i32 = 70;

/// Every panic from now on ends the process.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        let what = info
            .payload()
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| info.payload().downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "unknown".to_string());
        let place = info
            .location()
            .map_or_else(String::new, |at| format!(" ({}:{}:{})", at.file(), at.line(), at.column()));
        // Code that cannot be built costs the region its code, not the program its life.
        taipan_jit::background::panicked(&format!("{what}{place}"));
        eprintln!("Taipan internal error: {what}{place}");
        eprintln!("This is a bug in Taipan, not in the program; please report: the lines above, and the program that caused them");
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|v| v != "0") {
            eprintln!("{}", std::backtrace::Backtrace::force_capture());
        }
        // SAFETY: ends the process at once; nothing of a broken state is run any more.
        unsafe { libc::_exit(EXIT_CODE) }
    }));
}
