//! One file a command: arguments in, one story called, exit code out.

pub mod bench;
mod cert;
mod check;
mod code;
mod copy;
mod delegate;
mod demo;
mod directory;
mod export;
mod give_up;
mod init;
mod issue;
mod publish;
mod register;
mod seal;
mod sign;
mod token;
mod trust;
mod verify;

use chrono::{DateTime, Utc};

use crate::cli::Command;
use crate::config::Configuration;
use crate::driver;
use crate::failure::Failure;
use crate::press::helper;
use crate::report::pictures;
use crate::scanning;
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
        Command::Code(arguments) => code::run(&arguments, &session),
        Command::Cert(arguments) => cert::run(&arguments, &session),
        Command::Trust(arguments) => trust::run(arguments, &session),
        Command::Init(arguments) => init::run(&arguments, &session),
        Command::Check(arguments) => check::run(&arguments, &session),
        Command::Issue(arguments) => issue::run(&arguments, &session),
        Command::Sign(arguments) => sign::run(&arguments, &session),
        Command::Token(arguments) => token::run(&arguments, &session),
        Command::Copy(arguments) => copy::run(&arguments, &session),
        Command::Register(arguments) => register::run(arguments, &session),
        Command::Delegate(arguments) => delegate::run(&arguments, &session),
        Command::Publish(arguments) => publish::run(&arguments, &session),
        Command::Export(arguments) => export::run(&arguments, &session),
        Command::Demo(arguments) => demo::run(&arguments, &session),
        Command::Bench(arguments) => bench::run(&arguments, &session),
        Command::TokenDriver => Ok(driver::serve()),
        Command::Scan => Ok(answered(scanning::answer())),
        Command::Pictures => Ok(answered(pictures::answer())),
        Command::Press => Ok(answered(helper::answer())),
    }
}

/// The exit code of a child that was asked questions.
fn answered(done: Option<()>) -> u8 {
    if done.is_some() { 0 } else { crate::COULD_NOT_RUN }
}
