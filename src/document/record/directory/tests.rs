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

const OWN: [u8; 32] = [0xab; 32];

fn proven(text: &str) -> PinTime {
    PinTime::Proven(at(text))
}

fn present(text: &str) -> PinTime {
    PinTime::Present(at(text))
}

fn school(change: impl FnOnce(&mut Value)) -> DirectoryOrganisation {
    let mut school = entry("thcs-mau.hue", "Trường THCS Mẫu", &"ab".repeat(32));
    change(&mut school["certificates"]);
    let directory = read(vec![school]).unwrap();
    directory.organisation(&OrgId::new("thcs-mau.hue").unwrap()).unwrap().clone()
}

#[test]
fn a_pin_holds_for_its_role_and_time() {
    let school = school(|_| {});
    let of = |role, time| school.standing(&OWN, &[role], time);
    for time in [proven, present] {
        assert_eq!(of(PinRole::Seal, time("2026-01-01T00:00:00Z")), PinStanding::Holds);
        assert_eq!(of(PinRole::Seal, time("2025-12-31T23:59:59Z")), PinStanding::None);
        assert_eq!(of(PinRole::Seal, time("2026-12-31T23:59:59Z")), PinStanding::Holds);
        assert_eq!(of(PinRole::Person, time("2026-06-01T00:00:00Z")), PinStanding::None);
        let strange = school.standing(&[0xac; 32], &[PinRole::Seal], time("2026-06-01T00:00:00Z"));
        assert_eq!(strange, PinStanding::None);
    }
    // At `until` it is over; who signed before it may not be able to prove so.
    assert_eq!(of(PinRole::Seal, proven("2027-01-01T00:00:00Z")), PinStanding::None);
    assert_eq!(of(PinRole::Seal, present("2027-01-01T00:00:00Z")), PinStanding::Unproven);
    let either = [PinRole::Delegate, PinRole::Manifest];
    assert_eq!(school.standing(&OWN, &either, present("2026-06-01T00:00:00Z")), PinStanding::Holds);
}

#[test]
fn a_compromised_certificate_holds_where_an_earlier_time_is_proven() {
    let school = school(|pins| pins[0]["compromised_since"] = json!("2026-06-01T00:00:00Z"));
    let of = |time| school.standing(&OWN, &[PinRole::Seal], time);
    assert_eq!(of(proven("2026-05-31T23:59:59Z")), PinStanding::Holds);
    assert_eq!(of(proven("2026-06-01T00:00:00Z")), PinStanding::Compromised);
    assert_eq!(of(present("2026-05-31T23:59:59Z")), PinStanding::Unproven);
    assert_eq!(of(present("2026-07-01T00:00:00Z")), PinStanding::Unproven);
}

/// A key that was lost is lost in every role, whichever pin tells it.
#[test]
fn a_compromise_in_one_pin_is_one_in_all() {
    let school = school(|pins| {
        let mut person = pins[0].clone();
        person["roles"] = json!(["person"]);
        person["compromised_since"] = json!("2026-06-01T00:00:00Z");
        pins.as_array_mut().unwrap().push(person);
    });
    assert_eq!(school.standing(&OWN, &[PinRole::Seal], proven("2026-07-01T00:00:00Z")), PinStanding::Compromised);
    assert_eq!(school.standing(&OWN, &[PinRole::Delegate], proven("2026-07-01T00:00:00Z")), PinStanding::None);
}

#[test]
fn hosts_are_present_former_or_foreign() {
    let mut one = entry("thcs-mau.hue", "Trường THCS Mẫu", &"ab".repeat(32));
    one["hosts"] = json!([{"host": "vb.moi.vn"}, {"host": "vb.cu.vn", "until": "2026-06-01T00:00:00Z"}]);
    let mut two = entry("thcs-khac.hue", "Trường THCS Khác", &"cd".repeat(32));
    two["hosts"] = json!([{"host": "vb.moi.vn", "until": null}]);
    two["successor"] = json!("thcs-mau.hue");
    let directory = read(vec![one, two]).unwrap();
    assert!(directory.names_host("vb.moi.vn") && directory.names_host("vb.cu.vn"));
    assert!(!directory.names_host("vb.la.vn") && !directory.names_host("VB.MOI.VN"));
    let hosts = |at: DateTime<Utc>| -> Vec<String> {
        directory.organisation(&OrgId::new("thcs-mau.hue").unwrap()).unwrap().hosts_at(at).map(str::to_owned).collect()
    };
    assert_eq!(hosts(at("2026-05-31T23:59:59Z")), ["vb.moi.vn", "vb.cu.vn"]);
    assert_eq!(hosts(at("2026-06-01T00:00:00Z")), ["vb.moi.vn"], "a former host is not asked");
    let shared = directory.organisations().filter(|one| one.names_host("vb.moi.vn")).count();
    assert_eq!(shared, 2, "a host may serve several organisations");
    let closed = directory.organisation(&OrgId::new("thcs-khac.hue").unwrap()).unwrap();
    assert_eq!(closed.successor().map(OrgId::as_str), Some("thcs-mau.hue"));
}

#[test]
fn a_directory_tells_its_age_and_is_written_as_it_was_read() {
    let directory = read(vec![entry("thcs-mau.hue", "Trường THCS Mẫu", &"ab".repeat(32))]).unwrap();
    assert_eq!((directory.serial(), directory.issued()), (Some(12), Some(at("2026-11-20T17:00:00Z"))));
    assert!(!directory.is_old(at("2027-02-20T17:00:00Z")) && directory.is_old(at("2027-02-20T17:00:01Z")));
    assert_eq!(Directory::from_json(&directory.to_json().unwrap()).as_ref(), Ok(&directory));
    assert_eq!(directory.organisation(&OrgId::new("thcs-khac.hue").unwrap()), None);
    assert_eq!(directory.organisations().next().unwrap().status_epoch_min(), 1);
}

/// What one reader takes for the first of two members, another takes for the last.
#[test]
fn doubled_members_unknown_members_and_too_many_are_refused() {
    let text = String::from_utf8(
        read(vec![entry("thcs-mau.hue", "Trường THCS Mẫu", &"ab".repeat(32))]).unwrap().to_json().unwrap(),
    )
    .unwrap();
    let code = |text: &str| Directory::from_json(text.as_bytes()).map_or_else(|error| error.code(), |_| "read");
    assert_eq!(code(&text), "read");
    for (member, twice) in [
        ("\"serial\": 12", "\"serial\": 12, \"serial\": 13"),
        ("\"org\": \"thcs-mau.hue\"", "\"org\": \"thcs-khac.hue\", \"org\": \"thcs-mau.hue\""),
        ("\"roles\": [", "\"roles\": [], \"roles\": ["),
        ("\"serial\": 12", "\"serial\": 12, \"signed\": true"),
    ] {
        assert!(text.contains(member), "{member}");
        assert_eq!(code(&text.replace(member, twice)), "DIRECTORY_MALFORMED", "{twice}");
    }
    assert_eq!(code(&format!("{text}{}", " ".repeat(MAX_BYTES))), "LIMIT_DIRECTORY");
    let exact = format!("{text}{}", " ".repeat(MAX_BYTES - text.len()));
    assert_eq!(code(&exact), "read");
    let small = |number: usize| {
        json!({"org": format!("truong-{number}.hue"), "name_vi": format!("T{number}"), "name_en": format!("S{number}"),
            "hosts": [], "certificates": []})
    };
    let many = |count: usize| read((0..count).map(small).collect()).map_or_else(|error| error.code(), |_| "read");
    assert_eq!((many(MAX_ORGANISATIONS), many(MAX_ORGANISATIONS + 1)), ("read", "LIMIT_ORGANISATIONS"));
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
        ("/successor", json!("Trường khác")),
        ("/status_epoch_min", json!(1_u64 << 32)),
    ] {
        assert_eq!(code(with(pointer, value)), "DIRECTORY_VALUE_INVALID", "{pointer}");
    }
    assert_eq!(code(with("/certificates/0/roles", json!(["owner"]))), "DIRECTORY_MALFORMED");
    assert_eq!(
        Directory::from_json(b"{\"format\":\"x\",\"organisations\":[]}").unwrap_err().code(),
        "DIRECTORY_FORMAT_UNKNOWN"
    );
    for text in ["{", "[\"vanbang directory 1\", 12, null, null, []]"] {
        assert_eq!(Directory::from_json(text.as_bytes()).unwrap_err().code(), "DIRECTORY_MALFORMED", "{text}");
    }
}
