//! Records: the salt that must be there, and the code that follows from every bit.

use serde_json::Value;
use vanbang::document::code::Code;
use vanbang::document::record::Record;

use crate::given::{made, text};

fn record() -> String {
    text(&made()["documents"][0], "record").to_owned()
}

fn refusal(record: &str) -> &'static str {
    Record::from_json(record.as_bytes()).expect_err(record).code()
}

#[test]
fn a_record_has_its_own_salt() {
    let record = record();
    let parsed: Value = serde_json::from_str(&record).unwrap();
    let salt = text(&parsed, "salt");
    let member = format!("\"salt\":\"{salt}\",");
    let with = |other: &str| record.replacen(salt, other, 1);
    assert!(Record::from_json(record.as_bytes()).is_ok());
    let missing = "RECORD_SALT_MISSING";
    assert_eq!(refusal(&record.replacen(&member, "", 1)), missing);
    assert_eq!(refusal(&with("")), missing);
    assert_eq!(refusal(&with(&salt[..21])), missing);
    assert_eq!(refusal(&with(&format!("{salt}==")),), missing);
    // The last of 22 characters has four bits that must be zero.
    assert_eq!(refusal(&with(&format!("{}B", &salt[..21]))), missing);
    let nested = record.replacen(&member, "", 1).replacen("\"copy\":{", &format!("\"copy\":{{{member}"), 1);
    assert_eq!(refusal(&nested), missing);
    assert_eq!(refusal(&record.replacen(&member, &format!("{member}{member}"), 1)), "RECORD_MALFORMED");
}

#[test]
fn every_bit_counts() {
    let record = record().into_bytes();
    let code = Code::derive(&record);
    for bit in 0..record.len() * 8 {
        let mut other = record.clone();
        other[bit / 8] ^= 1 << (bit % 8);
        let other = Code::derive(&other);
        assert!(other.id() != code.id() && other.secret() != code.secret(), "bit {bit}");
    }
}
