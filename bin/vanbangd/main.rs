//! `vanbangd`: the page where a file is dropped, its JSON, and the page that a code opens.

mod bucket;
mod config;
mod failure;
mod run;
mod trust;

use std::process::ExitCode;

use clap::Parser;
use tokio::runtime::Builder;
use vanbang::service::work;
use vanbang::verify::Id;

use config::{Arguments, Loaded};
use failure::Failure;
use run::run;

#[cfg(all(unix, target_arch = "x86_64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Usage, or could not run.
const COULD_NOT_RUN: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match config::load(&arguments).and_then(|loaded| act(&arguments, loaded)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

fn act(arguments: &Arguments, loaded: Loaded) -> Result<(), Failure> {
    if arguments.worker {
        return work(&loaded.worker, loaded.limits.upload_bytes).ok_or_else(Failure::confinement);
    }
    match (&arguments.backup, &arguments.erase) {
        (Some(file), _) => loaded.back_up(file),
        (None, Some(id)) => erase(&loaded, id),
        (None, None) => run(loaded),
    }
}

fn erase(loaded: &Loaded, id: &str) -> Result<(), Failure> {
    let id = Id::parse(id).map_err(|_| Failure::nothing_to_erase())?;
    let runtime = Builder::new_current_thread().enable_all().build().map_err(Failure::runtime)?;
    let erased = runtime.block_on(async {
        let store = loaded.store()?;
        store.erase(*id.as_bytes()).await.map_err(|error| Failure::store(&error))
    })?;
    if erased { Ok(()) } else { Err(Failure::nothing_to_erase()) }
}
