//! A faulty twin: it hands requests on to the real responder, alters them or the answers, and gives the
//! rest as its own.

use std::io::{Read, Write};
use std::net::TcpStream;

use vanbang::signature::crypto::tlv::{self, Element, Reader, tag};

use crate::loopback::{Asked, Server, answer, ok, send};

/// A request on its way to the real responder.
pub struct Relayed {
    pub path: String,
    pub headers: Vec<String>,
    pub body: Vec<u8>,
}

impl Relayed {
    /// Asks as if it were then.
    pub fn at(&mut self, time: &str) {
        self.headers.push(format!("X-Certomancer-Fake-Time: {time}"));
    }

    fn send(&self, method: &str, port: u16) -> Vec<u8> {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let headers: String = self.headers.iter().map(|header| format!("{header}\r\n")).collect();
        let (path, length) = (&self.path, self.body.len());
        let head = format!("{method} {path} HTTP/1.0\r\n{headers}Content-Length: {length}\r\n\r\n");
        stream.write_all(&[head.as_bytes(), &self.body].concat()).unwrap();
        let mut whole = Vec::new();
        stream.read_to_end(&mut whole).unwrap();
        let end = whole.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&whole[..end]).into_owned();
        assert!(head.starts_with("HTTP/1.1 200") || head.starts_with("HTTP/1.0 200"), "{path}: {head}");
        whole.split_off(end + 4)
    }
}

pub type Change = fn(&mut Relayed);
pub type Spoil = fn(Vec<u8>) -> Vec<u8>;

pub fn as_it_is(_: &mut Relayed) {}

pub fn whole(answer: Vec<u8>) -> Vec<u8> {
    answer
}

/// Relays what has this part in its path to `port`; anything else is not there.
pub fn twin(port: u16, part: &'static str, change: Change, spoil: Spoil) -> Server {
    Server::start(move |asked: &Asked, stream| {
        let mut words = asked.line.split(' ');
        let (Some(method), Some(path)) = (words.next(), words.next()) else { return };
        if !path.contains(part) {
            return send(stream, &answer("404 Not Found", "text/plain", b""));
        }
        let kept = asked.headers.iter().filter(|header| header.to_ascii_lowercase().starts_with("content-type"));
        let mut relayed = Relayed { path: path.to_owned(), headers: kept.cloned().collect(), body: asked.body.clone() };
        change(&mut relayed);
        send(stream, &ok(&spoil(relayed.send(method, port))));
    })
}

/// The elements of a SEQUENCE without the one at `index`.
pub fn without(sequence: &[u8], index: usize) -> Vec<u8> {
    let mut reader: Reader = Element::whole(sequence).unwrap().reader(tag::SEQUENCE).unwrap();
    let mut kept = Vec::new();
    let mut at = 0;
    while !reader.is_empty() {
        let element = reader.any().unwrap();
        if at != index {
            kept.extend_from_slice(element.raw);
        }
        at += 1;
    }
    tlv::encode(tag::SEQUENCE, &[&kept])
}

/// Flips a bit of the first byte after these.
pub fn flip_after(bytes: &mut [u8], mark: &[u8]) {
    let place = bytes.windows(mark.len()).position(|window| window == mark).unwrap();
    bytes[place + mark.len()] ^= 1;
}

/// The first half.
pub fn broken_off(mut answer: Vec<u8>) -> Vec<u8> {
    answer.truncate(answer.len() / 2);
    answer
}
