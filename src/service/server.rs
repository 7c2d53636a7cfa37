//! Connections: how many, how slow, and how they end.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tower_service::Service as _;

use super::client::{Client, Peer};
use super::crowd::Crowd;
use super::linger::Lingering;
use super::state::Limits;

/// Longest a connection lives, so that a reader who takes nothing does not hold it.
const CONNECTION_TIME: Duration = Duration::from_secs(300);
/// What is under way may finish for this long after the order to stop.
const STOP_TIME: Duration = Duration::from_secs(10);
/// Before the next attempt when the system has no descriptors left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
const MAX_HEADERS: usize = 64;
/// A request's head; hyper's least is 8 KiB.
const MAX_HEAD: usize = 16 * 1024;

/// Answers connections until `stop` ends, then lets those under way finish.
///
/// A connection's failure ends only that connection; a listener that cannot accept is asked again.
pub async fn serve(listener: TcpListener, answers: impl Answers, limits: &Limits, stop: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(limits.connections.clamp(1, 65_536)));
    let crowd = Crowd::new(limits.connections_per_client);
    let connections = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head_time).max_headers(MAX_HEADERS).max_buf_size(MAX_HEAD);
    tokio::pin!(stop);
    loop {
        let place = tokio::select! {
            () = &mut stop => break,
            place = Arc::clone(&places).acquire_owned() => place,
        };
        let Ok(place) = place else { break };
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, address)) = accepted else {
            sleep(ACCEPT_PAUSE).await;
            continue;
        };
        // A proxy's connections are everybody's; whoever is on this machine is one, or its operator.
        let is_counted = !limits.behind_proxy && !address.ip().to_canonical().is_loopback();
        let Some(own_place) = crowd.enter(is_counted.then(|| Client::at(address.ip()))) else { continue };
        let service = Introduced { answers: answers.clone(), peer: Peer(address) };
        let connection = connections.watch(http.serve_connection(TokioIo::new(Lingering::new(stream)), service));
        tokio::spawn(async move {
            // A connection that breaks off concerns only its own client.
            let _ = timeout(CONNECTION_TIME, connection).await;
            drop((place, own_place));
        });
    }
    drop(listener);
    let _ = timeout(STOP_TIME, connections.shutdown()).await;
}

/// Whoever answers requests.
pub trait Answers: Clone + Send + Sync + 'static {
    fn answer(&self, request: Request) -> impl Future<Output = Response> + Send;
}

impl Answers for Router {
    async fn answer(&self, request: Request) -> Response {
        let Ok(response) = self.clone().call(request).await;
        response
    }
}

/// Tells it at each request who asks.
struct Introduced<A> {
    answers: A,
    peer: Peer,
}

impl<A: Answers> Service<hyper::Request<Incoming>> for Introduced<A> {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn call(&self, request: hyper::Request<Incoming>) -> Self::Future {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(self.peer);
        let answers = self.answers.clone();
        Box::pin(async move { Ok(answers.answer(request).await) })
    }
}
