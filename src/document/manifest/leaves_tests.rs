//! Planning: order, places, and what two documents of a batch never share.

use super::*;
use crate::document::manifest::Time;

const COPY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/records/certified-copy.json");

/// The bytes of the example, with another salt and number.
fn record(number: u32, salt: [u8; 16]) -> Vec<u8> {
    let mut record: serde_json::Value = serde_json::from_slice(&std::fs::read(COPY).unwrap()).unwrap();
    record["salt"] = Salt::new(salt).text().into();
    record["copy"]["copy_register_no"] = format!("{number}/BS/2026").into();
    serde_json::to_vec(&record).unwrap()
}

fn own_salt(number: u32) -> [u8; 16] {
    let mut salt = [7; 16];
    salt[..4].copy_from_slice(&number.to_be_bytes());
    salt
}

fn org() -> OrgId {
    let record = Record::from_json(&record(0, [0; 16])).unwrap();
    record.org().clone()
}

fn documents(count: u32) -> Vec<Document> {
    let document = |number| Document::of_record(&org(), &record(number, own_salt(number))).unwrap();
    (0..count).map(document).collect()
}

const BATCH: BatchId = BatchId::from_bytes([5; 8]);

#[test]
fn every_leaf_is_proven_by_the_manifest_of_its_batch_alone() {
    for count in [1, 2, 7, 8, 9, 20] {
        let leaves = Leaves::of(&org(), BATCH, documents(count), false).unwrap();
        let time = Time::from_seconds(1_795_226_400).unwrap();
        let content = leaves.unsigned(None, None).complete(time, None, None).unwrap();
        let other = Leaves::of(&org(), BatchId::from_bytes([6; 8]), documents(count), false).unwrap();
        let other = other.unsigned(None, None).complete(time, None, None).unwrap();
        assert_eq!((content.list(), content.count()), (2026, count as usize));
        for leaf in leaves.leaves() {
            assert!(content.proves(&leaf.id, &leaf.opening).is_ok());
            assert_eq!(other.proves(&leaf.id, &leaf.opening), Err(Error::NotInManifest));
        }
    }
}

#[test]
fn salts_and_identifiers_are_used_once() {
    let twice = |first: Vec<u8>, second: Vec<u8>| {
        let document = |bytes: Vec<u8>| Document::of_record(&org(), &bytes).unwrap();
        Leaves::of(&org(), BATCH, vec![document(first), document(second)], false).unwrap_err().code()
    };
    assert_eq!(twice(record(1, [1; 16]), record(1, [1; 16])), "ID_TWICE");
    assert_eq!(twice(record(1, [1; 16]), record(2, [1; 16])), "SALT_TWICE");
}

#[test]
fn a_record_of_another_organisation_has_no_leaf() {
    let stranger = OrgId::new("thpt-khac.hue").unwrap();
    let refused = Document::of_record(&stranger, &record(1, [1; 16])).unwrap_err();
    assert_eq!(refused.code(), "RECORD_OF_OTHER_ORGANISATION");
}
