//! What `vanbangd` says of codes, and the signed objects that it serves: the same answer for every
//! identifier that it does not know, and never "not found" when it cannot look.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use data_encoding::{BASE64, HEXLOWER};
use vanbang::service::store::{Listed, NewBatch, NewHead, Part, Put, Sqlite, Store};
use vanbang::verify::{Id, ShortCode};

use crate::OFFICE;
use crate::http::{self, Answer, Service};

pub const ID: &str = "SREBT4PBD5YYO2DV7KIZGX2SF4";
const UNKNOWN: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAA";
const BATCH: [u8; 8] = [0x4B, 0xB2, 0x4E, 0xFC, 0x96, 0x41, 0xAF, 0xC5];
const OBJECTS: &str = "/.well-known/vanbang/v1";

/// A service whose store holds one batch with one envelope, and one head.
struct Published {
    service: Service,
    store: PathBuf,
}

fn start(rest: &str) -> Published {
    let config = OFFICE.config_of(rest);
    let store = config.with_file_name(std::fs::read_to_string(&config).unwrap().split('"').nth(3).unwrap());
    fill(&store);
    Published { service: Service::start(&config), store }
}

fn bundle() -> Vec<u8> {
    [&b"VBM1\x01\x00\x00\x00\x0Athe signed\x02\x00\x00\x00\x03one"[..]].concat()
}

/// Lists one envelope.
pub fn batch() -> NewBatch {
    let id = *Id::parse(ID).unwrap().as_bytes();
    NewBatch {
        batch: BATCH,
        org: "thcs-mau.hue".into(),
        manifest: [0x9C; 32],
        publication: Some([1; 32]),
        list: 2026,
        epoch: 1,
        bundle: bundle(),
        listed: vec![Listed { id, kind: 1, digest: [2; 32] }],
    }
}

#[tokio::main]
async fn fill(path: &Path) {
    let store = Store::new(Sqlite::open(path).unwrap(), None);
    let id = *Id::parse(ID).unwrap().as_bytes();
    assert_eq!(store.put_batch(batch()).await.unwrap(), Put::Stored);
    assert_eq!(store.put_envelope(id, [2; 32], b"VBE1 and more".to_vec()).await.unwrap(), Put::Stored);
    let part = Part { list: 2026, digest: [3; 32], bytes: b"part".to_vec() };
    let head = NewHead {
        org: "thcs-mau.hue".into(),
        epoch: 1,
        seq: 1,
        bytes: b"VBS1 head".to_vec(),
        lists: vec![(2026, [3; 32])],
        parts: vec![part],
    };
    assert_eq!(store.put_head(head).await.unwrap(), Put::Stored);
}

fn code(service: &Service, id: &str) -> Answer {
    service.page(&format!("/api/v1/codes/{id}"))
}

#[test]
fn a_known_code_gives_hints_and_the_ciphertext() {
    let Published { service, .. } = start("");
    for id in [ID.to_owned(), ID.to_lowercase()] {
        let answer = code(&service, &id);
        assert_eq!(answer.status, 200);
        let expected = serde_json::json!({
            "org": "thcs-mau.hue", "batch": HEXLOWER.encode(&BATCH), "manifest": "9c".repeat(32), "list": 2026,
            "kind": 1, "envelope": BASE64.encode(b"VBE1 and more"),
        });
        assert_eq!(answer.json(), expected);
        for header in ["access-control-allow-origin: *", "cache-control: no-store"] {
            assert!(answer.head.contains(header), "{header}: {}", answer.head);
        }
        assert!(!answer.head.contains("set-cookie"));
    }
}

#[test]
fn a_short_code_gives_neither_identifier_nor_envelope() {
    let Published { service, .. } = start("");
    let short = ShortCode::of(&Id::parse(ID).unwrap());
    for typed in [short.compact(), short.to_string(), short.compact().to_lowercase()] {
        let answer = service.page(&format!("/api/v1/short/{typed}"));
        let expected = serde_json::json!({"org": "thcs-mau.hue", "kind": 1, "standing": "unknown"});
        assert_eq!((answer.status, answer.json()), (200, expected), "{typed}");
        assert!(answer.head.contains("access-control-allow-origin: *"));
    }
    let other = ShortCode::of(&Id::parse(UNKNOWN).unwrap()).compact();
    for typed in [other.as_str(), "SREBT4PBD5YYA", "1", "%FF"] {
        let answer = service.page(&format!("/api/v1/short/{typed}"));
        assert_eq!(answer.json()["error"]["code"], "CODE_UNKNOWN", "{typed}");
    }
}

/// Equal in bytes, and in what it costs: an identifier cannot be told from rubbish by asking.
#[test]
fn unknown_and_malformed_codes_are_answered_alike() {
    let Published { service, .. } = start("[limits]\nlook_ups_per_minute = 100000");
    let unknown = code(&service, UNKNOWN);
    assert_eq!((unknown.status, &unknown.json()["error"]["code"]), (404, &"CODE_UNKNOWN".into()));
    let rubbish = ["1", "%FF", "SREBT4PBD5YYO2DV7KIZGX2SF5", "%3Cscript%3E", &"A".repeat(500)];
    for id in rubbish {
        let malformed = code(&service, id);
        let without_date =
            |head: &str| head.lines().filter(|line| !line.starts_with("date:")).collect::<Vec<_>>().join("\n");
        assert_eq!((malformed.status, &malformed.body), (404, &unknown.body), "{id}");
        assert_eq!(without_date(&malformed.head), without_date(&unknown.head), "{id}");
    }
    let time = |id: &str| {
        let started = Instant::now();
        code(&service, id);
        started.elapsed()
    };
    // By turns, so that whatever else the machine does slows both.
    let (mut unknown, mut malformed): (Vec<_>, Vec<_>) = (0..100).map(|_| (time(UNKNOWN), time("1"))).unzip();
    unknown.sort();
    malformed.sort();
    let (unknown, malformed) = (unknown[50], malformed[50]);
    let apart = unknown.abs_diff(malformed);
    assert!(apart < Duration::from_millis(2) || apart < unknown / 2, "{unknown:?} {malformed:?}");
}

#[test]
fn the_page_of_a_code_is_the_same_for_every_identifier() {
    let Published { service, .. } = start("");
    let page = service.page(&format!("/V/{ID}"));
    assert_eq!(page.status, 200);
    for path in [UNKNOWN, "1", "%FF", "%3Cscript%3E", &format!("{ID}%23123456"), &ID.to_lowercase()] {
        for letter in ["V", "v"] {
            let other = service.page(&format!("/{letter}/{path}"));
            assert_eq!((other.status, &other.body), (200, &page.body), "{path}");
        }
    }
}

#[test]
fn signed_objects_are_served_as_they_came() {
    let Published { service, .. } = start("");
    let batch = HEXLOWER.encode(&BATCH);
    let digest = "03".repeat(32);
    for (path, kind, keep, body) in [
        (format!("batches/{batch}.bundle"), "application/octet-stream", "no-cache", bundle()),
        (format!("batches/{batch}.cms"), "application/cms", "no-cache", b"the signed".to_vec()),
        ("thcs-mau.hue/status/head".into(), "application/octet-stream", "no-cache", b"VBS1 head".to_vec()),
        (format!("thcs-mau.hue/status/2026/{digest}"), "application/octet-stream", "immutable", b"part".to_vec()),
    ] {
        let answer = service.page(&format!("{OBJECTS}/{path}"));
        assert_eq!((answer.status, answer.body.as_bytes()), (200, &body[..]), "{path}");
        assert!(answer.head.contains(kind) && answer.head.contains(keep), "{path}: {}", answer.head);
        assert!(answer.head.contains("access-control-allow-origin: *") && !answer.head.contains("set-cookie"));
    }
    for path in [
        "batches/0000000000000000.cms".into(),
        format!("batches/{}.cms", batch.to_uppercase()),
        format!("batches/{batch}"),
        format!("batches/{batch}.exe"),
        "thpt-khac.hue/status/head".into(),
        format!("thcs-mau.hue/status/2025/{digest}"),
        "thcs-mau.hue/status/2026/03".into(),
        "thcs-mau.hue/status/x/03".into(),
        "%FF/status/head".into(),
    ] {
        let answer = service.page(&format!("{OBJECTS}/{path}"));
        assert_eq!((answer.status, &answer.json()["error"]["code"]), (404, &"OBJECT_UNKNOWN".into()), "{path}");
    }
    let directory = service.page(&format!("{OBJECTS}/directory")).json();
    assert_eq!(directory["organisations"][0]["name_vi"], "Trường THCS Mẫu");
    let anchors = service.page(&format!("{OBJECTS}/anchors")).json();
    let root = BASE64.decode(anchors["signers"][0].as_str().unwrap().as_bytes()).unwrap();
    let pem = std::fs::read(OFFICE.folder.path().join("trust/anchors/root.pem")).unwrap();
    assert_eq!(vanbang::signature::x509::read_certificates(&pem).unwrap()[0].der(), root);
    assert_eq!(anchors["timestamps"], anchors["signers"]);
}

#[test]
fn identifiers_cannot_be_tried_out() {
    let Published { service, .. } = start("behind_proxy = true\n[limits]\nlook_ups_per_minute = 5");
    let ask = |path: &str, client: &str| {
        service.send(&format!("GET {path}"), &format!("X-Forwarded-For: 198.51.100.1, {client}\r\n"), b"")
    };
    let codes = format!("/api/v1/codes/{UNKNOWN}");
    for _ in 0..5 {
        assert_eq!(ask(&codes, "192.0.2.1").status, 404);
    }
    let refused = ask(&format!("/api/v1/codes/{ID}"), "192.0.2.1");
    assert_eq!((refused.status, &refused.json()["error"]["code"]), (429, &"TOO_OFTEN".into()));
    assert!(refused.head.contains("retry-after: "), "{}", refused.head);
    assert_eq!(ask("/api/v1/short/AAAAAAAAAAAAA", "192.0.2.1").status, 429, "short codes count with them");
    assert_eq!(ask(&codes, "192.0.2.2").status, 404, "another client");
    assert_eq!(ask(&format!("/V/{ID}"), "192.0.2.1").status, 200, "pages are for everybody");
    assert_eq!(ask(&format!("{OBJECTS}/directory"), "192.0.2.1").status, 200);
    for _ in 0..5 {
        service.page(&codes);
    }
    assert_eq!(service.page(&codes).status, 429, "without the proxy's word all are one");
}

#[test]
fn uploads_are_counted_too() {
    let Published { service, .. } = start("[limits]\nuploads_per_minute = 2");
    let upload = || service.upload("/api/v1/verify", "a.pdf", &OFFICE.unsigned);
    assert_eq!((upload().status, upload().status), (200, 200));
    let refused = upload();
    assert_eq!((refused.status, &refused.json()["error"]["code"]), (429, &"TOO_OFTEN".into()));
    assert_eq!(service.upload("/", "a.pdf", &OFFICE.unsigned).status, 429);
}

/// Never "not found", and files are judged as before.
#[test]
fn a_lost_store_is_told_and_found_again() {
    let Published { service, store } = start("[limits]\nlook_ups_per_minute = 100000");
    let ready = |wanted: u16| {
        (0..40).any(|_| {
            std::thread::sleep(Duration::from_millis(100));
            service.page("/readyz").status == wanted
        })
    };
    assert!(ready(200));
    let beside = |ending: &str| PathBuf::from(format!("{}{ending}", store.display()));
    let move_all = |from: &str, to: &str| {
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::rename(beside(&format!("{ending}{from}")), beside(&format!("{ending}{to}")));
        }
    };
    move_all("", ".away");
    for path in [
        format!("/api/v1/codes/{ID}"),
        format!("/api/v1/codes/{UNKNOWN}"),
        "/api/v1/codes/1".into(),
        format!("/api/v1/short/{}", ShortCode::of(&Id::parse(ID).unwrap()).compact()),
        format!("{OBJECTS}/batches/{}.bundle", HEXLOWER.encode(&BATCH)),
        format!("{OBJECTS}/thcs-mau.hue/status/head"),
    ] {
        let answer = service.page(&path);
        assert_eq!((answer.status, &answer.json()["error"]["code"]), (503, &"STORE_LOST".into()), "{path}");
        assert!(answer.head.contains("retry-after: ") && answer.head.contains("access-control-allow-origin: *"));
    }
    let started = Instant::now();
    assert!(ready(503) && started.elapsed() < Duration::from_secs(3));
    assert_eq!(service.page("/healthz").status, 200);
    let verdict = service.upload("/api/v1/verify", "a.pdf", &OFFICE.genuine).json();
    assert_eq!(verdict["verdict"], "passed");
    assert_eq!((&verdict["authentic"], &verdict["standing"]), (&true.into(), &"unknown".into()));
    assert!(verdict["findings"].as_array().unwrap().iter().any(|one| one["code"] == "STORE_LOST"), "{verdict:#}");
    assert_eq!(service.page(&format!("/V/{ID}")).status, 200);
    move_all(".away", "");
    assert_eq!(code(&service, ID).status, 200, "without a restart");
    assert!(ready(200));
}

#[test]
fn monitoring_has_an_address_of_its_own_and_no_identifier() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let Published { service, .. } = start(&format!("monitoring = \"127.0.0.1:{port}\""));
    code(&service, ID);
    code(&service, UNKNOWN);
    service.page(&format!("/V/{ID}"));
    service.upload("/api/v1/verify", "a.pdf", &OFFICE.tampered);
    assert_eq!(service.page("/metrics").status, 404, "not to the public");
    let metrics = http::send(&format!("127.0.0.1:{port}"), "GET /metrics", "", b"");
    for line in [
        "vanbangd_answers_total{route=\"/api/v1/codes/{id}\",status=\"200\"} 1",
        "vanbangd_answers_total{route=\"/api/v1/codes/{id}\",status=\"404\"} 1",
        "vanbangd_answer_seconds_count{route=\"/V/{id}\"} 1",
        "vanbangd_verdicts_total{verdict=\"failed\"} 1",
        "vanbangd_store_up 1",
        "# EOF",
    ] {
        assert!(metrics.body.contains(line), "{line}: {}", metrics.body);
    }
    assert!(!metrics.body.contains(&ID[..8]) && !metrics.body.contains(&UNKNOWN[..8]));
}

/// Nothing of a record, a code or a visitor is in the log, nor anything of a record in the store.
#[test]
fn log_and_store_name_nobody() {
    let Published { service, store } = start("");
    service.upload("/", "Nguyễn Hữu Thiện Mỹ.pdf", &OFFICE.genuine);
    service.upload("/api/v1/verify", "Nguyễn Hữu Thiện Mỹ.pdf", &OFFICE.tampered);
    service.send(&format!("GET /V/{ID}?x=Nguyễn"), "Referer: https://a.example/#419103432954811960915\r\n", b"");
    service.page(&format!("/V/{ID}%23419103432954811960915981243373750118669"));
    service.page(&format!("/api/v1/short/{}", ShortCode::of(&Id::parse(ID).unwrap())));
    code(&service, ID);
    code(&service, UNKNOWN);
    let log = service.stop();
    assert!(
        log.contains("verdict=passed") && log.contains("code known=true") && log.contains("code known=false"),
        "{log}"
    );
    let record: serde_json::Value =
        serde_json::from_slice(&std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap())
            .unwrap();
    let mut texts = Vec::new();
    every_text(&record, &mut texts);
    texts.extend([ID.to_owned(), ID.to_lowercase(), ID[..12].to_owned(), "4191034329".into(), "127.0.0.1".into()]);
    assert!(texts.len() > 20, "the record was read");
    let dump: Vec<u8> = ["", "-wal"]
        .iter()
        .flat_map(|ending| std::fs::read(format!("{}{ending}", store.display())).unwrap_or_default())
        .collect();
    assert!(contains(&dump, b"thcs-mau.hue"), "the dump was read");
    // Short words and the organisation's public name for itself occur by chance or by right.
    for text in texts.iter().filter(|text| text.len() > 5 && *text != "thcs-mau.hue") {
        assert!(!log.contains(text.as_str()), "the log has {text}");
        assert!(!contains(&dump, text.as_bytes()), "the store has {text}");
    }
}

fn every_text(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => found.push(text.clone()),
        serde_json::Value::Array(all) => all.iter().for_each(|one| every_text(one, found)),
        serde_json::Value::Object(all) => all.values().for_each(|one| every_text(one, found)),
        _ => {}
    }
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[test]
fn the_store_is_copied_while_it_is_served_and_an_envelope_erased() {
    let Published { service, store } = start("");
    let run = |arguments: &[&str]| {
        let config = OFFICE.config_of("");
        std::fs::write(&config, format!("trust = \"trust\"\nstore = \"{}\"", store.display())).unwrap();
        let output = http::command().arg("--config").arg(config).args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let copy = store.with_extension("copy");
    assert_eq!(run(&["--backup", copy.to_str().unwrap()]), (Some(0), String::new()));
    assert!(run(&["--backup", copy.to_str().unwrap()]).1.contains("STORE_FILE"), "never over another file");
    assert_eq!(run(&["--erase", ID]), (Some(0), String::new()));
    assert!(run(&["--erase", ID]).1.contains("NOTHING_TO_ERASE") && run(&["--erase", "1"]).0 == Some(2));
    let erased = code(&service, ID);
    assert_eq!((erased.status, &erased.json()["envelope"]), (200, &serde_json::Value::Null), "hints only");
    // Restored: the copy in the place of the store.
    drop(service);
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", store.display()));
    }
    std::fs::rename(&copy, &store).unwrap();
    let config = OFFICE.config_of("");
    std::fs::write(&config, format!("trust = \"trust\"\nstore = \"{}\"", store.display())).unwrap();
    let restored = code(&Service::start(&config), ID).json();
    assert_eq!(restored["envelope"], BASE64.encode(b"VBE1 and more"));
}
