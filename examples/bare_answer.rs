//! The least an axum server can do: one handler that answers the bytes of a file. What the service's look-ups
//! are measured against.
//!
//!     cargo run --release --no-default-features --features service --example bare_answer -- ANSWER.json

use axum::Router;
use axum::body::Bytes;
use axum::http::header;

#[cfg(all(unix, target_arch = "x86_64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[tokio::main]
async fn main() {
    let path = std::env::args().nth(1).expect("the file to answer with");
    let answer = Bytes::from(std::fs::read(path).expect("a readable file"));
    let handler = move || {
        let answer = answer.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], answer) }
    };
    let router = Router::new().fallback(handler);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("http://{}/", listener.local_addr().expect("an address"));
    axum::serve(listener, router).await.expect("it serves until it is ended");
}
