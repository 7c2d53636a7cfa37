//! Ctrl-C, and a polite end asked for from outside, while a batch is signed or its timestamps are asked for: what was
//! begun is finished and noted. Asked a second time, or while nothing of the kind is done, the program ends at once,
//! which the batch survives too.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody has asked.
static ASKED: AtomicBool = AtomicBool::new(false);
/// Whether there is something to finish.
static SIGNING: AtomicBool = AtomicBool::new(false);
/// What a shell tells of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// Whether signing should end as soon as what was begun stands.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// Runs `work`, which looks at [`asked`].
pub fn finishing<T>(work: impl FnOnce() -> T) -> T {
    SIGNING.store(true, Ordering::SeqCst);
    // Taken once in a process; where the system refuses, an interruption ends the program as it always does.
    let _ = ctrlc::try_set_handler(take);
    let done = work();
    SIGNING.store(false, Ordering::SeqCst);
    done
}

fn take() {
    if !SIGNING.load(Ordering::SeqCst) || ASKED.swap(true, Ordering::SeqCst) {
        std::process::exit(INTERRUPTED);
    }
}
