//! The `vanbang` command line: reads the arguments, loads the configuration, calls one story, shows
//! what came of it and ends with its exit code.

mod arguments;
mod basis;
mod batches;
mod bench;
mod ceremony;
mod child;
mod cli;
mod command;
mod config;
mod demo;
mod driver;
mod failure;
mod fitness;
mod input;
mod interruption;
mod mirrors;
mod office;
mod online;
mod pin;
mod press;
mod provenance;
mod published;
mod replacing;
mod report;
mod rosters;
mod scanning;
mod show;
mod signer;
mod space;
mod status_key;
mod token_key;
mod usage;

use std::process::ExitCode;

use config::Configuration;
use show::{Console, Language};

#[cfg(all(unix, target_arch = "x86_64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Usage, or a command that could not run.
const COULD_NOT_RUN: u8 = 2;

fn main() -> ExitCode {
    let of_environment = Language::of_environment(|name| std::env::var(name).ok());
    let cli = match arguments::parse(of_environment) {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let language = cli.lang.unwrap_or(of_environment);
    let console = Console::new(language);
    let done = Configuration::load(cli.office.as_deref()).and_then(|configuration| {
        let session = command::Session { console: &console, configuration, at: chrono::Utc::now() };
        command::run(cli.command, session)
    });
    let code = done.unwrap_or_else(|failure| {
        console.failure(&failure);
        COULD_NOT_RUN
    });
    // An answer that nobody could read is no answer.
    ExitCode::from(if console.is_broken() { COULD_NOT_RUN } else { code })
}
