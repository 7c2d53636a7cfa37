//! One file a command: arguments in, one story called, exit code out.

mod trust;
mod verify;

use chrono::{DateTime, Utc};

use crate::cli::Command;
use crate::config::Configuration;
use crate::failure::Failure;
use crate::show::Console;

/// What every command has at hand.
pub struct Session<'c> {
    pub console: &'c Console,
    pub configuration: Configuration,
    /// Now, read once.
    pub at: DateTime<Utc>,
}

/// Runs one command to its exit code.
pub fn run(command: Command, session: Session) -> Result<u8, Failure> {
    match command {
        Command::Verify(arguments) => verify::run(arguments, &session),
        Command::Trust(arguments) => trust::run(arguments, &session),
    }
}
