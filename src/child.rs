//! A program run again as a child with limits, for work on input that may hang, exhaust memory or
//! abort: the parent always gets an answer. Questions and answers are frames: a length, then the bytes.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// Between two looks at whether the child has ended, and how long it may take to.
const PAUSE: Duration = Duration::from_millis(10);
const ENDING: Duration = Duration::from_secs(2);

/// What a child may take for one answer.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For one answer.
    pub time: Duration,
    /// Largest answer, in bytes.
    pub answer: u64,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// The system does not start it.
    NotStarted,
    /// No answer came in time.
    TimedOut,
    /// More processor time than it allowed itself.
    TooMuchWork,
    /// The answer is longer than one may be.
    TooLong,
    /// It ended by itself, or by the system, without success.
    Failed,
}

/// A child that answers one question after another; it ends with this value.
pub struct Helper {
    child: Child,
    questions: Sender<Vec<u8>>,
    /// `None`: one that is too long.
    answers: Receiver<Option<Vec<u8>>>,
    limits: Limits,
}

impl Helper {
    /// Starts the program with arguments that make it call [`serve`].
    ///
    /// # Errors
    /// [`NoAnswer::NotStarted`].
    pub fn start(program: &Path, arguments: &[OsString], limits: Limits) -> Result<Helper, NoAnswer> {
        let child = Command::new(program)
            .args(arguments)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = child.map_err(|_| NoAnswer::NotStarted)?;
        let (Some(mut stdin), Some(mut stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(NoAnswer::NotStarted);
        };
        let (questions, asked) = mpsc::channel::<Vec<u8>>();
        // A child that stops reading breaks the pipe; its exit status tells the rest.
        thread::spawn(move || asked.into_iter().try_for_each(|question| write_frame(&mut stdin, &question)));
        let (answered, answers) = mpsc::channel();
        thread::spawn(move || {
            loop {
                let answer = match read_frame(&mut stdout, limits.answer) {
                    Ok(Some(answer)) => Some(answer),
                    Err(error) if error.kind() == io::ErrorKind::FileTooLarge => None,
                    Ok(None) | Err(_) => return,
                };
                let is_last = answer.is_none();
                if answered.send(answer).is_err() || is_last {
                    return;
                }
            }
        });
        Ok(Helper { child, questions, answers, limits })
    }

    /// Asks, and waits for the answer. After a refusal the child is of no more use.
    ///
    /// # Errors
    /// [`NoAnswer`] says why there is none.
    pub fn ask(&mut self, question: Vec<u8>) -> Result<Vec<u8>, NoAnswer> {
        let _ = self.questions.send(question);
        match self.answers.recv_timeout(self.limits.time) {
            Ok(Some(answer)) => Ok(answer),
            Ok(None) => Err(NoAnswer::TooLong),
            Err(RecvTimeoutError::Timeout) => Err(NoAnswer::TimedOut),
            Err(RecvTimeoutError::Disconnected) if self.end().is_some_and(out_of_processor_time) => {
                Err(NoAnswer::TooMuchWork)
            }
            Err(RecvTimeoutError::Disconnected) => Err(NoAnswer::Failed),
        }
    }

    /// How a child that closed its output ended.
    fn end(&mut self) -> Option<ExitStatus> {
        let deadline = Instant::now() + ENDING;
        while Instant::now() < deadline {
            match self.child.try_wait() {
                Ok(None) => thread::sleep(PAUSE),
                Ok(ended) => return ended,
                Err(_) => return None,
            }
        }
        None
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        // It may have ended meanwhile; then there is nothing left to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The child: answers each question, of at most so many bytes, on standard output, until there is none
/// or one without an answer.
pub fn serve(most: u64, mut answer: impl FnMut(&[u8]) -> Option<Vec<u8>>) -> Option<()> {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    while let Some(question) = read_frame(&mut input, most).ok()? {
        write_frame(&mut output, &answer(&question)?).ok()?;
    }
    Some(())
}

fn write_frame(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(&(bytes.len() as u64).to_le_bytes())?;
    to.write_all(bytes)?;
    to.flush()
}

/// `None` at the end.
fn read_frame(from: &mut impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 8];
    match from.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = u64::from_le_bytes(length);
    if length > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(Some(bytes)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Called by the child before it touches its input: no more memory than this, in bytes of addresses,
/// and no core file with somebody's marks in it. Where the system allows less already, that holds.
#[cfg(unix)]
pub fn confine(memory: u64) -> bool {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let set = |(_, hard)| setrlimit(Resource::RLIMIT_AS, memory.min(hard), memory.min(hard));
    let confined = getrlimit(Resource::RLIMIT_AS).and_then(set);
    confined.and_then(|()| setrlimit(Resource::RLIMIT_CORE, 0, 0)).is_ok()
}

/// Windows has no such call without unsafe code; there the time limit holds, and that the system gives
/// out no more memory than it has, whoever asks for it.
#[cfg(not(unix))]
pub fn confine(_memory: u64) -> bool {
    true
}

/// Called by the child before a piece of work: from now on no more processor time than this.
#[cfg(unix)]
pub fn allow_work(seconds: u64) -> bool {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    use nix::sys::resource::{UsageWho, getrusage};
    let used = getrusage(UsageWho::RUSAGE_SELF).map(|usage| usage.user_time() + usage.system_time());
    let used = used.ok().and_then(|used| u64::try_from(used.tv_sec()).ok()).unwrap_or(0);
    let set = |(_, hard)| setrlimit(Resource::RLIMIT_CPU, (used + seconds + 1).min(hard), hard);
    getrlimit(Resource::RLIMIT_CPU).and_then(set).is_ok()
}

/// As [`confine`].
#[cfg(not(unix))]
pub fn allow_work(_seconds: u64) -> bool {
    true
}

#[cfg(unix)]
fn out_of_processor_time(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(nix::libc::SIGXCPU)
}

#[cfg(not(unix))]
fn out_of_processor_time(_status: ExitStatus) -> bool {
    false
}
