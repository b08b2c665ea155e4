//! Numbers asked for and printed.

use std::fs;
use std::time::Duration;

/// A number that an environment variable gives.
pub(crate) fn number(variable: &str) -> Option<usize> {
    std::env::var(variable).ok().and_then(|number| number.parse().ok())
}

pub(crate) fn megabytes(bytes: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "printed with one digit")]
    let bytes = bytes as f64;
    bytes / 1e6
}

/// Time on all cores that a process has used (`self` or its number), where the system tells
/// (Linux); else none.
pub(crate) fn core_time(process: &str) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // Behind the name, which is in parentheses, user and system time are the 12th and 13th field,
    // in hundredths of a second.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok());
    Duration::from_millis(ticks.sum::<u64>() * 10)
}

/// Peak memory of a process in bytes, where the system tells (Linux); else 0. With what it maps of
/// files, and of its own alone.
pub(crate) fn memory(process: u32) -> (u64, u64) {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|kb| kb.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0)
    };
    (of("VmHWM:") * 1024, of("RssAnon:") * 1024)
}

/// p50 and p99 in milliseconds.
pub(crate) fn quantiles(times: impl Iterator<Item = Duration>) -> (f64, f64) {
    let mut times: Vec<Duration> = times.collect();
    times.sort_unstable();
    let at = |share: usize| {
        times.get(times.len().saturating_sub(1) * share / 100).map_or(0.0, Duration::as_secs_f64)
    };
    (at(50) * 1e3, at(99) * 1e3)
}
