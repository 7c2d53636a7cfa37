//! A balancer as small as can be: each request goes to the first server that answers it, and one that fails or says
//! 503 is tried at the next. It can also lose answers, as networks do.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

pub struct Balancer {
    pub port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    servers: Mutex<Vec<String>>,
    asked: AtomicUsize,
    /// One answer in so many never arrives; 0: all do.
    loses: AtomicUsize,
    retried: AtomicUsize,
    stopped: AtomicBool,
}

impl Balancer {
    pub fn over(servers: &[&str]) -> Balancer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            servers: Mutex::new(servers.iter().map(|one| (*one).to_owned()).collect()),
            asked: AtomicUsize::new(0),
            loses: AtomicUsize::new(0),
            retried: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
        });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if serving.stopped.load(Ordering::SeqCst) {
                    break;
                }
                let (stream, shared) = (stream.unwrap(), Arc::clone(&serving));
                thread::spawn(move || shared.serve(stream));
            }
        });
        Balancer { port, shared }
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub fn send_to(&self, servers: &[&str]) {
        *self.shared.servers.lock().unwrap() = servers.iter().map(|one| (*one).to_owned()).collect();
    }

    pub fn lose_one_in(&self, answers: usize) {
        self.shared.loses.store(answers, Ordering::SeqCst);
    }

    pub fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::SeqCst)
    }

    /// Requests that a server failed and the next one was given.
    pub fn retried(&self) -> usize {
        self.shared.retried.load(Ordering::SeqCst)
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Shared {
    fn serve(&self, mut client: TcpStream) {
        let Some(request) = read_request(&client) else { return };
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        let servers = self.servers.lock().unwrap().clone();
        let mut answer = Vec::new();
        for turn in 0..servers.len() {
            let server = &servers[(number + turn) % servers.len()];
            answer = ask(server, &request).unwrap_or_default();
            if !answer.is_empty() && !answer.starts_with(b"HTTP/1.1 503") {
                break;
            }
            self.retried.fetch_add(1, Ordering::SeqCst);
        }
        let loses = self.loses.load(Ordering::SeqCst);
        if loses == 0 || number % loses != loses - 1 {
            let _ = client.write_all(&answer);
        }
    }
}

/// A whole request, which asks that the connection be closed behind the answer.
pub fn read_request(stream: impl Read) -> Option<Vec<u8>> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if line.trim_end().is_empty() {
            break;
        }
        let lower = line.to_ascii_lowercase();
        if let Some(given) = lower.strip_prefix("content-length:") {
            length = given.trim().parse().ok()?;
        }
        if !lower.starts_with("connection:") {
            head.extend_from_slice(line.as_bytes());
        }
    }
    let mut body = Vec::new();
    reader.take(length).read_to_end(&mut body).ok()?;
    (!head.is_empty()).then(|| [head.as_slice(), b"Connection: close\r\n\r\n", &body].concat())
}

/// The whole answer; nothing where it broke off.
pub fn ask(server: &str, request: &[u8]) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect(server).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    stream.write_all(request).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
    (length.is_none_or(|length| answer.len() == end + length)).then_some(answer)
}
