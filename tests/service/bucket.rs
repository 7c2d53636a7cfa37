//! `vanbangd` with its envelopes in a bucket: what it says while the bucket is away, silent or lies, and how it comes to
//! its keys. The bucket here is an imitation that can do all of that; `tests/store.rs` runs over a real one.

use std::collections::HashMap;
use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use vanbang::service::store::{Envelope, Put, Sqlite, Store};
use vanbang::verify::Id;

use crate::OFFICE;
use crate::codes::{ID, batch};
use crate::http::{self, Answer, Service};
use crate::loopback::{Asked, Server};

const SECRET: &str = "a-secret-that-nobody-sees";
const ENVELOPE: &[u8] = b"VBE1 and more";

/// What the imitation does with what it is asked.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Serves,
    Fails,
    Refuses,
    IsSilent,
    /// Answers without an end.
    Floods,
    /// Answers each question with bytes of its own.
    Lies,
}

#[derive(Clone)]
struct Imitation(Arc<Mutex<Held>>);

struct Held {
    mood: Mood,
    objects: HashMap<String, Vec<u8>>,
}

impl Imitation {
    fn start() -> (Imitation, Server) {
        let imitation = Imitation(Arc::new(Mutex::new(Held { mood: Mood::Serves, objects: HashMap::new() })));
        let answering = imitation.clone();
        (imitation, Server::start(move |asked, stream| answering.answer(asked, stream)))
    }

    fn is(&self, mood: Mood) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).mood = mood;
    }

    fn loses_all(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).objects.retain(|name, _| name.ends_with("/vanbangd"));
    }

    fn answer(&self, asked: &Asked, stream: &mut TcpStream) {
        let is_signed =
            asked.headers.iter().any(|header| header.to_ascii_lowercase().starts_with("authorization: aws4"));
        let mut words = asked.line.split(' ');
        let (method, path) = (words.next().unwrap(), words.next().unwrap().to_owned());
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mood = held.mood;
        let (status, body) = match (mood, method) {
            _ if !is_signed => ("403 Forbidden", Vec::new()),
            (Mood::Refuses, _) => ("403 Forbidden", Vec::new()),
            (Mood::Fails, _) => ("500 Internal Server Error", Vec::new()),
            (Mood::IsSilent, _) => {
                drop(held);
                return std::thread::sleep(Duration::from_secs(30));
            }
            (Mood::Floods, _) => {
                drop(held);
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
                while stream.write_all(&[b'x'; 1 << 16]).is_ok() {}
                return;
            }
            (Mood::Lies, "GET") if !path.ends_with("/vanbangd") => ("200 OK", b"VBE1 of somebody else".to_vec()),
            (_, "PUT") => {
                held.objects.insert(path, asked.body.clone());
                ("200 OK", Vec::new())
            }
            _ => match held.objects.get(&path) {
                Some(body) => ("200 OK", body.clone()),
                None => ("404 Not Found", Vec::new()),
            },
        };
        drop(held);
        let dated = "Last-Modified: Wed, 01 Jul 2026 00:00:00 GMT\r\nETag: \"1\"\r\nConnection: close";
        let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{dated}\r\n\r\n", body.len());
        let _ = stream.write_all(&[head.as_bytes(), &body].concat());
    }
}

/// A service over an imitation that holds one envelope.
struct Kept {
    imitation: Imitation,
    service: Service,
    server: Server,
}

fn keys(mode: u32) -> PathBuf {
    static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let path = OFFICE.folder.path().join(format!("bucket-{number}.keys"));
    std::fs::write(&path, format!("access_key = \"vanbangd\"\nsecret_key = \"{SECRET}\"\n")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    #[cfg(not(unix))]
    let _ = mode;
    path
}

fn config(endpoint: &str, rest: &str) -> PathBuf {
    OFFICE.config_of(&format!("[bucket]\nendpoint = \"{endpoint}\"\nname = \"b\"\nprefix = \"p\"\n{rest}"))
}

fn start() -> Kept {
    let (imitation, server) = Imitation::start();
    let endpoint = format!("http://127.0.0.1:{}", server.port);
    let config = config(&endpoint, &format!("credentials = {:?}", keys(0o600)));
    let store = config.with_file_name(std::fs::read_to_string(&config).unwrap().split('"').nth(3).unwrap());
    fill(&store, &imitation);
    let service = Service::start(&config);
    Kept { imitation, service, server }
}

#[tokio::main]
async fn fill(path: &Path, imitation: &Imitation) {
    let rows = Sqlite::open(path).unwrap();
    let id = *Id::parse(ID).unwrap().as_bytes();
    let store = Store::new(rows.clone(), None);
    assert_eq!(store.put_batch(batch()).await.unwrap(), Put::Stored);
    let envelope = Envelope::Bytes(ENVELOPE.to_vec());
    let name = envelope.name(id);
    let place = format!("/b/p/envelopes/{}", data_encoding::HEXLOWER.encode(&name));
    imitation.0.lock().unwrap().objects.insert(place, ENVELOPE.to_vec());
    use vanbang::service::store::Database;
    assert_eq!(rows.put_envelope(id, [2; 32], Envelope::Object(name)).await.unwrap(), Put::Stored);
}

fn look_up(service: &Service) -> Answer {
    service.page(&format!("/api/v1/codes/{ID}"))
}

/// Waits until it says so; the store is looked at every second.
fn becomes(service: &Service, status: u16) {
    let ready = || service.page("/readyz").status == status;
    assert!(
        (0..600).any(|_| ready() || {
            std::thread::sleep(Duration::from_millis(50));
            false
        }),
        "{status}"
    );
}

#[test]
fn a_code_brings_its_envelope_from_the_bucket() {
    let Kept { service, server: _server, .. } = start();
    becomes(&service, 200);
    let answer = look_up(&service);
    assert_eq!((answer.status, &answer.json()["envelope"]), (200, &BASE64.encode(ENVELOPE).into()));
    let log = service.stop();
    assert!(log.contains("code known=true") && !log.contains(SECRET) && !log.contains("envelopes/"), "{log}");
}

#[test]
fn a_bucket_that_is_away_is_never_an_unknown_code() {
    let Kept { imitation, service, server: _server } = start();
    becomes(&service, 200);
    for mood in [Mood::Fails, Mood::Refuses, Mood::Floods, Mood::IsSilent] {
        imitation.is(mood);
        let started = Instant::now();
        let answer = look_up(&service);
        assert_eq!((answer.status, &answer.json()["error"]["code"]), (503, &"STORE_LOST".into()));
        assert!(started.elapsed() < Duration::from_secs(20), "within the times that are set");
        becomes(&service, 503);
        imitation.is(Mood::Serves);
        becomes(&service, 200);
        assert_eq!(look_up(&service).status, 200, "without a restart");
    }
}

/// An object that is not what its name says is no answer, and not the end of the store either.
#[test]
fn a_bucket_that_lies_is_caught() {
    let Kept { imitation, service, server: _server } = start();
    becomes(&service, 200);
    for change in [(|imitation| imitation.is(Mood::Lies)) as fn(&Imitation), |imitation| {
        imitation.is(Mood::Serves);
        imitation.loses_all();
    }] {
        change(&imitation);
        let answer = look_up(&service);
        assert_eq!((answer.status, &answer.json()["error"]["code"]), (503, &"STORE_LOST".into()));
        assert!(!answer.body.contains("somebody"), "{}", answer.body);
        assert_eq!(service.page("/readyz").status, 200);
        assert_eq!(service.page("/api/v1/codes/AAAAAAAAAAAAAAAAAAAAAAAAAA").status, 404, "what is unknown is unknown");
    }
    let log = service.stop();
    assert!(log.contains("object damaged code=OBJECT_ALTERED") && log.contains("code=OBJECT_GONE"), "{log}");
}

/// What it says when it does not start.
fn refusal(config: &Path, environment: &[(&str, &str)]) -> String {
    let mut command = http::command();
    command.args(["--listen", "127.0.0.1:0", "--config"]).arg(config);
    command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY").envs(environment.iter().copied());
    let run = command.output().unwrap();
    assert_eq!(run.status.code(), Some(2));
    String::from_utf8(run.stderr).unwrap()
}

#[test]
fn keys_stay_where_they_are() {
    let here = "http://127.0.0.1:9";
    let missing = refusal(&config(here, ""), &[]);
    assert!(missing.contains("CREDENTIALS_MISSING") && missing.contains("AWS_SECRET_ACCESS_KEY"), "{missing}");
    #[cfg(unix)]
    for mode in [0o640, 0o604, 0o644] {
        let exposed = refusal(&config(here, &format!("credentials = {:?}", keys(mode))), &[]);
        assert!(exposed.contains("CREDENTIALS_EXPOSED") && !exposed.contains(SECRET), "{exposed}");
    }
    let broken = keys(0o600);
    std::fs::write(&broken, format!("access_key = \"vanbangd\"\nsecret_key = \"{SECRET}\nrest = 1")).unwrap();
    let said = refusal(&config(here, &format!("credentials = {broken:?}")), &[]);
    assert!(said.contains("CONFIG") && !said.contains(SECRET), "{said}");
}

#[test]
fn only_an_encrypted_bucket_this_machine_or_the_one_that_is_named_is_asked() {
    let given = [("AWS_ACCESS_KEY_ID", "vanbangd"), ("AWS_SECRET_ACCESS_KEY", SECRET)];
    for (endpoint, rest) in [
        ("http://s3.mau.lan:9000", ""),
        ("http://s3.mau.lan:9000", "plain_http = \"s3.khac.lan:9000\""),
        ("https://s3.mau.edu.vn", ""),
        ("s3.mau.edu.vn", ""),
        ("http://127.0.0.1:9/below", ""),
    ] {
        let said = refusal(&config(endpoint, rest), &given);
        assert!(said.contains("STORE_BUCKET") && !said.contains(SECRET), "{endpoint}: {said}");
    }
    Service::start_with(&config("http://s3.mau.lan:9000", "plain_http = \"s3.mau.lan:9000\""), &given);
    Service::start_with(&config("http://127.0.0.1:9", ""), &given);
}
