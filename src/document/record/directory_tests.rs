//! The directory's refusals (protocol 7, rule 5) and its pins.

use serde_json::{Value, json};

use super::*;

fn entry(org: &str, name: &str, sha256: &str) -> Value {
    json!({
        "org": org, "name_vi": name, "name_en": format!("School {org}"), "status_epoch_min": 1,
        "hosts": [{"host": "vb.mau.example.vn", "until": null}],
        "certificates": [{"sha256": sha256, "roles": ["manifest", "seal"],
            "from": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z", "compromised_since": null}],
        "successor": null,
    })
}

fn read(organisations: Vec<Value>) -> Result<Directory, DirectoryError> {
    let file = json!({"format": FORMAT, "serial": 12, "issued": "2026-11-21T00:00:00+07:00",
        "next_update": "2027-02-21T00:00:00+07:00", "organisations": organisations});
    Directory::from_json(file.to_string().as_bytes())
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn a_pin_holds_for_its_role_and_time() {
    let directory = read(vec![entry("thcs-mau.hue", "Trường THCS Mẫu", &"ab".repeat(32))]).unwrap();
    let org = OrgId::new("thcs-mau.hue").unwrap();
    let school = directory.organisation(&org).unwrap();
    let digest = [0xab; 32];
    assert!(school.pins(&digest, PinRole::Seal, at("2026-01-01T00:00:00Z")));
    assert!(!school.pins(&digest, PinRole::Seal, at("2025-12-31T23:59:59Z")));
    assert!(!school.pins(&digest, PinRole::Seal, at("2027-01-01T00:00:00Z")));
    assert!(!school.pins(&digest, PinRole::Person, at("2026-06-01T00:00:00Z")));
    assert!(!school.pins(&[0xac; 32], PinRole::Seal, at("2026-06-01T00:00:00Z")));
    assert_eq!(directory.organisation(&OrgId::new("thcs-khac.hue").unwrap()), None);
    assert_eq!(Directory::from_json(&directory.to_json().unwrap()).as_ref(), Ok(&directory));
}

#[test]
fn a_compromised_certificate_holds_before_only() {
    let mut school = entry("thcs-mau.hue", "Trường THCS Mẫu", &"ab".repeat(32));
    school["certificates"][0]["compromised_since"] = json!("2026-06-01T00:00:00Z");
    let directory = read(vec![school]).unwrap();
    let school = directory.organisations().next().unwrap();
    assert!(school.pins(&[0xab; 32], PinRole::Seal, at("2026-05-31T23:59:59Z")));
    assert!(!school.pins(&[0xab; 32], PinRole::Seal, at("2026-06-01T00:00:00Z")));
}

#[test]
fn rule_5_refuses_the_whole() {
    let one = || entry("thcs-mau.hue", "Trường THCS Mẫu", &"ab".repeat(32));
    let code = |organisations| read(organisations).map_or_else(|error| error.code(), |_| "read");
    let with = |pointer: &str, value: Value| {
        let mut changed = one();
        *changed.pointer_mut(pointer).unwrap() = value;
        vec![changed]
    };
    assert_eq!(code(vec![one(), entry("thcs-khac.hue", "Trường THCS Khác", &"cd".repeat(32))]), "read");
    assert_eq!(code(vec![one(), entry("thcs-mau.hue", "Trường khác", &"cd".repeat(32))]), "DIRECTORY_ORG_TWICE");
    assert_eq!(
        code(vec![one(), entry("thcs-khac.hue", "trường  T.H.C.S. mẫu", &"cd".repeat(32))]),
        "DIRECTORY_NAMES_ALIKE"
    );
    assert_eq!(
        code(vec![one(), entry("thcs-khac.hue", "Trường THCS Khác", &"ab".repeat(32))]),
        "DIRECTORY_CERTIFICATE_SHARED"
    );
    for (pointer, value) in [
        ("/name_vi", json!("Trường \u{0422}HCS")),
        ("/name_vi", json!("Trường\u{202e}")),
        ("/name_en", json!(" ")),
        ("/hosts/0/host", json!("VB.MAU.VN")),
        ("/hosts/0/host", json!("vb..vn")),
        ("/certificates/0/sha256", json!("AB".repeat(32))),
        ("/certificates/0/sha256", json!("ab")),
        ("/org", json!("x")),
    ] {
        assert_eq!(code(with(pointer, value)), "DIRECTORY_VALUE_INVALID", "{pointer}");
    }
    assert_eq!(code(with("/certificates/0/roles", json!(["owner"]))), "DIRECTORY_MALFORMED");
    assert_eq!(
        Directory::from_json(b"{\"format\":\"x\",\"organisations\":[]}").unwrap_err().code(),
        "DIRECTORY_FORMAT_UNKNOWN"
    );
    assert_eq!(Directory::from_json(b"{").unwrap_err().code(), "DIRECTORY_MALFORMED");
}
