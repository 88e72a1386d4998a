//! How long something takes: processor time where the system tells it, so that other programs on the machine do not count.

use std::fs;
use std::time::Instant;

/// Times that something is done; the fastest one counts.
const TIMES: usize = 3;

/// Seconds that `work` takes on this thread.
pub fn seconds(mut work: impl FnMut()) -> f64 {
    (0..TIMES).map(|_| once(&mut work)).fold(f64::INFINITY, f64::min)
}

/// The same for work that is done once.
pub fn once(work: impl FnOnce()) -> f64 {
    let (clock, processor) = (Instant::now(), on_processor());
    work();
    match (processor, on_processor()) {
        (Some(start), Some(end)) if end > start => end - start,
        _ => clock.elapsed().as_secs_f64(),
    }
}

/// Seconds that this thread has been running, as Linux counts them.
fn on_processor() -> Option<f64> {
    let statistics = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = statistics.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}
