//! `vanbangd`: the page where a file is dropped, its JSON, and the page that a code opens.

mod config;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use vanbang::service::{State, router, serve};

use config::{Arguments, Failure, Loaded};

/// Usage, or could not run.
const COULD_NOT_RUN: u8 = 2;

fn main() -> ExitCode {
    match config::load(&Arguments::parse()).and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

fn run(loaded: Loaded) -> Result<(), Failure> {
    let runtime = Builder::new_multi_thread().enable_all().build().map_err(Failure::runtime)?;
    let served = runtime.block_on(async {
        let listener =
            TcpListener::bind(loaded.listen).await.map_err(|cause| Failure::listen(loaded.listen, &cause))?;
        let address = listener.local_addr().map_err(Failure::runtime)?;
        let limits = loaded.settings.limits.clone();
        let state = State::new(loaded.settings);
        tokio::spawn(config::keep_fresh(state.clone(), loaded.register));
        // Whoever started us may have closed our output; that is no reason not to serve.
        let _ = writeln!(std::io::stdout(), "http://{address}/");
        serve(listener, router(state), &limits, stopped()).await;
        Ok(())
    });
    // A verification that overran its time is not waited for.
    runtime.shutdown_background();
    served
}

/// Ends at Ctrl-C or, on Unix, at SIGTERM.
async fn stopped() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}
