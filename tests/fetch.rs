//! The network client against servers that count connections and misbehave: who is asked, how much and
//! how long, and what is kept.

mod common;
mod loopback;

use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use common::minimal_pdf::{Xref, minimal_pdf};
use common::{Authority, at, boxes, now, sign_all};
use loopback::{Server, answer, network, ok, send};
use rcgen::RevocationReason;
use tempfile::TempDir;
use vanbang::signature::fetch::Network;
use vanbang::signature::pades::Revocation;
use vanbang::signature::token::Signer;
use vanbang::signature::x509::Certificate;
use vanbang::signature::x509::revocation::{Evidence, Moment, Question};
use vanbang::verify::{Outcome, Policy, verify_online};

fn question_at(authority: &Authority, certificate: Certificate, now: DateTime<Utc>) -> Question {
    let above = vec![authority.root.clone()];
    Question { certificate, above, pool: Vec::new(), moment: Moment::present(now) }
}

fn question(authority: &Authority, lists: &[String], responders: &[String]) -> Question {
    let certificate = authority.signer_at("Hiệu trưởng", 11, lists, responders).certificate().clone();
    question_at(authority, certificate, now())
}

/// What one inquiry brings: how much evidence, and the codes of the failures.
fn ask(network: &Network, question: &Question) -> (usize, Vec<&'static str>) {
    let mut inquiry = network.inquiry();
    let mut found = 0;
    loop {
        let evidence = inquiry.ask(std::slice::from_ref(question));
        if evidence.is_empty() {
            return (found, inquiry.into_failures().iter().map(|failure| failure.code()).collect());
        }
        found += evidence.crls.len() + evidence.responses.len();
    }
}

/// A file with three signatures, whose certificates name these places.
fn signed(authority: &Authority, lists: &[String], responders: &[String]) -> (Vec<u8>, Policy) {
    let record = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let mut people = [("Giáo viên", 11), ("Hiệu trưởng", 12), ("Nhà trường", 13)]
        .map(|(name, serial)| authority.signer_at(name, serial, lists, responders));
    let [homeroom, leader, school] = &mut people;
    let bytes = sign_all(&minimal_pdf(&record, Xref::Table), &boxes(0), &mut [homeroom, leader, school]);
    let mut policy = authority.policy(&people[2]);
    policy.trust.revocation = Revocation::Require;
    (bytes, policy)
}

fn verdict(bytes: &[u8], policy: &Policy, network: &Network) -> (Outcome, Vec<&'static str>) {
    let online = verify_online("a.pdf", bytes, policy, network, &mut Evidence::default(), now()).unwrap();
    (online.verdict.verdict(), online.failures.iter().map(|failure| failure.code()).collect())
}

/// T15: whatever a certificate says, nobody is connected to whom the operator did not name.
#[test]
fn a_hostile_certificate_causes_no_connection() {
    let authority = Authority::new();
    let server = Server::serving(authority.revocation_list(&[]));
    let port = server.port;
    let places: Vec<String> = [
        format!("http://127.0.0.1:{port}/"),
        format!("http://localhost:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0x7f.1:{port}/"),
        format!("http://crl.example@127.0.0.1:{port}/"),
        format!("ftp://127.0.0.1:{port}/"),
    ]
    .to_vec();
    let (bytes, policy) = signed(&authority, &places, &places);
    let folder = TempDir::new().unwrap();
    assert!(Network::open(folder.path()).unwrap().is_none(), "no configuration, no network");
    fs::write(folder.path().join("fetch.toml"), "hosts = []\n[limits]\nseconds = 5\n").unwrap();
    assert!(Network::open(folder.path()).unwrap().is_none(), "nobody is named");
    for (hosts, code) in [
        // Another host; the same host at the usual port alone; a name that leads to what is not named.
        ("\"crl.example\"".to_owned(), "FETCH_HOST_NOT_NAMED"),
        ("\"127.0.0.1\"".to_owned(), "FETCH_HOST_NOT_NAMED"),
        ("\"127.0.0.1:1\"".to_owned(), "FETCH_HOST_NOT_NAMED"),
        (format!("\"localhost:{port}\""), "FETCH_PRIVATE_ADDRESS"),
        (format!("\"2130706433:{port}\", \"0x7f.1:{port}\""), "FETCH_PRIVATE_ADDRESS"),
    ] {
        let network = network(folder.path(), &format!("hosts = [{hosts}]"));
        let (outcome, failures) = verdict(&bytes, &policy, &network);
        assert_eq!(outcome, Outcome::Indeterminate, "{hosts}");
        assert!(failures.contains(&code), "{hosts}: {failures:?}");
        assert_eq!(server.connections(), 0, "{hosts}");
    }
    // The server would have answered.
    let named = network(folder.path(), &format!("hosts = [{}]", server.name()));
    assert_eq!(verdict(&bytes, &policy, &named).0, Outcome::Passed);
    assert!(server.connections() > 0);
}

/// A chain to nobody whom the operator trusts is never asked about, whoever is named.
#[test]
fn strangers_are_not_asked_about() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let server = Server::serving(stranger.revocation_list(&[]));
    let (bytes, mut policy) = signed(&stranger, &[server.url("/a.crl")], &[]);
    policy.trust.anchors = vec![authority.root.clone()];
    let folder = TempDir::new().unwrap();
    let network = network(folder.path(), &format!("hosts = [{}]", server.name()));
    assert_eq!(verdict(&bytes, &policy, &network), (Outcome::Indeterminate, vec![]));
    // Nor when nothing can mend the verdict, or nobody wants to know.
    policy.trust.anchors = vec![stranger.root.clone()];
    let mut forged = bytes.clone();
    let place = forged.windows(8).position(|window| window == b"full_nam").unwrap();
    forged[place] ^= 1;
    assert_eq!(verdict(&forged, &policy, &network), (Outcome::Failed, vec![]));
    policy.trust.revocation = Revocation::Ignore;
    assert_eq!(verdict(&bytes, &policy, &network), (Outcome::Passed, vec![]));
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_list_is_asked_for_once_and_again_past_its_end() {
    let authority = Authority::new();
    let server = Server::serving(authority.revocation_list(&[]));
    let folder = TempDir::new().unwrap();
    let configuration = format!("hosts = [{}]", server.name());
    let (bytes, policy) = signed(&authority, &[server.url("/ca.crl")], &[]);
    // Three signers, one list.
    assert_eq!(verdict(&bytes, &policy, &network(folder.path(), &configuration)), (Outcome::Passed, vec![]));
    assert_eq!(server.connections(), 1);
    assert_eq!(verdict(&bytes, &policy, &network(folder.path(), &configuration)), (Outcome::Passed, vec![]));
    assert_eq!(server.connections(), 1, "the second time it is at hand");
    // The list ends on 2026-07-01; the host's answer is then still the old one.
    let later = network(folder.path(), &configuration);
    let online =
        verify_online("a.pdf", &bytes, &policy, &later, &mut Evidence::default(), at("2026-07-02T00:00:00Z")).unwrap();
    assert_eq!(online.verdict.reason(), "REVOCATION_NOT_CHECKED");
    assert_eq!(server.connections(), 2);
}

#[test]
fn what_was_found_for_one_file_serves_the_next() {
    let authority = Authority::new();
    let server = Server::serving(authority.revocation_list(&[]));
    let folder = TempDir::new().unwrap();
    let network = network(folder.path(), &format!("hosts = [{}]\ncache = \"/dev/null/none\"", server.name()));
    let (bytes, policy) = signed(&authority, &[server.url("/ca.crl")], &[]);
    let mut found = Evidence::default();
    for _ in 0..3 {
        let online = verify_online("a.pdf", &bytes, &policy, &network, &mut found, now()).unwrap();
        assert_eq!(online.verdict.verdict(), Outcome::Passed);
    }
    assert_eq!((server.connections(), found.crls.len()), (1, 1));
}

#[test]
fn a_revocation_found_by_asking_counts() {
    let authority = Authority::new();
    let server = Server::serving(authority.revocation_list(&[(12, RevocationReason::KeyCompromise)]));
    let folder = TempDir::new().unwrap();
    let network = network(folder.path(), &format!("hosts = [{}]", server.name()));
    let (bytes, policy) = signed(&authority, &[server.url("/ca.crl")], &[]);
    let online = verify_online("a.pdf", &bytes, &policy, &network, &mut Evidence::default(), now()).unwrap();
    assert_eq!((online.verdict.verdict(), online.verdict.reason()), (Outcome::Indeterminate, "REVOKED"));
}

fn only_file(folder: &Path) -> std::path::PathBuf {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}

#[test]
fn a_broken_or_foreign_file_in_the_cache_is_none() {
    let authority = Authority::new();
    let list = authority.revocation_list(&[]);
    let server = Server::serving(list.clone());
    let folder = TempDir::new().unwrap();
    let question = question(&authority, &[server.url("/ca.crl")], &[]);
    let asked = || ask(&network(folder.path(), &format!("hosts = [{}]", server.name())), &question);
    assert_eq!(asked(), (1, vec![]));
    let kept = only_file(&folder.path().join("cache"));
    let mut flipped = list.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let bodies: [&[u8]; 6] =
        [b"", b"junk", &list[..list.len() - 1], &flipped, &Authority::new().revocation_list(&[]), &[0x30, 0x84, 255]];
    for (index, body) in bodies.iter().enumerate() {
        fs::write(&kept, body).unwrap();
        assert_eq!(asked(), (1, vec![]), "{index}");
        assert_eq!(server.connections(), index + 2, "{index}");
        assert_eq!(fs::read(only_file(&folder.path().join("cache"))).unwrap(), list, "mended");
    }
    assert_eq!(asked(), (1, vec![]));
    assert_eq!(server.connections(), bodies.len() + 1);
}

#[test]
fn a_list_in_pem_is_read_too() {
    let authority = Authority::new();
    let base64 = data_encoding::BASE64.encode(&authority.revocation_list(&[]));
    let lines = base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect::<Vec<_>>();
    let pem = format!("-----BEGIN X509 CRL-----\r\n{}\r\n-----END X509 CRL-----\r\n", lines.join("\r\n"));
    let server = Server::serving(pem.into_bytes());
    let folder = TempDir::new().unwrap();
    let network = network(folder.path(), &format!("hosts = [{}]", server.name()));
    assert_eq!(ask(&network, &question(&authority, &[server.url("/vnrca256.crl")], &[])), (1, vec![]));
}

#[test]
fn an_address_that_moved_is_asked_where_it_is_now() {
    let authority = Authority::new();
    let list = authority.revocation_list(&[]);
    let server = Server::start(move |asked, stream| {
        assert_eq!(asked.line, "GET /pki/pub/crl/a.crl?x=1 HTTP/1.1");
        send(stream, &ok(&list));
    });
    let folder = TempDir::new().unwrap();
    let to = server.url("");
    let configuration = format!("hosts = [{}]\n[rewrite]\n\"http://crl.ca.ptc\" = \"{to}\"", server.name());
    let network = network(folder.path(), &configuration);
    let moved = question(&authority, &["http://CRL.ca.ptc/pki/pub/crl/a.crl?x=1".to_owned()], &[]);
    assert_eq!(ask(&network, &moved), (1, vec![]));
    let other_port = question(&authority, &["http://crl.ca.ptc:81/a.crl".to_owned()], &[]);
    assert_eq!(ask(&network, &other_port), (0, vec!["FETCH_HOST_NOT_NAMED"]));
    assert_eq!(server.connections(), 1);
}

/// REV-1: each of these is an answer to nothing, soon.
/// A server that begins so and goes on with a byte every fifth of a second.
fn dripping(head: &'static [u8]) -> Server {
    Server::start(move |_, stream| {
        send(stream, head);
        while std::io::Write::write_all(stream, b"0").is_ok() {
            thread::sleep(Duration::from_millis(200));
        }
    })
}

#[test]
fn servers_that_misbehave_are_told_apart_and_given_up() {
    let elsewhere = Server::serving(b"never".to_vec());
    let to = elsewhere.url("/list.crl");
    let redirect = move |status: &'static str| {
        let to = to.clone();
        Server::start(move |_, stream| {
            send(stream, format!("HTTP/1.1 {status}\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n").as_bytes());
        })
    };
    let whole = |bytes: Vec<u8>| Server::start(move |_, stream| send(stream, &bytes));
    let page = b"\r\n<!DOCTYPE html><html><body>Sign in to the network</body></html>";
    let mut packed = flate2::read::GzEncoder::new(&b"a list"[..], flate2::Compression::fast());
    let mut gzip = Vec::new();
    packed.read_to_end(&mut gzip).unwrap();
    let head = |length: &str| format!("HTTP/1.1 200 OK\r\n{length}\r\n\r\n").into_bytes();
    let dead = Server::serving(Vec::new());
    let dead_port = dead.port;
    drop(dead);
    let servers = [
        ("redirect", redirect("302 Found"), "FETCH_REDIRECT"),
        ("lasting redirect", redirect("308 Permanent Redirect"), "FETCH_REDIRECT"),
        ("captive portal", whole(answer("200 OK", "text/html; charset=utf-8", page)), "FETCH_WEB_PAGE"),
        ("a page under another name", whole(ok(page)), "FETCH_WEB_PAGE"),
        ("not there", whole(answer("404 Not Found", "text/html", page)), "FETCH_STATUS"),
        ("server's fault", whole(answer("500 Oh", "text/plain", b"no")), "FETCH_STATUS"),
        ("nothing", whole(answer("204 No Content", "text/plain", b"")), "FETCH_STATUS"),
        ("empty", whole(ok(b"")), "NO_EVIDENCE"),
        ("text", whole(ok(b"please come back tomorrow")), "NO_EVIDENCE"),
        ("a certificate", whole(ok(Authority::new().root.der())), "NO_EVIDENCE"),
        ("a list that breaks off", whole(ok(&Authority::new().revocation_list(&[])[..200])), "EVIDENCE_MALFORMED"),
        (
            "gzip, said",
            whole([&b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"[..], &gzip].concat()),
            "FETCH_NOT_HTTP",
        ),
        ("gzip, not said", whole(ok(&gzip)), "NO_EVIDENCE"),
        ("not HTTP", whole(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()), "FETCH_NOT_HTTP"),
        ("closes at once", whole(Vec::new()), "FETCH_UNREACHABLE"),
        ("shorter than said", whole([head("Content-Length: 5000"), vec![0x30; 100]].concat()), "FETCH_UNREACHABLE"),
        ("two MiB, said", whole(ok(&vec![0x30; 2 << 20])), "FETCH_TOO_LARGE"),
        (
            "endless head",
            Server::start(|_, stream| while std::io::Write::write_all(stream, b"X-A: b\r\n").is_ok() {}),
            "FETCH_NOT_HTTP",
        ),
        (
            "endless body",
            Server::start(move |_, stream| {
                send(stream, b"HTTP/1.1 200 OK\r\n\r\n");
                while std::io::Write::write_all(stream, &[0x30; 4096]).is_ok() {}
            }),
            "FETCH_TOO_LARGE",
        ),
        ("one byte at a time", dripping(b"HTTP/1.1 200 OK\r\n\r\n"), "FETCH_TIME"),
        ("a head one byte at a time", dripping(b"HTTP/1.1 200 OK\r\nX-Padding: "), "FETCH_TIME"),
        ("says nothing", Server::start(|_, _| thread::sleep(Duration::from_secs(4))), "FETCH_TIME"),
    ];
    let authority = Authority::new();
    let folder = TempDir::new().unwrap();
    let limits = "[limits]\nseconds = 2\ncrl_mib = 1";
    for (what, server, code) in &servers {
        let network = network(folder.path(), &format!("hosts = [{}]\n{limits}", server.name()));
        let began = Instant::now();
        let question = question(&authority, &[server.url("/list.crl")], &[]);
        assert_eq!(ask(&network, &question), (0, vec![*code]), "{what}");
        assert!(began.elapsed() < Duration::from_secs(10), "{what}: {:?}", began.elapsed());
        assert_eq!(server.connections(), 1, "{what}");
        // What failed is not asked again at once.
        assert_eq!(ask(&network, &question), (0, vec!["FETCH_RESTING"]), "{what}");
        assert_eq!(server.connections(), 1, "{what}");
    }
    assert_eq!(elsewhere.connections(), 0, "no redirect is followed");
    let network = network(folder.path(), &format!("hosts = [\"127.0.0.1:{dead_port}\"]\n{limits}"));
    let question = question(&authority, &[format!("http://127.0.0.1:{dead_port}/")], &[]);
    assert_eq!(ask(&network, &question), (0, vec!["FETCH_UNREACHABLE"]));
    assert!(!folder.path().join("cache").exists(), "nothing of it is kept");
}

/// REV-1: with all endpoints hanging the verdict is there within five seconds; one after another they would take
/// thirty.
#[test]
fn all_questions_about_a_file_share_one_time() {
    // It takes connections and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = |path: &str| format!("http://127.0.0.1:{}{path}", silent.local_addr().unwrap().port());
    let authority = Authority::new();
    let lists: Vec<String> = (0..4).map(|number| place(&format!("/{number}.crl"))).collect();
    let (bytes, policy) = signed(&authority, &lists, &[place("/ocsp"), place("/ocsp2")]);
    let folder = TempDir::new().unwrap();
    let name = place("").replace("http://", "");
    let network = network(folder.path(), &format!("hosts = [\"{name}\"]"));
    let began = Instant::now();
    let (outcome, failures) = verdict(&bytes, &policy, &network);
    assert!(began.elapsed() < Duration::from_secs(9), "{:?}", began.elapsed());
    assert_eq!(outcome, Outcome::Indeterminate);
    assert!(failures.contains(&"FETCH_TIME"), "{failures:?}");
    let began = Instant::now();
    assert_eq!(verdict(&bytes, &policy, &network), (Outcome::Indeterminate, vec!["FETCH_RESTING"]));
    assert!(began.elapsed() < Duration::from_secs(4), "the next file does not wait: {:?}", began.elapsed());
}

/// A server for `localhost` that speaks TLS.
fn secure(list: Vec<u8>) -> (Server, String) {
    use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let settings = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let settings = std::sync::Arc::new(settings);
    let server = Server::start_raw(move |stream| {
        let connection = rustls::ServerConnection::new(settings.clone()).unwrap();
        let mut stream = rustls::StreamOwned::new(connection, stream);
        let mut head = [0; 4096];
        // A client that does not trust us ends here.
        if stream.read(&mut head).is_ok() {
            let _ = std::io::Write::write_all(&mut stream, &ok(&list));
        }
    });
    (server, made.cert.pem())
}

#[test]
fn https_needs_roots_that_the_operator_named() {
    let authority = Authority::new();
    let (server, root) = secure(authority.revocation_list(&[]));
    let folder = TempDir::new().unwrap();
    let port = server.port;
    let hosts = format!("hosts = [\"localhost:{port}\", \"127.0.0.1\", \"[::1]\"]\n");
    let question = question(&authority, &[format!("https://localhost:{port}/ca.crl")], &[]);
    let asked = |roots: &str| ask(&network(folder.path(), &format!("{hosts}{roots}")), &question);
    assert_eq!(asked(""), (0, vec!["FETCH_NO_ROOTS"]));
    assert_eq!(server.connections(), 0);
    fs::write(folder.path().join("https.pem"), authority.root.to_pem()).unwrap();
    assert_eq!(asked("roots = \"https.pem\""), (0, vec!["FETCH_TLS"]));
    fs::write(folder.path().join("https.pem"), root).unwrap();
    assert_eq!(asked("roots = \"https.pem\""), (1, vec![]));
}

/// What the page for operators shows can be used as it stands.
#[test]
fn the_documented_configuration_is_understood() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/fetch.md")).unwrap();
    let shown = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let folder = TempDir::new().unwrap();
    assert_eq!(network(folder.path(), shown).hosts(), 3);
}

#[test]
fn a_configuration_that_is_not_understood_is_refused_as_a_whole() {
    let folder = TempDir::new().unwrap();
    for (text, code) in [
        ("hosts = \"a.vn\"", "FETCH_CONFIG_SYNTAX"),
        ("host = [\"a.vn\"]", "FETCH_CONFIG_SYNTAX"),
        ("hosts = [\"a.vn\"", "FETCH_CONFIG_SYNTAX"),
        ("hosts = [\"a.vn/x\"]", "FETCH_CONFIG_VALUE"),
        ("hosts = [\"http://a.vn\"]", "FETCH_CONFIG_VALUE"),
        ("hosts = [\"*.vn\"]", "FETCH_CONFIG_VALUE"),
        ("hosts = [\"\"]", "FETCH_CONFIG_VALUE"),
        ("hosts = [\"a.vn:0\"]", "FETCH_CONFIG_VALUE"),
        ("hosts = [\"a@b.vn\"]", "FETCH_CONFIG_VALUE"),
        ("tsa = \"tsa.vn\"", "FETCH_CONFIG_VALUE"),
        ("hosts = [\"a.vn\"]\nroots = \"none.pem\"", "FETCH_CONFIG_UNREADABLE"),
        ("hosts = [\"a.vn\"]\nroots = \"fetch.toml\"", "NO_CERTIFICATE"),
        ("hosts = [\"a.vn\"]\n[rewrite]\n\"http://b.vn\" = \"http://c.vn\"", "FETCH_CONFIG_VALUE"),
        ("hosts = [\"a.vn\"]\n[rewrite]\n\"http://b.vn/x\" = \"http://a.vn\"", "FETCH_CONFIG_VALUE"),
        ("hosts = [\"a.vn\"]\n[limits]\nseconds = 0", "FETCH_CONFIG_VALUE"),
        ("hosts = [\"a.vn\"]\n[limits]\ncrl_mib = 11", "FETCH_CONFIG_VALUE"),
        ("hosts = [\"a.vn\"]\n[limits]\nminutes = 1", "FETCH_CONFIG_SYNTAX"),
    ] {
        fs::write(folder.path().join("fetch.toml"), text).unwrap();
        let error = Network::open(folder.path()).unwrap_err();
        assert_eq!(error.code(), code, "{text}");
        assert!(!error.message_vi().is_empty() && !error.hint().0.is_empty());
    }
}
