//! Publishing over HTTP: everything twice, in any order; what does not prove itself; what comes too early.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{Duration, Utc};
use data_encoding::{BASE64, HEXLOWER};
use serde_json::json;
use vanbang::document::code::{Id, ShortCode};
use vanbang::document::manifest::status::{
    BatchState, Entry, Listed, Part, Reason, SignedHead, State, Statement, StatusToken,
};
use vanbang::document::manifest::{
    BatchId, BlockKind, Bundle, Content, Delegation, Height, KindNumber, Publication, Published, Time, Unsigned,
};
use vanbang::document::record::{Directory, OrgId};
use vanbang::signature::cms::Purpose;
use vanbang::signature::crypto::{P256PrivateKey, sha256};
use vanbang::signature::token::{Signer, SoftwareKey, enclose};

use crate::common::Authority;
use crate::foreign::token_of;
use crate::http::{Answer, Service};

const ORG: &str = "thpt-mau.hue";
const OTHER: &str = "thpt-khac.hue";
const BATCH: BatchId = BatchId::from_bytes([7; 8]);
const OBJECTS: &str = "/.well-known/vanbang/v1";

/// Two schools of one authority, and a server that knows both.
struct World {
    folder: tempfile::TempDir,
    seal: SoftwareKey,
    other: SoftwareKey,
    stamper: (vanbang::signature::x509::Certificate, rcgen::KeyPair),
    status: P256PrivateKey,
    envelopes: Vec<(Id, Vec<u8>)>,
}

impl World {
    fn new() -> World {
        let authority = Authority::new();
        let stampers = Authority::named("CA dấu thời gian");
        let signer = |name, serial| authority.signer_with(name, serial, &rcgen::PKCS_ECDSA_P256_SHA256, (2025, 2030));
        let (seal, other) = (signer("Trường THPT Mẫu", 20), signer("Trường THPT Khác", 21));
        let (certificate, key) = stampers.timestamper("Dấu thời gian", (2025, 2030));
        let certificate = vanbang::signature::x509::read_certificates(certificate.as_bytes()).unwrap().remove(0);
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(path("trust/anchors")).unwrap();
        std::fs::create_dir_all(path("trust/tsa")).unwrap();
        std::fs::write(path("trust/anchors/root.pem"), authority.root.to_pem()).unwrap();
        std::fs::write(path("trust/tsa/root.pem"), stampers.root.to_pem()).unwrap();
        std::fs::write(path("trust/directory.json"), directory(&[(ORG, &seal), (OTHER, &other)])).unwrap();
        std::fs::write(path("vanbangd.toml"), "trust = \"trust\"\nrevocation = \"ignore\"\n").unwrap();
        World {
            folder,
            seal,
            other,
            stamper: (certificate, rcgen::KeyPair::from_pem(&key).unwrap()),
            status: P256PrivateKey::generate().unwrap().0,
            envelopes: (1..=3_u8).map(|number| (Id::from_bytes([number; 16]), vec![number; 700])).collect(),
        }
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("vanbangd.toml")
    }

    fn publication(&self) -> Publication {
        let one = |(id, bytes): &(Id, Vec<u8>)| Published {
            id: *id,
            kind: KindNumber::from_number(16),
            envelope: sha256(bytes),
        };
        Publication::of(self.envelopes.iter().map(one).collect()).unwrap()
    }

    /// A content that delegates the status key, sealed a day ago.
    fn content(&self, org: &str, batch: BatchId, epoch: u32) -> Content {
        let publication = Some(self.publication().digest());
        let sealed = Utc::now() - Duration::days(1);
        let height = Height::new(0).unwrap();
        let roots = (1..=3_u8).map(|root| [root; 32]).collect();
        let unsigned =
            Unsigned { org: OrgId::new(org).unwrap(), batch, count: 3, height, roots, publication, template: None };
        let time = Time::from(sealed);
        let delegation = Delegation { epoch, key: *self.status.public_key(), not_after: time.plus(300 * 86_400) };
        unsigned.complete(time, Some(2026), Some(delegation)).unwrap()
    }

    fn sign(&mut self, content: &Content) -> Bundle {
        let key = if content.org().as_str() == ORG { &mut self.seal } else { &mut self.other };
        let time = content.time().date_time().unwrap();
        Bundle::of(&enclose(key, Purpose::Manifest, content.bytes(), time).unwrap()).unwrap()
    }

    /// A status of an hour ago that lists the batch, with these entries.
    fn status(&self, content: &Content, seq: u64, entries: Vec<Entry>) -> (Part, SignedHead) {
        let org = OrgId::new(ORG).unwrap();
        let part = Part::of(&org, 2026, vec![Listed::of(content, BatchState::Listed)], entries).unwrap();
        let issued = Time::from(Utc::now() - Duration::hours(1));
        let head = Statement {
            org,
            seq,
            issued,
            valid_until: issued.plus(10 * 86_400),
            delegated_by: (content.batch(), *content.digest()),
            epoch: content.delegation().unwrap().epoch,
            previous: [0; 32],
            lists: BTreeMap::from([(2026, *part.digest())]),
        };
        (part, head.sign(&self.status).unwrap())
    }
}

fn directory(pinned: &[(&str, &SoftwareKey)]) -> Vec<u8> {
    let entry = |(org, key): &(&str, &SoftwareKey)| {
        json!({
            "org": org, "name_vi": format!("Trường {}", &org[5..]), "name_en": format!("School {}", &org[5..]),
            "hosts": [{"host": "vb.mau.edu.vn", "until": null}],
            "certificates": [{"sha256": HEXLOWER.encode(&key.certificate().sha256()), "roles": ["manifest", "seal"],
                "from": "2026-01-01T00:00:00Z", "until": null, "compromised_since": null}],
        })
    };
    let file = json!({"format": "vanbang directory 1", "serial": 12, "issued": "2026-01-01T00:00:00+07:00",
        "next_update": "2035-02-21T00:00:00+07:00", "organisations": pinned.iter().map(entry).collect::<Vec<_>>()});
    Directory::from_json(file.to_string().as_bytes()).unwrap().to_json().unwrap()
}

fn put_form(service: &Service, path: &str, fields: &[(&str, &[u8])]) -> Answer {
    let mut body = Vec::new();
    for (name, bytes) in fields {
        body.extend_from_slice(format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--B--\r\n");
    let media = "Content-Type: multipart/form-data; boundary=B\r\n";
    service.send(&format!("PUT /api/v1/publish/{path}"), media, &body)
}

fn put_batch(service: &Service, bundle: &Bundle, list: &[u8]) -> (u16, String) {
    let path = format!("batches/{}", HEXLOWER.encode(BATCH.as_bytes()));
    told(put_form(service, &path, &[("bundle", bundle.bytes()), ("list", list)]))
}

fn put_envelope(service: &Service, id: Id, bytes: &[u8]) -> (u16, String) {
    told(service.send(&format!("PUT /api/v1/publish/envelopes/{id}"), "", bytes))
}

fn put_status(service: &Service, org: &str, head: &SignedHead, parts: &[&[u8]]) -> (u16, String) {
    let head = head.to_bytes();
    let mut fields: Vec<(&str, &[u8])> = vec![("head", &head)];
    fields.extend(parts.iter().map(|part| ("part", *part)));
    told(put_form(service, &format!("status/{org}"), &fields))
}

/// The status, and what was done or why it was not.
fn told(answer: Answer) -> (u16, String) {
    let json = answer.json();
    let said = match &json["stored"] {
        serde_json::Value::Bool(true) => "stored",
        serde_json::Value::Bool(false) => "same",
        _ => json["error"]["code"].as_str().unwrap(),
    };
    (answer.status, said.to_owned())
}

fn stored() -> (u16, String) {
    (201, "stored".into())
}

fn same() -> (u16, String) {
    (200, "same".into())
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.into())
}

#[test]
fn a_batch_its_envelopes_and_its_status_are_published_and_served() {
    let mut world = World::new();
    let content = world.content(ORG, BATCH, 1);
    let bundle = world.sign(&content);
    let list = world.publication();
    let service = Service::start(&world.config());
    let (id, envelope) = world.envelopes[0].clone();
    // Too early: each needs what comes before it.
    let withdrawn =
        Entry { token: StatusToken::of(&id), state: State::Withdrawn, reason: Reason::Decision, date: 20_261_122 };
    let (part, head) = world.status(&content, 1, Vec::new());
    assert_eq!(put_envelope(&service, id, &envelope), refused(409, "ENVELOPE_NOT_LISTED"));
    assert_eq!(put_status(&service, ORG, &head, &[part.bytes()]), refused(409, "STATUS_DELEGATION_MISSING"));

    assert_eq!(put_batch(&service, &bundle, list.bytes()), stored());
    assert_eq!(put_batch(&service, &bundle, list.bytes()), same());
    for (id, envelope) in &world.envelopes {
        assert_eq!(put_envelope(&service, *id, envelope), stored());
        assert_eq!(put_envelope(&service, *id, envelope), same());
    }
    assert_eq!(put_envelope(&service, id, b"other"), refused(409, "ENVELOPE_NOT_LISTED"));
    assert_eq!(put_envelope(&service, Id::from_bytes([9; 16]), b"other"), refused(409, "ENVELOPE_NOT_LISTED"));
    assert_eq!(put_status(&service, ORG, &head, &[]), refused(409, "STATUS_PART_MISSING"));
    assert_eq!(service.page(&format!("{OBJECTS}/{ORG}/status/head")).status, 404, "not before its parts");
    assert_eq!(put_status(&service, ORG, &head, &[part.bytes()]), stored());
    assert_eq!(put_status(&service, ORG, &head, &[part.bytes()]), same());

    let code = service.page(&format!("/api/v1/codes/{id}")).json();
    assert_eq!(code["envelope"], BASE64.encode(&envelope));
    assert_eq!((&code["org"], &code["kind"], &code["list"]), (&json!(ORG), &json!(16), &json!(2026)));
    assert_eq!(code["manifest"], HEXLOWER.encode(content.digest()));
    let short = format!("/api/v1/short/{}", ShortCode::of(&id).compact());
    assert_eq!(service.page(&short).json(), json!({"org": ORG, "kind": 16, "standing": "in_force"}));

    let (part, head) = world.status(&content, 2, vec![withdrawn]);
    assert_eq!(put_status(&service, ORG, &head, &[part.bytes()]), stored());
    assert_eq!(service.page(&short).json()["standing"], "withdrawn");
    let (part, head) = world.status(&content, 1, Vec::new());
    assert_eq!(put_status(&service, ORG, &head, &[part.bytes()]), refused(409, "STATUS_OLD"));
}

#[test]
fn what_does_not_prove_itself_is_not_kept() {
    let mut world = World::new();
    let content = world.content(ORG, BATCH, 1);
    let bundle = world.sign(&content);
    let list = world.publication();
    let service = Service::start(&world.config());
    let path = format!("batches/{}", HEXLOWER.encode(&[8; 8]));
    let elsewhere = put_form(&service, &path, &[("bundle", bundle.bytes()), ("list", list.bytes())]);
    assert_eq!(told(elsewhere), refused(422, "BATCH_DIFFERS"));
    assert_eq!(put_batch(&service, &bundle, b""), refused(422, "PUBLICATION_LIST_MALFORMED"));
    let shorter = Publication::of(list.published()[..2].to_vec()).unwrap();
    assert_eq!(put_batch(&service, &bundle, shorter.bytes()), refused(422, "PUBLICATION_LIST_DIFFERS"));
    // Another school's key under this one's name.
    let forged = enclose(&mut world.other, Purpose::Manifest, content.bytes(), content.time().date_time().unwrap());
    let forged = Bundle::of(&forged.unwrap()).unwrap();
    assert_eq!(put_batch(&service, &forged, list.bytes()), refused(422, "MANIFEST_SIGNER_NOT_PINNED"));
    let unknown = world.content("thpt-la.hue", BATCH, 1);
    let unknown = world.sign(&unknown);
    assert_eq!(put_batch(&service, &unknown, list.bytes()), refused(422, "ORGANISATION_UNKNOWN"));
    let mut flipped = bundle.bytes().to_vec();
    *flipped.last_mut().unwrap() ^= 1;
    assert_eq!(put_batch(&service, &Bundle::parse(&flipped).unwrap(), list.bytes()).0, 422);

    assert_eq!(put_batch(&service, &bundle, list.bytes()), stored());
    let taken = world.content(OTHER, BATCH, 1);
    let taken = world.sign(&taken);
    assert_eq!(put_batch(&service, &taken, list.bytes()), refused(409, "BATCH_TAKEN"));
    let (part, head) = world.status(&content, 1, Vec::new());
    assert_eq!(put_status(&service, OTHER, &head, &[part.bytes()]), refused(422, "ORGANISATION_DIFFERS"));
    let mut forged = head.to_bytes();
    *forged.last_mut().unwrap() ^= 1;
    let forged = SignedHead::parse(&forged).unwrap();
    assert_eq!(put_status(&service, ORG, &forged, &[part.bytes()]), refused(422, "STATUS_SIGNATURE_INVALID"));
    let (stranger, _) = world.status(
        &content,
        7,
        vec![Entry {
            token: StatusToken::of(&world.envelopes[0].0),
            state: State::Superseded,
            reason: Reason::Replaced,
            date: 20_261_122,
        }],
    );
    assert_eq!(put_status(&service, ORG, &head, &[stranger.bytes()]), refused(422, "STATUS_MISSING"));
    assert_eq!(service.page(&format!("{OBJECTS}/{ORG}/status/head")).status, 404);
}

#[test]
fn a_bundle_grows_by_trusted_timestamps_only() {
    let mut world = World::new();
    let content = world.content(ORG, BATCH, 1);
    let bundle = world.sign(&content);
    let list = world.publication();
    let service = Service::start(&world.config());
    assert_eq!(put_batch(&service, &bundle, list.bytes()), stored());
    let junk = bundle.clone().with(BlockKind::Certificate, b"junk").unwrap();
    assert_eq!(put_batch(&service, &junk, list.bytes()), refused(422, "EXTENSION_NOT_TIMESTAMPED"));
    let token = bundle.clone().with(BlockKind::Timestamp, b"junk").unwrap();
    assert_eq!(put_batch(&service, &token, list.bytes()), refused(422, "EXTENSION_NOT_TIMESTAMPED"));
    let now = Utc::now().format("%Y%m%d%H%M%SZ").to_string();
    let token = token_of(&now, &world.stamper, &[bundle.bytes()]);
    let stamped = bundle.clone().with(BlockKind::Timestamp, &token).unwrap();
    assert_eq!(put_batch(&service, &stamped, list.bytes()), stored());
    assert_eq!(put_batch(&service, &stamped, list.bytes()), same());
    assert_eq!(put_batch(&service, &bundle, list.bytes()), refused(409, "BUNDLE_NOT_EXTENDED"));
    let served = service.page(&format!("{OBJECTS}/batches/{}.bundle", HEXLOWER.encode(BATCH.as_bytes())));
    assert_eq!(served.bytes, stamped.bytes());
}

#[test]
fn an_old_status_key_is_refused_once_a_newer_one_is_delegated() {
    let mut world = World::new();
    let content = world.content(ORG, BATCH, 1);
    let bundle = world.sign(&content);
    let list = world.publication();
    let service = Service::start(&world.config());
    assert_eq!(put_batch(&service, &bundle, list.bytes()), stored());
    let newer = world.content(ORG, BatchId::from_bytes([8; 8]), 2);
    let signed = world.sign(&newer);
    let path = format!("batches/{}", HEXLOWER.encode(&[8; 8]));
    let put = put_form(&service, &path, &[("bundle", signed.bytes()), ("list", list.bytes())]);
    assert_eq!(told(put), stored());
    let (part, head) = world.status(&content, 1, Vec::new());
    assert_eq!(put_status(&service, ORG, &head, &[part.bytes()]), refused(422, "STATUS_ROLLBACK"));
    let (part, head) = world.status(&newer, 1, Vec::new());
    assert_eq!(put_status(&service, ORG, &head, &[part.bytes()]), stored());
}

#[test]
fn bodies_that_are_too_large_or_no_form_are_refused_before_they_are_read() {
    let world = World::new();
    let service = Service::start(&world.config());
    for (path, length, status) in [
        ("envelopes/AAAAAAAAAAAAAAAAAAAAAAAAAA", 131_073, 413),
        ("batches/0707070707070707", 2 << 20, 413),
        ("status/thpt-mau.hue", 64 << 20, 413),
    ] {
        let head = format!("Content-Type: multipart/form-data; boundary=B\r\nContent-Length: {length}\r\n");
        let answer = service.send(&format!("PUT /api/v1/publish/{path}"), &head, b"");
        assert_eq!((answer.status, &answer.json()["error"]["code"]), (status, &"TOO_LARGE".into()), "{path}");
    }
    for (path, code, status) in [
        ("batches/0707070707070707", "MEDIA_TYPE", 415),
        ("status/thpt-mau.hue", "MEDIA_TYPE", 415),
        ("batches/07", "OBJECT_UNKNOWN", 404),
        ("envelopes/1", "OBJECT_UNKNOWN", 404),
    ] {
        let answer = service.send(&format!("PUT /api/v1/publish/{path}"), "", b"x");
        assert_eq!((answer.status, &answer.json()["error"]["code"]), (status, &code.into()), "{path}");
    }
    let other = put_form(&service, "batches/0707070707070707", &[("bundle", b"VBM1"), ("more", b"x")]);
    assert_eq!(told(other), refused(400, "BODY_MALFORMED"));
    let twice = put_form(&service, "batches/0707070707070707", &[("bundle", b"VBM1"), ("bundle", b"VBM1")]);
    assert_eq!(told(twice), refused(400, "BODY_MALFORMED"));
}
