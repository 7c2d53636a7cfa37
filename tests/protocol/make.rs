//! Makes our own vectors: one batch of every kind of record, with all that hangs on it. What is "random" is the
//! digest of a label, so the same bytes come out each time; only signatures differ.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use vanbang::document::code::{Code, Id};
use vanbang::document::manifest::status::{
    BatchState, DEFAULT_SPAN, Entry, Listed, Part, Reason, SignedHead, State, Statement, StatusToken,
};
use vanbang::document::manifest::{
    BatchId, Content, Delegation, Digest, Document, Envelope, Height, Leaf, Leaves, Publication, Published, Time,
    Unsigned, leaf,
};
use vanbang::document::record::{OrgId, Salt};
use vanbang::signature::crypto::{P256PrivateKey, sha256};

use crate::given::{MADE, array, bytes, hex, made, text};

const ORG: &str = "thpt-mau.hue";
const HOST: &str = "VB.MAU.EDU.VN";

fn random<const N: usize>(label: &str) -> [u8; N] {
    *sha256(label.as_bytes()).first_chunk().unwrap()
}

fn org() -> OrgId {
    OrgId::new(ORG).unwrap()
}

fn time(seconds: u64) -> Time {
    Time::from_seconds(seconds).unwrap()
}

/// An example of the repository, closed by our organisation under a salt of its own, after a change.
fn record(example: &str, label: &str, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let path = format!("{}/examples/{example}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let mut changed: Value = serde_json::from_str(&text).unwrap();
    changed["org"] = ORG.into();
    changed["salt"] = Salt::new(random(label)).text().into();
    change(&mut changed);
    // Read and written once more, the members stand in the order of their kind.
    let record = vanbang::document::record::Record::from_json(&serde_json::to_vec(&changed).unwrap()).unwrap();
    record.to_json().unwrap()
}

fn copy(number: usize, name: &str, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    record("records/certified-copy", &format!("salt of copy {number}"), |record| {
        record["diploma"]["holder"]["full_name"] = name.into();
        record["diploma"]["serial_no"] = format!("B {number:07}").into();
        record["copy"]["copy_register_no"] = format!("{number}/2026").into();
        change(record);
    })
}

fn records() -> Vec<Vec<u8>> {
    let names =
        ["Lê Văn Đức", "Y Bhăm Niê", "H'Hen Kđăm", "Nguyễn Thị Phương Thảo", "Đặng Hữu Phước", "Tôn Nữ Thục Uyên"];
    let mut records: Vec<Vec<u8>> =
        names.iter().enumerate().map(|(number, name)| copy(number + 1, name, |_| ())).collect();
    records.push(copy(7, "Công Tằng Tôn Nữ Nguyễn Hoàng Thị Bảo Ngọc Quỳnh Anh", |record| {
        record["diploma"]["school_name"] = "Trường THPT chuyên Quốc Học - Huế".into();
        record["diploma"]["holder"]["birth_year_only"] = true.into();
    }));
    records.push(record("record", "salt of a year", |_| ()));
    records.push(record("record", "salt of another year", |record| record["transcript"]["grade"] = 10.into()));
    records.push(record("records/transcript-secondary-thcs", "salt of four years", |_| ()));
    records.push(record("records/transcript-university", "salt of a university", |_| ()));
    records
}

fn documents() -> Vec<(Vec<u8>, Document)> {
    let derived = |bytes: Vec<u8>| {
        let document = Document::of_record(&org(), &bytes).unwrap();
        (bytes, document)
    };
    records().into_iter().map(derived).collect()
}

fn leaves(label: &str, height: u64) -> Leaves {
    let documents = documents().into_iter().map(|(_, document)| document).collect();
    Leaves::with_height(&org(), BatchId::from_bytes(random(label)), Height::new(height).unwrap(), documents).unwrap()
}

fn hashes(hashes: &[Digest]) -> Value {
    hashes.iter().map(|hash| hex(hash)).collect()
}

struct Sealed {
    salt: [u8; 32],
    envelope: Envelope,
}

fn seal(leaf: &Leaf) -> Sealed {
    let salt = random(&format!("envelope salt of {}", leaf.id));
    Sealed { salt, envelope: Envelope::seal(&leaf.id, &leaf.opening, &salt).unwrap() }
}

fn described(leaves: &Leaves, batch: &BatchId) -> Vec<Value> {
    let by_id: BTreeMap<Id, (Vec<u8>, Document)> =
        documents().into_iter().map(|(bytes, document)| (document.id(), (bytes, document))).collect();
    let describe = |hung: &Leaf| {
        let (bytes, document) = &by_id[&hung.id];
        let (code, opening) = (Code::derive(bytes), hung.opening.to_bytes());
        let claims = document.claims();
        let Sealed { salt, envelope } = seal(hung);
        let mut all = Map::new();
        let mut add = |name: &str, value: Value| all.insert(name.to_owned(), value);
        add("record", String::from_utf8(bytes.clone()).unwrap().into());
        add("id", hex(hung.id.as_bytes()).into());
        add("id_text", hung.id.text().into());
        add("secret", hex(code.secret().expose()).into());
        add("claims", hex(claims.bytes()).into());
        add("facts", claims.json());
        add("index", hung.opening.index().into());
        add("leaf", hex(&leaf(&org(), batch, &hung.id, code.secret(), claims.bytes())).into());
        add("path", hashes(hung.opening.path()));
        add("opening", hex(&opening).into());
        add("envelope_salt", hex(&salt).into());
        add("envelope_sha256", hex(&envelope.digest()).into());
        add("status_token", hex(StatusToken::of(&hung.id).as_bytes()).into());
        add("s", code.s_text(HOST).unwrap().into());
        if let Ok(f) = code.f_text(HOST, &opening) {
            add("f", f.into());
        }
        Value::Object(all)
    };
    leaves.leaves().iter().map(describe).collect()
}

fn published(leaves: &Leaves) -> Publication {
    let publish = |leaf: &Leaf| {
        let kind = documents().iter().find(|(_, document)| document.id() == leaf.id).unwrap().1.claims().kind();
        Published { id: leaf.id, kind, envelope: seal(leaf).envelope.digest() }
    };
    Publication::of(leaves.leaves().iter().map(publish).collect()).unwrap()
}

fn status(leaves: &Leaves, content: &Content, key: &P256PrivateKey) -> (Part, SignedHead) {
    let entry = |index: usize, state, reason| {
        let token = StatusToken::of(&leaves.leaves()[index].id);
        Entry { token, state, reason, date: 20_261_202 }
    };
    let entries = vec![
        entry(2, State::Withdrawn, Reason::Decision),
        entry(5, State::Superseded, Reason::Replaced),
        entry(7, State::Withdrawn, Reason::NeverIssued),
    ];
    let listed = Listed::of(content, BatchState::Listed);
    let gone = Listed { batch: BatchId::from_bytes([0xee; 8]), manifest: [0xdd; 16], state: BatchState::Withdrawn };
    let part = Part::of(&org(), content.list(), vec![gone, listed], entries).unwrap();
    let issued = content.time().plus(86_400);
    let head = Statement {
        org: org(),
        seq: 3,
        issued,
        valid_until: issued.plus(DEFAULT_SPAN),
        delegated_by: (content.batch(), *content.digest()),
        epoch: 1,
        previous: random("the head before"),
        lists: BTreeMap::from([(2025, random("the part of 2025")), (content.list(), *part.digest())]),
    };
    (part, head.sign(key).unwrap())
}

/// RFC 9162 section 2.1.1, taking the leaves as they are.
fn root(leaves: &[Digest]) -> Digest {
    match leaves {
        [one] => *one,
        many => {
            let (left, right) = many.split_at(many.len().next_power_of_two() / 2);
            sha256(&[&[1], root(left).as_slice(), &root(right)].concat())
        }
    }
}

/// Roots at height 3 over leaves that are each the digest of one byte, its number.
fn shapes() -> Value {
    let shape = |count: u8| {
        let leaves: Vec<Digest> = (0..count).map(|number| sha256(&[number])).collect();
        let roots: Vec<Digest> = leaves.chunks(8).map(root).collect();
        (count.to_string(), hashes(&roots))
    };
    Value::Object([1, 2, 3, 5, 7, 8, 9, 16, 17].into_iter().map(shape).collect())
}

fn vectors(pkcs8: &[u8]) -> Value {
    let key = P256PrivateKey::from_pkcs8_der(pkcs8).unwrap();
    let batch = BatchId::from_bytes(random("batch"));
    let hung = leaves("batch", 3);
    let list = published(&hung);
    let sealed = time(1_795_226_400);
    let delegation = Delegation { epoch: 1, key: *key.public_key(), not_after: sealed.plus(380 * 86_400) };
    let unsigned = hung.unsigned(Some(list.digest()), Some(random("templates and fonts")));
    let content = unsigned.complete(sealed, None, Some(delegation)).unwrap();
    let (part, head) = status(&hung, &content, &key);

    let flat = leaves("flat batch", 0);
    let flat_content = flat.unsigned(None, None).complete(sealed, Some(7), None).unwrap();
    let empty = Unsigned::empty(org(), BatchId::from_bytes(random("empty batch")));
    let renewed = Delegation { epoch: 2, not_after: sealed.plus(500 * 86_400), ..delegation };
    let empty = empty.complete(sealed.plus(1), None, Some(renewed)).unwrap();
    json!({
        "org": ORG, "host": HOST, "batch": hex(batch.as_bytes()), "count": hung.leaves().len(), "height": 3,
        "manifest_time": sealed.seconds(),
        "documents": described(&hung, &batch),
        "roots": hashes(hung.roots()), "tree_shapes": shapes(),
        "publication_list": hex(list.bytes()), "publication": hex(&list.digest()),
        "manifest": hex(content.bytes()), "manifest_sha256": hex(content.digest()),
        "status_private_pkcs8": hex(pkcs8), "status_public": hex(key.public_key().as_bytes()),
        "status_part": hex(part.bytes()), "status_part_sha256": hex(part.digest()),
        "status_head": hex(head.head().bytes()), "status_head_sha256": hex(head.head().digest()),
        "status_signature": hex(head.signature()),
        "envelope_of_index_0": hex(seal(&hung.leaves()[0]).envelope.bytes()),
        "height0": {
            "batch": hex(flat_content.batch().as_bytes()), "manifest": hex(flat_content.bytes()),
            "sha256": hex(flat_content.digest()), "opening_of_index_1": hex(&flat.leaves()[1].opening.to_bytes()),
        },
        "empty": {
            "batch": hex(empty.batch().as_bytes()), "manifest": hex(empty.bytes()), "sha256": hex(empty.digest()),
        },
    })
}

/// `cargo test --test protocol -- --ignored`
#[test]
#[ignore = "writes the vectors anew"]
fn write() {
    let (_, pkcs8) = P256PrivateKey::generate().unwrap();
    let text = serde_json::to_string_pretty(&vectors(&pkcs8)).unwrap();
    std::fs::write(MADE, text + "\n").unwrap();
}

#[test]
fn what_is_committed_is_what_is_made() {
    let committed = made();
    let mut again = vectors(&bytes(&committed, "status_private_pkcs8"));
    let signature: [u8; 64] = array(&committed, "status_signature");
    assert_ne!(hex(&signature), text(&again, "status_signature"), "signatures differ each time");
    again["status_signature"] = committed["status_signature"].clone();
    assert!(again == committed, "write them anew");
}
