//! A panic while one file is looked at is a fault of the program, and is reported as an error of that file: all other
//! files are still checked.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    /// What the panic of this thread said, and where.
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps what a panic says for [`caught`] instead of printing it, unless a backtrace is asked for.
pub fn keep_quiet() {
    if std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0") {
        return;
    }
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |at| format!(" ({}:{})", at.file(), at.line()));
        let message = format!("{}{place}", info.payload_as_str().unwrap_or("panic"));
        LAST.with(|last| last.replace(message));
    }));
}

/// What `work` gives, or what its panic said.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| LAST.with(|last| last.take()))
}
