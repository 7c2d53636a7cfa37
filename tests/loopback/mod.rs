//! A server on loopback that counts its connections, and a trust folder that names it.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use vanbang::signature::fetch::Network;

/// One request as it came.
pub struct Asked {
    /// Method, target and version.
    pub line: String,
    pub headers: Vec<String>,
    pub body: Vec<u8>,
}

impl Asked {
    fn read(stream: &TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            if line.trim_end().is_empty() {
                break;
            }
            lines.push(line.trim_end().to_owned());
        }
        let mut body = Vec::new();
        let length =
            lines.iter().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        reader.take(length.unwrap_or(0)).read_to_end(&mut body).ok()?;
        (!lines.is_empty()).then(|| Self { line: lines.remove(0), headers: lines, body })
    }
}

/// Runs until it is dropped.
pub struct Server {
    pub port: u16,
    connections: Arc<AtomicUsize>,
    stopped: Arc<AtomicBool>,
}

impl Server {
    pub fn start(answer: impl Fn(&Asked, &mut TcpStream) + Send + Sync + 'static) -> Self {
        Self::start_raw(move |mut stream| {
            if let Some(asked) = Asked::read(&stream) {
                answer(&asked, &mut stream);
            }
        })
    }

    /// The same before anything is read.
    pub fn start_raw(answer: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (connections, stopped) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (counter, stop, answer) = (Arc::clone(&connections), Arc::clone(&stopped), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                counter.fetch_add(1, Ordering::SeqCst);
                let (stream, answer) = (stream.unwrap(), Arc::clone(&answer));
                thread::spawn(move || answer(stream));
            }
        });
        Self { port, connections, stopped }
    }

    /// Answers everything with these bytes.
    pub fn serving(content: Vec<u8>) -> Self {
        Self::start(move |_, stream| send(stream, &ok(&content)))
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Its address with this path.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// How a configuration names it.
    pub fn name(&self) -> String {
        format!("\"127.0.0.1:{}\"", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

/// An answer of status 200.
pub fn ok(content: &[u8]) -> Vec<u8> {
    answer("200 OK", "application/octet-stream", content)
}

pub fn answer(status: &str, media_type: &str, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n");
    [head.as_bytes(), content].concat()
}

/// A client that gave up is no failure of the server.
pub fn send(stream: &mut TcpStream, bytes: &[u8]) {
    let _ = stream.write_all(bytes);
}

/// The network of a trust folder with this configuration.
pub fn network(folder: &Path, configuration: &str) -> Network {
    std::fs::write(folder.join("fetch.toml"), configuration).unwrap();
    Network::open(folder).unwrap().expect("somebody is named")
}
