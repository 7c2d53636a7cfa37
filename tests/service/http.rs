//! The real `vanbangd` on a free port of loopback, and HTTP spoken by hand.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

/// Limits that no test reaches, however much else the machine does.
pub const PATIENT: &str = "[limits]\nlook_ups_per_minute = 1000000\nuploads_per_minute = 1000000\n\
    verify_seconds = 120\nwork_seconds = 120\n";

/// A running service; it ends with the value.
pub struct Service {
    child: Child,
    address: String,
    /// Reads the log as it comes: a pipe that nobody empties stops the service.
    log: Option<JoinHandle<String>>,
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

pub fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_vanbangd"))
}

impl Service {
    /// Starts it on a configuration file; it prints its address when it listens.
    pub fn start(config: &Path) -> Service {
        Service::start_at("127.0.0.1:0", config)
    }

    pub fn start_at(listen: &str, config: &Path) -> Service {
        Service::run(listen, config, &[])
    }

    /// With these variables of the environment.
    pub fn start_with(config: &Path, environment: &[(&str, &str)]) -> Service {
        Service::run("127.0.0.1:0", config, environment)
    }

    fn run(listen: &str, config: &Path, environment: &[(&str, &str)]) -> Service {
        let mut child = command()
            .envs(environment.iter().copied())
            .args(["--listen", listen, "--config"])
            .arg(config)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        assert!(!address.is_empty(), "vanbangd did not start");
        let mut stderr = child.stderr.take().unwrap();
        let read = move || {
            let mut log = Vec::new();
            let _ = stderr.read_to_end(&mut log);
            String::from_utf8_lossy(&log).into_owned()
        };
        Service { child, address, log: Some(std::thread::spawn(read)) }
    }

    pub fn connect(&self) -> TcpStream {
        connect(&self.address)
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Sends a request and reads the whole answer.
    pub fn send(&self, request_line: &str, headers: &str, body: &[u8]) -> Answer {
        send(&self.address, request_line, headers, body)
    }

    pub fn page(&self, path: &str) -> Answer {
        self.send(&format!("GET {path}"), "", b"")
    }

    /// Uploads a file as the form of the page does.
    pub fn upload(&self, path: &str, name: &str, bytes: &[u8]) -> Answer {
        let mut body = format!(
            "--BORDER\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--BORDER--\r\n");
        self.send(&format!("POST {path}"), "Content-Type: multipart/form-data; boundary=BORDER\r\n", &body)
    }

    /// The processes that it started.
    #[cfg(target_os = "linux")]
    pub fn children(&self) -> Vec<String> {
        let path = format!("/proc/{0}/task", self.child.id());
        let tasks = std::fs::read_dir(path).unwrap();
        let of_task =
            |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
        let all: String = tasks.map(|task| of_task(task.unwrap())).collect();
        all.split_whitespace().map(str::to_owned).collect()
    }

    #[cfg(unix)]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGTERM, as a service manager sends it.
    #[cfg(unix)]
    pub fn ask_to_stop(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Its exit code, once it has ended by itself.
    #[cfg(unix)]
    pub fn ended(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Ends it and returns its log.
    pub fn stop(mut self) -> String {
        self.child.kill().unwrap();
        self.log.take().unwrap().join().unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream
}

/// Sends a request to any address of a service and reads the whole answer.
pub fn send(address: &str, request_line: &str, headers: &str, body: &[u8]) -> Answer {
    let mut stream = connect(address);
    let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    let head =
        format!("{request_line} HTTP/1.1\r\nHost: vb.thcs-mau.example\r\nConnection: close\r\n{headers}{length}\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    // A refused upload may be answered before it was sent whole.
    let _ = stream.write_all(body);
    read_answer(&mut stream)
}

/// The answer, if there is any; a connection may be closed before it is heard.
pub fn try_send(address: &str, request_line: &str) -> Option<Answer> {
    let mut stream = connect(address);
    let head = format!("{request_line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).ok()?;
    let answer = read_answer(&mut stream);
    (!answer.bytes.is_empty()).then_some(answer)
}

/// Reads to the end of the connection and takes the answer apart.
pub fn read_answer(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let bytes = bytes.get(end + 4..).unwrap_or_default().to_vec();
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    Answer { status, head, body: String::from_utf8_lossy(&bytes).into_owned(), bytes }
}
