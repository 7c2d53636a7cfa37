//! The service from its first listener to the last answer.

use std::future::pending;
use std::io::Write;
use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio::runtime::Builder;
use vanbang::service::{State, monitoring, serve, site, watch};

use crate::config::Loaded;
use crate::failure::Failure;

/// Serves until it is told to stop.
pub fn run(loaded: Loaded) -> Result<(), Failure> {
    let runtime = Builder::new_multi_thread().enable_all().build().map_err(Failure::runtime)?;
    let served = runtime.block_on(async {
        let settings = loaded.settings()?;
        let listener = bind(loaded.listen).await?;
        let state = State::new(settings);
        tokio::spawn(watch(state.clone()));
        tokio::spawn(loaded.trust.watch(state.clone()));
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
        serve(listener, site(state.clone()), state.limits(), stop).await;
        Ok(())
    });
    // A verification that is still at work is not waited for.
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
