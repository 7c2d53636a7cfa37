//! A token's driver in a child: this program run again, with a limit on memory. Neither leaves a core file,
//! which might hold a PIN.

use std::fs::File;
use std::process::Command;
use std::time::Duration;

use vanbang::child;
use vanbang::signature::token::driver::{self, DEFAULT_LIMIT};
use vanbang::signature::token::{DriverProcess, Error};

/// The hidden command.
const COMMAND: &str = "token-driver";

/// Bytes of addresses for the child, its threads and the driver in it. Drivers map a few hundred MiB; one that
/// counts slots, mechanisms or bytes without sense is believed by the library that calls it, which makes room for
/// all of them. Here it gets none, whatever the allocator promises, and the child ends.
const MEMORY: u64 = 2 << 30;

/// Starts the child; a driver may take so many seconds for each answer.
pub fn start(seconds: Option<u16>) -> Result<DriverProcess, Error> {
    let unknown = |cause: std::io::Error| Error::DriverEnded { detail: cause.to_string() };
    let mut command = Command::new(std::env::current_exe().map_err(unknown)?);
    command.arg(COMMAND);
    apart(&mut command);
    DriverProcess::start(command, seconds.map_or(DEFAULT_LIMIT, |seconds| Duration::from_secs(seconds.into())))
}

/// The child: answers until its input ends.
pub fn serve() -> u8 {
    leave_no_core();
    if !child::confine(MEMORY) {
        return crate::COULD_NOT_RUN;
    }
    let served = pipes().and_then(|(input, output)| driver::serve(input, output));
    // A thread that hangs in the driver ends here with the process.
    if served.is_ok() { 0 } else { crate::COULD_NOT_RUN }
}

/// An interruption from the terminal is the parent's to deal with: the child ends when its pipe does.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(windows)]
fn apart(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
    command.creation_flags(CREATE_NEW_PROCESS_GROUP);
}

/// Standard input without a buffer, in which a PIN would stay; and standard output under another number,
/// because some drivers print.
#[cfg(unix)]
fn pipes() -> std::io::Result<(File, File)> {
    use std::os::fd::AsFd;
    let input = std::io::stdin().as_fd().try_clone_to_owned()?;
    let output = std::io::stdout().as_fd().try_clone_to_owned()?;
    nix::unistd::dup2_stdout(std::io::stderr())?;
    Ok((input.into(), output.into()))
}

#[cfg(windows)]
fn pipes() -> std::io::Result<(File, File)> {
    use std::os::windows::io::AsHandle;
    let input = std::io::stdin().as_handle().try_clone_to_owned()?;
    let output = std::io::stdout().as_handle().try_clone_to_owned()?;
    Ok((input.into(), output.into()))
}

/// Called before a PIN is in memory. What the system does not allow is left as it is.
#[cfg(unix)]
pub fn leave_no_core() {
    let _ = nix::sys::resource::setrlimit(nix::sys::resource::Resource::RLIMIT_CORE, 0, 0);
    // A program that collects core files is not bound by that limit; nor may others of this user look in.
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_dumpable(false);
}

/// Windows writes none unless its administrator asks for them, which a program cannot undo without unsafe
/// code.
#[cfg(not(unix))]
pub fn leave_no_core() {}
