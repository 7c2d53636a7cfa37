//! `vanbangd`: the page where a file is dropped, its JSON, and the page that a code opens.

mod config;

use std::future::pending;
use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use vanbang::service::{State, monitoring, router, serve, watch};

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
        let listener = bind(loaded.listen).await?;
        let state = State::new(loaded.settings);
        tokio::spawn(watch(state.clone()));
        if let Some(address) = loaded.monitoring {
            let (listener, state) = (bind(address).await?, state.clone());
            let limits = state.limits().clone();
            tokio::spawn(async move { serve(listener, monitoring(state), &limits, pending()).await });
        }
        let address = listener.local_addr().map_err(Failure::runtime)?;
        // Whoever started us may have closed our output; that is no reason not to serve.
        let _ = writeln!(std::io::stdout(), "http://{address}/");
        let stop = async {
            stopped().await;
            state.stop();
        };
        serve(listener, router(state.clone()), state.limits(), stop).await;
        Ok(())
    });
    // A verification that overran its time is not waited for.
    runtime.shutdown_background();
    served
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|cause| Failure::listen(address, &cause))
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
