//! What this process has used: processor time and peak memory, where the system tells.

use std::time::Duration;

/// Processor time of all threads so far, user and system.
#[cfg(unix)]
pub fn cpu() -> Option<Duration> {
    let usage = of_self()?;
    let part = |time: nix::sys::time::TimeVal| {
        let micros = u64::try_from(time.tv_usec()).ok()?;
        Some(Duration::from_secs(u64::try_from(time.tv_sec()).ok()?) + Duration::from_micros(micros))
    };
    Some(part(usage.user_time())? + part(usage.system_time())?)
}

/// Largest resident set so far, in bytes.
#[cfg(unix)]
pub fn peak_rss() -> Option<u64> {
    // Kilobytes, except on Apple's systems.
    let unit = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
    u64::try_from(of_self()?.max_rss()).ok()?.checked_mul(unit)
}

#[cfg(unix)]
fn of_self() -> Option<nix::sys::resource::Usage> {
    nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_SELF).ok()
}

#[cfg(not(unix))]
pub fn cpu() -> Option<Duration> {
    None
}

#[cfg(not(unix))]
pub fn peak_rss() -> Option<u64> {
    None
}
