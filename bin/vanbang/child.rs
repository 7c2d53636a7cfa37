//! This program run again as a child with limits, for work on hostile input that may hang, exhaust
//! memory or abort: the parent always gets an answer.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Between two looks at whether the child has ended.
const PAUSE: Duration = Duration::from_millis(10);

#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub time: Duration,
    /// Largest answer, in bytes.
    pub answer: u64,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    NotStarted,
    TimedOut,
    TooLong,
    /// It ended by itself, or by the system, without success.
    Failed,
}

/// Runs `vanbang COMMAND` with `input` on its standard input and answers its standard output.
pub fn run(command: &str, input: Vec<u8>, limits: Limits) -> Result<Vec<u8>, NoAnswer> {
    let program = std::env::current_exe().map_err(|_| NoAnswer::NotStarted)?;
    let child = Command::new(program)
        .arg(command)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.map_err(|_| NoAnswer::NotStarted)?;
    let answer = talk(&mut child, input, limits);
    if answer.is_err() {
        // It may have ended meanwhile; then there is nothing left to stop.
        let _ = child.kill();
        let _ = child.wait();
    }
    answer
}

fn talk(child: &mut Child, input: Vec<u8>, limits: Limits) -> Result<Vec<u8>, NoAnswer> {
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(NoAnswer::NotStarted);
    };
    // A child that stops reading breaks the pipe; its exit status tells the rest.
    thread::spawn(move || drop(stdin.write_all(&input)));
    let reader = thread::spawn(move || {
        let mut bytes = Vec::new();
        stdout.take(limits.answer.saturating_add(1)).read_to_end(&mut bytes).map(|_| bytes)
    });
    let deadline = Instant::now() + limits.time;
    while !reader.is_finished() {
        if Instant::now() >= deadline {
            return Err(NoAnswer::TimedOut);
        }
        thread::sleep(PAUSE);
    }
    let bytes = reader.join().ok().and_then(Result::ok).ok_or(NoAnswer::Failed)?;
    if bytes.len() as u64 > limits.answer {
        return Err(NoAnswer::TooLong);
    }
    while Instant::now() < deadline {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(bytes),
            Ok(Some(_)) | Err(_) => return Err(NoAnswer::Failed),
            Ok(None) => thread::sleep(PAUSE),
        }
    }
    Err(NoAnswer::TimedOut)
}

/// Called by the child before it touches its input: no more memory than this, in bytes, and no core
/// file with somebody's marks in it.
#[cfg(unix)]
pub fn confine(memory: u64) -> bool {
    use nix::sys::resource::{Resource, setrlimit};
    setrlimit(Resource::RLIMIT_AS, memory, memory).and_then(|()| setrlimit(Resource::RLIMIT_CORE, 0, 0)).is_ok()
}

/// Windows has no such call without unsafe code; there the time limit alone holds.
#[cfg(not(unix))]
pub fn confine(_memory: u64) -> bool {
    true
}
