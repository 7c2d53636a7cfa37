//! `vanbangd` over HTTP: genuine, tampered, foreign and non-PDF uploads, and the limits. What it keeps and
//! serves is in `codes`.

#[path = "service/bucket.rs"]
mod bucket;
#[path = "service/codes.rs"]
mod codes;
mod common;
#[path = "common/foreign.rs"]
mod foreign;
#[path = "service/http.rs"]
mod http;
mod loopback;
#[path = "service/office.rs"]
mod office;
#[path = "service/openapi.rs"]
mod openapi;
#[path = "service/publishing.rs"]
mod publishing;
#[cfg(unix)]
#[path = "service/trust.rs"]
mod trust;

use std::io::Write;
use std::net::UdpSocket;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use http::{Service, command, read_answer};
use office::Office;

/// Keys take seconds to make in a debug build: one office serves the tests that change nothing.
static OFFICE: LazyLock<Office> = LazyLock::new(Office::new);
const LIMITS: &str = "upload_mib = 1\nbody_seconds = 2\nhead_seconds = 1";

fn start() -> Service {
    Service::start(&OFFICE.config(LIMITS))
}

#[test]
fn a_genuine_file_is_authentic() {
    let service = start();
    let answer = service.upload("/api/v1/verify", "học bạ.pdf", &OFFICE.genuine);
    let verdict = answer.json();
    assert_eq!(answer.status, 200);
    assert_eq!((&verdict["verdict"], &verdict["authentic"]), (&"passed".into(), &true.into()), "{verdict:#}");
    assert_eq!(verdict["organisation"], "Trường THCS Mẫu");
    assert_eq!(verdict["file"], "học bạ.pdf");
    let members: Vec<&str> = verdict.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        members,
        ["authentic", "file", "findings", "organisation", "reason", "sha256", "signatures", "standing", "verdict"]
    );
    // Nothing was published of it: nobody knows whether it is in force, so that the page is not green.
    assert_eq!(verdict["standing"], "unknown");
    assert!(
        verdict["findings"].as_array().unwrap().iter().any(|one| one["code"] == "MANIFEST_NOT_SEEN"),
        "{verdict:#}"
    );
    let page = service.upload("/", "học bạ.pdf", &OFFICE.genuine);
    assert_eq!(page.status, 200);
    assert!(page.body.contains("class=\"verdict neutral\""), "{}", page.body);
    assert!(page.body.contains("Nguyễn Hữu Thiện Mỹ") && page.body.contains("Đặng Thị Mỹ Hằng"));
}

#[test]
fn a_bare_body_is_judged_too() {
    let answer = start().send("POST /api/v1/verify", "Content-Type: application/pdf\r\n", &OFFICE.genuine);
    assert_eq!(answer.json()["authentic"], true);
}

#[test]
fn a_forged_mark_fails_and_shows_no_facts() {
    let service = start();
    let verdict = service.upload("/api/v1/verify", "a.pdf", &OFFICE.tampered).json();
    assert_eq!((&verdict["verdict"], &verdict["authentic"]), (&"failed".into(), &false.into()));
    assert_eq!(verdict["signatures"][0]["integrity"], false);
    let page = service.upload("/?lang=en", "a.pdf", &OFFICE.tampered).body;
    assert!(page.contains("class=\"verdict bad\"") && page.contains("Not valid"));
    assert!(!page.contains("Nguyễn Hữu Thiện Mỹ") && !page.contains("verdict good"));
}

#[test]
fn valid_signatures_on_another_form_are_told_apart() {
    let service = start();
    let verdict = service.upload("/api/v1/verify", "a.pdf", &OFFICE.foreign).json();
    assert_eq!((&verdict["verdict"], &verdict["authentic"]), (&"passed".into(), &false.into()), "{verdict:#}");
    let page = service.upload("/", "a.pdf", &OFFICE.foreign).body;
    assert!(page.contains("class=\"verdict neutral\"") && !page.contains("verdict good"));
}

#[test]
fn an_unsigned_file_proves_nothing() {
    let service = start();
    let verdict = service.upload("/api/v1/verify", "a.pdf", &OFFICE.unsigned).json();
    assert_eq!(verdict["verdict"], "unsigned");
    assert!(service.upload("/", "a.pdf", &OFFICE.unsigned).body.contains("class=\"verdict none\""));
}

#[test]
fn what_is_no_pdf_gets_no_verdict() {
    let service = start();
    let answer = service.upload("/api/v1/verify", "<b>a.docx", b"PK\x03\x04 not a PDF");
    let refused = answer.json();
    assert_eq!(answer.status, 422);
    assert_eq!(refused["error"]["code"], "NOT_A_PDF");
    assert!(refused["error"]["message_vi"].as_str().unwrap().contains("không phải tệp PDF"));
    assert!(refused["error"]["message_en"].is_string() && refused["file"] == "<b>a.docx");
    let page = service.upload("/", "<b>a.docx", b"PK\x03\x04 not a PDF");
    assert_eq!(page.status, 422);
    assert!(page.body.contains("không phải tệp PDF"));
}

#[test]
fn requests_that_carry_no_file_are_told_so() {
    let service = start();
    for (path, headers, body, code, status) in [
        ("POST /api/v1/verify", "Content-Type: text/plain\r\n", "xin chào", "MEDIA_TYPE", 415),
        ("POST /api/v1/verify", "Content-Type: application/pdf\r\n", "", "NO_FILE", 400),
        ("POST /api/v1/verify", "Content-Type: multipart/form-data; boundary=B\r\n", "--B--\r\n", "NO_FILE", 400),
        (
            "POST /api/v1/verify",
            "Content-Type: multipart/form-data; boundary=B\r\n",
            "--B\r\nrubbish",
            "BODY_MALFORMED",
            400,
        ),
        ("GET /api/v1/verify", "", "", "METHOD_NOT_ALLOWED", 405),
        ("GET /api/v1/nothing", "", "", "NOT_FOUND", 404),
    ] {
        let answer = service.send(path, headers, body.as_bytes());
        assert_eq!((answer.status, &answer.json()["error"]["code"]), (status, &code.into()), "{path} {headers}");
    }
}

#[test]
fn a_file_beyond_the_limit_is_refused_in_words() {
    let service = start();
    let large = [&b"%PDF-1.7\n"[..], &vec![b'x'; 1024 * 1024]].concat();
    for (path, status) in [("/api/v1/verify", 413), ("/", 413)] {
        assert_eq!(service.upload(path, "a.pdf", &large).status, status, "{path}");
    }
    let much_larger = vec![b'x'; 3 * 1024 * 1024];
    let answer = service.send("POST /api/v1/verify", "Content-Type: application/pdf\r\n", &much_larger);
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (413, &"TOO_LARGE".into()));
}

#[test]
fn a_body_or_head_that_does_not_come_is_not_waited_for() {
    let service = start();
    let started = Instant::now();
    let mut slow = service.connect();
    slow.write_all(
        b"POST /api/v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/pdf\r\nContent-Length: 100\r\n\r\n%PDF",
    )
    .unwrap();
    let answer = read_answer(&mut slow);
    assert_eq!((answer.status, &answer.json()["error"]["code"]), (408, &"BODY_TIMEOUT".into()));
    let mut silent = service.connect();
    silent.write_all(b"GET / HT").unwrap();
    assert_ne!(read_answer(&mut silent).status, 200);
    assert!(started.elapsed() < Duration::from_secs(20));
}

/// Behind a proxy all connections are the proxy's own, and so may those from the machine itself be.
#[test]
fn one_client_does_not_take_all_connections() {
    // Nothing is sent: the system only tells by which of its addresses it would.
    let outward = UdpSocket::bind("0.0.0.0:0").and_then(|socket| socket.connect("192.0.2.1:9").map(|()| socket));
    let Ok(own) = outward.and_then(|socket| socket.local_addr()) else {
        return eprintln!("skipped: this machine has no address but loopback");
    };
    for (proxy, answered) in [("", false), ("behind_proxy = true\n", true)] {
        let config = format!("{proxy}[limits]\nconnections_per_client = 3\nhead_seconds = 60");
        let service = Service::start_at("0.0.0.0:0", &OFFICE.config_of(&config));
        let address = service.address().replace("0.0.0.0", &own.ip().to_string());
        let mut held = [http::connect(&address), http::connect(&address), http::connect(&address)];
        for connection in &mut held {
            connection.write_all(b"GET / HT").unwrap();
        }
        let asks = || http::try_send(&address, "GET /healthz").is_some_and(|answer| answer.status == 200);
        assert_eq!(asks(), answered, "{proxy}");
        let local = service.address().replace("0.0.0.0", "127.0.0.1");
        assert_eq!(http::send(&local, "GET /healthz", "", b"").status, 200, "from the machine itself");
        drop(held);
        assert!((0..200).any(|_| asks()), "a place that is left is free again");
    }
}

#[test]
fn one_upload_too_many_is_asked_to_come_back() {
    let service = Service::start(&OFFICE.config("verifications = 1\nwaiting = 1"));
    let head =
        b"POST /api/v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/pdf\r\nContent-Length: 100\r\n\r\n%PDF";
    let mut holders = [service.connect(), service.connect()];
    for holder in &mut holders {
        holder.write_all(head).unwrap();
    }
    // An upload of ours that came before theirs would take the place of one.
    std::thread::sleep(Duration::from_millis(300));
    let busy = || {
        let answer = service.upload("/api/v1/verify", "a.pdf", &OFFICE.unsigned);
        (answer.status == 503).then_some(answer)
    };
    let answer = (0..100).find_map(|_| busy()).expect("both places are taken");
    assert_eq!(answer.json()["error"]["code"], "BUSY");
    assert!(answer.head.contains("retry-after: "));
    drop(holders);
    let free = |_| service.upload("/api/v1/verify", "a.pdf", &OFFICE.unsigned).status == 200;
    assert!((0..100).any(free), "a place that is left is free again");
}

#[cfg(unix)]
#[test]
fn asked_to_stop_it_ends_what_it_began() {
    let service = start();
    let mut began = service.connect();
    began.write_all(b"POST /api/v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/pdf\r\nContent-Length: 20\r\n\r\n%PDF-1.7\n").unwrap();
    std::thread::sleep(Duration::from_millis(300));
    service.ask_to_stop();
    std::thread::sleep(Duration::from_millis(300));
    began.write_all(b"%%EOF\n12345").unwrap();
    assert_eq!(read_answer(&mut began).status, 200);
    assert_eq!(service.ended(), Some(0));
}

#[test]
fn every_answer_is_locked_down() {
    let service = start();
    for path in ["/", "/healthz", "/V/1", "/nothing", "/assets/style.css", "/api/v1/nothing"] {
        let head = service.page(path).head;
        assert!(
            head.contains("content-security-policy: default-src 'none'; style-src 'self'; script-src 'self'"),
            "{path}"
        );
        assert!(
            head.contains("x-content-type-options: nosniff") && head.contains("referrer-policy: no-referrer"),
            "{path}"
        );
        assert!(!head.contains("set-cookie"), "{path}");
    }
    let page = service.page("/").body;
    assert!(!page.contains("style=") && !page.contains(" on") || !page.contains("onclick"));
    assert!(!page.contains("http://") && !page.contains("https://"), "an external asset");
}

/// Without the page the service says so; with it, its files come with the headers that they need.
#[test]
fn the_page_that_judges_codes_is_served_as_it_was_built() {
    let service = start();
    let page = service.page("/V/1");
    if !Path::new(env!("CARGO_MANIFEST_DIR")).join("web/dist/index.html").exists() {
        assert!(page.body.contains("không kèm trang kiểm tra mã"), "{}", page.body);
        assert_eq!(service.page("/sw.js").status, 404);
        return;
    }
    assert_eq!(page.body, service.page("/").body);
    assert!(page.head.contains("trusted-types page") && page.head.contains("camera=(self)"), "{}", page.head);
    let loaded = service.page("/sw.js").body;
    let names: Vec<&str> = loaded.split('"').filter(|word| word.starts_with("/assets/")).collect();
    assert!(names.len() >= 5 && page.body.contains(names[names.len() - 1]), "{names:?}");
    for name in names {
        let answer = service.page(name);
        assert_eq!(answer.status, 200, "{name}");
        let runs_wasm = answer.head.contains("'wasm-unsafe-eval'");
        assert_eq!(runs_wasm, name.contains("/decoder-"), "{name}: {}", answer.head);
        assert!(name.ends_with("icon.svg") || answer.head.contains("immutable"), "{name}: {}", answer.head);
    }
    let saved = service.page("/assets/vanbang-page.html");
    assert!(saved.status == 200 && saved.head.contains("content-disposition: attachment"), "{}", saved.head);
    assert_eq!(service.page("/assets/index.html").status, 404);
}

#[test]
fn the_language_is_vietnamese_unless_asked() {
    let service = start();
    assert!(service.page("/nothing").body.contains("<html lang=\"vi\">"));
    assert!(service.page("/nothing?lang=en").body.contains("<html lang=\"en\">"));
    let english = service.send("GET /nothing", "Accept-Language: en-GB,en;q=0.8\r\n", b"");
    assert!(english.body.contains("<html lang=\"en\">") && english.head.contains("vary: accept-language"));
}

#[test]
fn hostile_names_are_shown_as_text() {
    let page = start().upload("/", "<script>alert(1)</script>\u{202e}fdp.exe", &OFFICE.unsigned).body;
    assert!(!page.contains("<script>alert") && !page.contains('\u{202e}'));
}

#[test]
fn a_bad_configuration_is_one_error_and_exit_2() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("vanbangd.toml");
    for (text, code) in [
        ("trust = \"nowhere\"", "TRUST_UNREADABLE"),
        ("trust = \".\"", "TRUST_EMPTY"),
        ("", "TRUST_MISSING"),
        ("lisen = \"127.0.0.1:1\"", "CONFIG"),
    ] {
        std::fs::write(&config, text).unwrap();
        let output = command().arg("--config").arg(&config).output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(errors.contains(&format!("lỗi [{code}]")) && errors.contains("error ["), "{errors}");
    }
    for (store, code) in
        [("trust", "STORE_FILE"), ("postgresql://[", "STORE_ADDRESS"), ("no/store.sqlite", "STORE_FILE")]
    {
        std::fs::write(&config, format!("trust = \"{}\"\nstore = \"{store}\"", OFFICE.trust().display())).unwrap();
        std::fs::create_dir_all(config.with_file_name("trust")).unwrap();
        let output = command().arg("--config").arg(&config).output().unwrap();
        assert!(String::from_utf8(output.stderr).unwrap().contains(&format!("lỗi [{code}]")), "{store}");
    }
}

/// The service asks whom its trust folder names, keeps what it learnt, and logs who did not answer.
#[test]
fn revocation_is_asked_where_the_trust_folder_names_hosts() {
    let authority = common::Authority::new();
    let server = loopback::Server::serving(authority.revocation_list_of((2026, 1, 1), (2035, 1, 1), Vec::new()));
    let mut signer = authority.signer_at("Trường THCS Mẫu", 13, &[server.url("/ca.crl")], &[]);
    let record = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap();
    let drawn = common::minimal_pdf::minimal_pdf(&record, common::minimal_pdf::Xref::Table);
    let file = common::sign_all(&drawn, &common::boxes(0)[..1], &mut [&mut signer]);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(path("trust/anchors")).unwrap();
    std::fs::write(path("trust/anchors/root.pem"), authority.root.to_pem()).unwrap();
    std::fs::write(path("vanbangd.toml"), "trust = \"trust\"\n").unwrap();
    let verdict = |service: &Service| {
        let verdict = service.upload("/api/v1/verify", "a.pdf", &file).json();
        (verdict["verdict"].as_str().unwrap().to_owned(), verdict["reason"].as_str().unwrap().to_owned())
    };
    let unknown = ("indeterminate".to_owned(), "REVOCATION_NOT_CHECKED".to_owned());
    assert_eq!(verdict(&Service::start(&path("vanbangd.toml"))), unknown);
    std::fs::write(path("trust/fetch.toml"), "hosts = [\"crl.example\"]").unwrap();
    assert_eq!(verdict(&Service::start(&path("vanbangd.toml"))), unknown);
    assert_eq!(server.connections(), 0);
    std::fs::write(path("trust/fetch.toml"), format!("hosts = [{}]", server.name())).unwrap();
    for _ in 0..2 {
        let service = Service::start(&path("vanbangd.toml"));
        assert_eq!(verdict(&service).0, "passed");
        assert_eq!(verdict(&service).0, "passed");
        assert_eq!(server.connections(), 1);
    }
}

/// A process that judges is ended, not waited for; the next file gets another.
#[test]
fn a_file_that_takes_too_long_is_given_up_and_the_next_is_judged() {
    let service = Service::start(&OFFICE.config("verify_seconds = 1\nwork_seconds = 60\nupload_mib = 40"));
    let endless = [&b"%PDF-1.7\n"[..], &b"<< /A [".repeat(5 << 20)].concat();
    let answer = service.upload("/api/v1/verify", "a.pdf", &endless);
    assert!(matches!(answer.status, 200 | 503), "{}", answer.body);
    assert_eq!(service.upload("/api/v1/verify", "a.pdf", &OFFICE.genuine).json()["authentic"], true);
}

/// The order of a worker that goes: killed from outside, its file is answered and the next one judged.
#[cfg(target_os = "linux")]
#[test]
fn a_judging_process_that_dies_takes_nothing_with_it() {
    let service = start();
    for _ in 0..3 {
        assert_eq!(service.upload("/api/v1/verify", "a.pdf", &OFFICE.genuine).json()["authentic"], true);
        let workers = service.children();
        assert!(!workers.is_empty(), "it judges in processes of its own");
        for worker in workers {
            assert!(std::process::Command::new("kill").args(["-9", &worker]).status().unwrap().success());
        }
        assert_eq!(service.upload("/api/v1/verify", "a.pdf", &OFFICE.genuine).status, 200);
    }
    let log = service.stop();
    assert!(!log.contains("panicked"), "{log}");
}
