//! Directories of organisations, and what their pins say.

use serde_json::{Value, json};

use super::case;

fn entry(org: &str, name: &str, sha256: &str) -> Value {
    json!({
        "org": org, "name_vi": name, "name_en": format!("School {org}"), "status_epoch_min": 1,
        "hosts": [{"host": "vb.mau.example.vn", "until": null}],
        "certificates": [{"sha256": sha256, "roles": ["manifest", "seal"],
            "from": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z", "compromised_since": null}],
        "successor": null,
    })
}

fn school() -> Value {
    entry("thcs-mau.hue", "Trường THCS Mẫu", &"ab".repeat(32))
}

fn file(organisations: &[Value]) -> Value {
    json!({"format": "vanbang directory 1", "serial": 12, "issued": "2026-11-21T00:00:00+07:00",
        "next_update": "2027-02-21T00:00:00+07:00", "organisations": organisations})
}

pub fn files() -> Vec<Value> {
    let of = |story: &str, organisations: &[Value], code: Option<&str>| {
        case("directory", story, file(organisations).to_string(), code)
    };
    let with = |story: &str, place: &str, value: Value| {
        let mut changed = school();
        *changed.pointer_mut(place).unwrap() = value;
        of(story, &[changed], Some("DIRECTORY_VALUE_INVALID"))
    };
    let other = |name: &str, sha256: &str| entry("thcs-khac.hue", name, &sha256.repeat(32));
    let mut officer = other("Trường THCS Khác", "ab");
    officer["certificates"][0]["roles"] = json!(["person"]);
    let mut owner = school();
    owner["certificates"][0]["roles"] = json!(["owner"]);
    let text = file(&[school()]).to_string();
    let replaced = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    };
    let malformed = Some("DIRECTORY_MALFORMED");
    vec![
        of("two organisations at one host", &[school(), other("Trường THCS Khác", "cd")], None),
        of("an officer of both", &[school(), officer], None),
        of(
            "an identifier twice",
            &[school(), entry("thcs-mau.hue", "Trường khác", &"cd".repeat(32))],
            Some("DIRECTORY_ORG_TWICE"),
        ),
        of("names that are alike", &[school(), other("trường  T.H.C.S. mẫu", "cd")], Some("DIRECTORY_NAMES_ALIKE")),
        of(
            "a decomposed name that is alike",
            &[school(), other("Tru\u{031b}o\u{031b}\u{0300}ng THCS Mâ\u{0303}u", "cd")],
            Some("DIRECTORY_NAMES_ALIKE"),
        ),
        of("a seal of both", &[school(), other("Trường THCS Khác", "ab")], Some("DIRECTORY_CERTIFICATE_SHARED")),
        of("an unknown role", &[owner], malformed),
        with("a letter of another script", "/name_vi", json!("Trường \u{0422}HCS")),
        with("a hidden character", "/name_vi", json!("Trường\u{202e}")),
        with("no name", "/name_en", json!(" ")),
        with("a host in capitals", "/hosts/0/host", json!("VB.MAU.VN")),
        with("an empty label", "/hosts/0/host", json!("vb..vn")),
        with("a digest in capitals", "/certificates/0/sha256", json!("AB".repeat(32))),
        with("half a digest", "/certificates/0/sha256", json!("ab")),
        with("no identifier", "/org", json!("x")),
        with("a successor that is none", "/successor", json!("Trường khác")),
        with("an epoch of 2^32", "/status_epoch_min", json!(1_u64 << 32)),
        case(
            "directory",
            "another format",
            replaced("vanbang directory 1", "vanbang directory 2"),
            Some("DIRECTORY_FORMAT_UNKNOWN"),
        ),
        case("directory", "a number twice", replaced("\"serial\":12", "\"serial\":12,\"serial\":13"), malformed),
        case("directory", "roles twice", replaced("\"roles\":[", "\"roles\":[],\"roles\":["), malformed),
        case("directory", "an unknown member", replaced("\"serial\":12", "\"serial\":12,\"signed\":true"), malformed),
        case("directory", "an array of its members", "[\"vanbang directory 1\",12,null,null,[]]", malformed),
        case("directory", "cut", &text[..text.len() - 1], malformed),
    ]
}

pub fn pins() -> Vec<Value> {
    let (own, other) = ("ab".repeat(32), "ac".repeat(32));
    let asked = |story: &str, change: &dyn Fn(&mut Value), sha256: &str, role: &str, time: &str, proven: bool, code| {
        let mut school = school();
        change(&mut school["certificates"]);
        let given = json!({"directory": file(&[school]).to_string(), "org": "thcs-mau.hue", "sha256": sha256,
            "role": role, "time": time, "proven": proven});
        case("pin", format!("{story}, {}", if proven { "proven" } else { "claimed" }), given, code)
    };
    let (nobody, unproven, lost) =
        (Some("SIGNER_NOT_OF_ORGANISATION"), Some("PIN_TIME_UNPROVEN"), Some("KEY_COMPROMISED"));
    let plain = |_: &mut Value| ();
    let since = |pins: &mut Value| pins[0]["compromised_since"] = json!("2026-06-01T00:00:00Z");
    let elsewhere = |pins: &mut Value| {
        let mut person = pins[0].clone();
        (person["roles"], person["compromised_since"]) = (json!(["person"]), json!("2026-06-01T00:00:00Z"));
        pins.as_array_mut().unwrap().push(person);
    };
    let mut rows = Vec::new();
    for (proven, ended, before, after) in [(true, nobody, None, lost), (false, unproven, unproven, unproven)] {
        let mut ask = |story: &str, change: &dyn Fn(&mut Value), sha256: &str, role: &str, time: &str, code| {
            rows.push(asked(story, change, sha256, role, time, proven, code));
        };
        ask("at its beginning", &plain, &own, "seal", "2026-01-01T00:00:00Z", None);
        ask("a second before", &plain, &own, "seal", "2025-12-31T23:59:59Z", nobody);
        ask("in its last second", &plain, &own, "manifest", "2026-12-31T23:59:59Z", None);
        ask("at its end", &plain, &own, "seal", "2027-01-01T00:00:00Z", ended);
        ask("for another role", &plain, &own, "person", "2026-06-01T00:00:00Z", nobody);
        ask("another certificate", &plain, &other, "seal", "2026-06-01T00:00:00Z", nobody);
        ask("a second before it was lost", &since, &own, "seal", "2026-05-31T23:59:59Z", before);
        ask("once it was lost", &since, &own, "seal", "2026-06-01T00:00:00Z", after);
        ask("lost in another role", &elsewhere, &own, "seal", "2026-07-01T00:00:00Z", after);
    }
    rows
}
