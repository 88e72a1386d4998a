//! One line on the terminal's standard error while a run lasts longer than a second; gone when the run is over.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use reformlint::finding::Language;

/// How long a run may last in silence.
const PATIENCE: Duration = Duration::from_secs(1);

/// Time between two updates.
const PACE: Duration = Duration::from_millis(100);

/// Goes back to the start of the line and clears it.
const CLEAR: &str = "\r\x1b[2K";

/// Counts what is done; shows it if there is someone to see it.
pub struct Progress {
    done: Arc<AtomicUsize>,
    /// Ends the line when it is dropped.
    line: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts counting up to `total` files.
    pub fn start(total: usize, language: Language) -> Self {
        let done = Arc::new(AtomicUsize::new(0));
        if total < 2 || !io::stderr().is_terminal() {
            return Self { done, line: None };
        }
        let (stop, stopped) = mpsc::channel::<()>();
        let counter = Arc::clone(&done);
        let show = move || {
            let mut wait = PATIENCE;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = PACE;
                let done = counter.load(Ordering::Relaxed);
                let line = match language {
                    Language::Zh => format!("{CLEAR}检查中：{done}/{total} 个文件"),
                    Language::En => format!("{CLEAR}checking: {done} of {total} files"),
                };
                if io::stderr().write_all(line.as_bytes()).is_err() {
                    return;
                }
            }
            if wait == PACE {
                let _ = io::stderr().write_all(CLEAR.as_bytes());
            }
        };
        let line = thread::Builder::new().spawn(show).ok().map(|thread| (stop, thread));
        Self { done, line }
    }

    /// One more file is done.
    pub fn advance(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.line.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}
