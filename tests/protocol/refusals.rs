//! What every reader of the protocol refuses, with the code of its refusal, beside what it takes. The same table lies
//! in `test-vectors/protocol/refused.json` for other implementations.

#[path = "refusals/claims.rs"]
mod claims;
#[path = "refusals/directories.rs"]
mod directories;
#[path = "refusals/manifests.rs"]
mod manifests;
#[path = "refusals/proofs.rs"]
mod proofs;
#[path = "refusals/published.rs"]
mod published;
#[path = "refusals/records.rs"]
mod records;
#[path = "refusals/status.rs"]
mod status;
#[path = "refusals/texts.rs"]
mod texts;

use std::path::Path;

use serde_json::{Value, json};
use vanbang::document::code::{Id, Secret, parse};
use vanbang::document::manifest::status::{Part, SignedHead};
use vanbang::document::manifest::{Claims, Content, Envelope, Opening, Publication};
use vanbang::document::record::{Directory, OrgId, PinRole, PinStanding, PinTime, Record};

use crate::given::{array, bytes, hex, made, text, unhex};

const REFUSED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/test-vectors/protocol/refused.json");

/// One row: what is read, what is particular about it, what is given, and the code of its refusal; none where it is
/// taken.
fn case(what: &str, story: impl ToString, given: impl Into<Value>, code: Option<&str>) -> Value {
    json!({"what": what, "story": story.to_string(), "given": given.into(), "code": code})
}

fn refused(what: &str, story: impl ToString, given: &[u8], code: &str) -> Value {
    case(what, story, hex(given), Some(code))
}

fn taken(what: &str, story: impl ToString, given: &[u8]) -> Value {
    case(what, story, hex(given), None)
}

/// Bytes that are too many to be written out: these, and behind them zeros.
fn padded(begin: &[u8], zeros: usize) -> Value {
    json!({"begin": hex(begin), "zeros": zeros})
}

/// The rows of a limit: what is as long as it may be is refused for something else, one byte more for its length.
fn limited(what: &str, begin: &[u8], most: usize, malformed: &str, limit: &str) -> [Value; 2] {
    [
        case(what, format!("{most} bytes"), padded(begin, most - begin.len()), Some(malformed)),
        case(what, format!("{} bytes", most + 1), padded(begin, most + 1 - begin.len()), Some(limit)),
    ]
}

/// The first document, a copy with three hashes in its path.
fn document(vectors: &Value) -> &Value {
    vectors["documents"].as_array().unwrap().iter().find(|document| document.get("f").is_some()).unwrap()
}

fn flipped(bytes: &[u8], place: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[place] ^= 1;
    bytes
}

fn cases() -> Vec<Value> {
    let vectors = made();
    let all = [
        texts::cases(&vectors),
        records::cases(&vectors),
        directories::files(),
        directories::pins(),
        claims::of_claims(&vectors),
        claims::of_openings(&vectors),
        manifests::cases(),
        proofs::cases(&vectors),
        published::lists(&vectors),
        published::envelopes(&vectors),
        status::parts(),
        status::heads(),
    ];
    all.concat()
}

fn whole(given: &Value) -> Vec<u8> {
    match given.as_str() {
        Some(text) => unhex(text),
        None => {
            let mut whole = bytes(given, "begin");
            whole.resize(whole.len() + usize::try_from(given["zeros"].as_u64().unwrap()).unwrap(), 0);
            whole
        }
    }
}

/// What the pins of an organisation say of a certificate, in the code of a manifest or file that it signed.
fn pinned(given: &Value) -> Option<&'static str> {
    let directory = Directory::from_json(text(given, "directory").as_bytes()).unwrap();
    let organisation = directory.organisation(&OrgId::new(text(given, "org")).unwrap()).unwrap();
    let role: PinRole = serde_json::from_value(given["role"].clone()).unwrap();
    let at = text(given, "time").parse().unwrap();
    let time = if given["proven"] == true { PinTime::Proven(at) } else { PinTime::Present(at) };
    match organisation.standing(&array(given, "sha256"), &[role], time) {
        PinStanding::Holds => None,
        PinStanding::None => Some("SIGNER_NOT_OF_ORGANISATION"),
        PinStanding::Unproven => Some("PIN_TIME_UNPROVEN"),
        PinStanding::Compromised => Some("KEY_COMPROMISED"),
    }
}

/// The code with which we refuse, or nothing.
fn refusal(what: &str, given: &Value) -> Option<&'static str> {
    let whole = || whole(given);
    let code = |error: vanbang::document::manifest::Error| error.code();
    match what {
        "code" => parse(given.as_str().unwrap()).map_err(|error| error.code()).err(),
        "record" => Record::from_json(given.as_str().unwrap().as_bytes()).map_err(|error| error.code()).err(),
        "directory" => Directory::from_json(given.as_str().unwrap().as_bytes()).map_err(|error| error.code()).err(),
        "pin" => pinned(given),
        "claims" => Claims::parse(&whole()).map_err(code).err(),
        "opening" => Opening::parse(&whole()).map_err(code).err(),
        "manifest" => Content::parse(&whole()).map_err(code).err(),
        "publication_list" => Publication::parse(&whole()).map_err(code).err(),
        "status_part" => Part::parse(&whole()).map_err(code).err(),
        "status_head" => SignedHead::parse(&whole()).map_err(code).err(),
        "envelope" => {
            let secret = Secret::from_bytes(array(given, "secret"));
            let envelope = self::whole(&given["envelope"]);
            Envelope::open(&envelope, &Id::from_bytes(array(given, "id")), &secret).map_err(code).err()
        }
        "proof" => {
            let content = Content::parse(&bytes(given, "manifest")).unwrap();
            let opening = Opening::parse(&bytes(given, "opening")).unwrap();
            content.proves(&Id::from_bytes(array(given, "id")), &opening).map_err(code).err()
        }
        other => panic!("{other}"),
    }
}

#[test]
fn each_is_refused_by_its_code() {
    for case in cases() {
        let what = text(&case, "what");
        assert_eq!(refusal(what, &case["given"]), case["code"].as_str(), "{what}: {}", text(&case, "story"));
    }
}

/// What a table changes is honest before.
#[test]
fn of_each_object_something_is_taken() {
    let cases = cases();
    let of = |what: &str, taken: bool| {
        cases.iter().filter(|case| case["what"] == what && case["code"].is_null() == taken).count()
    };
    for what in
        ["code", "record", "claims", "opening", "manifest", "proof", "publication_list", "envelope", "status_part"]
    {
        assert!(of(what, true) > 0 && of(what, false) > 3, "{what}");
    }
}

/// `cargo test --test protocol -- --ignored`
#[test]
#[ignore = "writes the vectors anew"]
fn write() {
    std::fs::write(Path::new(REFUSED), serde_json::to_string_pretty(&cases()).unwrap() + "\n").unwrap();
}

#[test]
fn what_is_committed_is_what_is_made() {
    let committed: Vec<Value> = serde_json::from_slice(&std::fs::read(REFUSED).unwrap()).unwrap();
    assert!(committed == cases(), "write them anew");
}
