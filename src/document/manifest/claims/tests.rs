//! What each kind of record projects to, what never leaves it, and which claims are refused.

use data_encoding::HEXLOWER;

use super::*;
use crate::document::record::Record;

fn example(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/examples/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn claims(name: &str) -> Claims {
    project(&Record::from_json(&example(name)).unwrap()).unwrap()
}

/// The example of a copy, after a change.
fn copy(change: impl FnOnce(&mut serde_json::Value)) -> Claims {
    let mut record: serde_json::Value = serde_json::from_slice(&example("records/certified-copy")).unwrap();
    change(&mut record);
    project(&Record::from_json(&serde_json::to_vec(&record).unwrap()).unwrap()).unwrap()
}

/// The claims of the published vector with index 9, from a record of ours that states the same.
const PUBLISHED: &str = "ab0110020103784543c3b46e672054e1bab16e672054c3b46e204ee1bbaf204e677579e1bb856e20486fc3a06e67205468\
                         e1bb8b2042e1baa36f204e67e1bb8d63205175e1bbb36e6820416e68041a0131f51f056a41203031323334353637066c\
                         303137312f54432f32303233071907e708705472756e672062c3ac6e68206b68c3a1091a013529010a6a31322f42532f\
                         323032360c03";

#[test]
fn a_copy_projects_to_the_published_claims() {
    let claims = copy(|record| {
        let diploma = &mut record["diploma"];
        diploma["form"] = "paper".into();
        diploma.as_object_mut().unwrap().remove("school_name");
        diploma["holder"]["full_name"] = "Công Tằng Tôn Nữ Nguyễn Hoàng Thị Bảo Ngọc Quỳnh Anh".into();
        diploma["holder"]["date_of_birth"] = "2005-12-31".into();
        diploma["serial_no"] = "A 01234567".into();
        diploma["register_no"] = "0171/TC/2023".into();
        diploma["graduation_year"] = 2023.into();
        diploma["decision_date"] = "2023-07-20".into();
        diploma["issue_date"] = "2023-07-24".into();
        diploma["classification"] = "Trung bình khá".into();
        record["organisation"]["kind"] = "department".into();
        record["copy"]["copy_register_no"] = "12/BS/2026".into();
        record["issue"]["date"] = "2026-11-21".into();
    });
    assert_eq!(HEXLOWER.encode(claims.bytes()), PUBLISHED);
    assert_eq!(
        claims.json(),
        serde_json::json!({
            "kind": 16, "full_name": "Công Tằng Tôn Nữ Nguyễn Hoàng Thị Bảo Ngọc Quỳnh Anh", "date_of_birth": "2005-12-31",
            "serial_no": "A 01234567", "register_no": "0171/TC/2023", "graduation_year": 2023,
            "classification": "Trung bình khá", "issued": "2026-11-21", "copy_register_no": "12/BS/2026",
            "credential_type": "thpt",
        })
    );
    let facts: Vec<(String, String)> = claims.facts().into_iter().map(|fact| (fact.label_vi, fact.value)).collect();
    assert_eq!(facts[1], ("Ngày sinh".to_owned(), "31/12/2005".to_owned()));
    assert_eq!(facts[8], ("Loại văn bằng".to_owned(), "Bằng tốt nghiệp trung học phổ thông".to_owned()));
}

#[test]
fn a_copy_tells_what_it_has_and_no_more() {
    let elsewhere = copy(|record| {
        record["diploma"]["school_name"] = "Trường THPT Hai Bà Trưng".into();
        record["diploma"]["holder"]["birth_year_only"] = true.into();
    });
    let json = elsewhere.json();
    assert_eq!((&json["school"], &json["date_of_birth"]), (&"Trường THPT Hai Bà Trưng".into(), &"2008".into()));
    assert_eq!(json["classification"], "", "none is printed");
    assert_eq!(copy(|_| ()).json().get("school"), None, "the issuing school is no claim");
}

#[test]
fn each_kind_has_its_number() {
    for (name, kind) in [
        ("record", 1),
        ("records/transcript-secondary-thcs", 4),
        ("records/transcript-secondary-thpt", 4),
        ("records/transcript-university", 5),
        ("records/certified-copy", 16),
    ] {
        let claims = claims(name);
        assert_eq!((claims.kind().number(), claims.version()), (kind, 1), "{name}");
        assert_eq!(Claims::parse(claims.bytes()), Ok(claims.clone()));
        assert_eq!(claims.facts()[0].label_vi, "Họ và tên");
    }
    let mut grade_10: serde_json::Value = serde_json::from_slice(&example("record")).unwrap();
    grade_10["transcript"]["grade"] = 10.into();
    let record = Record::from_json(&serde_json::to_vec(&grade_10).unwrap()).unwrap();
    assert_eq!(project(&record).unwrap().kind(), KindNumber::THPT_YEAR);
}

#[test]
fn a_year_is_told_mark_by_mark() {
    let json = claims("record").json();
    assert_eq!(
        (&json["school_year"], &json["class_name"], &json["grade"]),
        (&"2025-2026".into(), &"6A".into(), &6.into())
    );
    assert_eq!(
        json["subjects"][0],
        serde_json::json!({"name": "Ngữ văn", "semester1": "8,4", "semester2": "8,7", "year": "8,6", "reassessed": ""})
    );
    assert_eq!(json["learning"], serde_json::json!({"semester1": "Tốt", "semester2": "Tốt", "year": "Tốt"}));
    assert_eq!((&json["promotion"], json["subjects"].as_array().unwrap().len()), (&"promoted".into(), 12));
    let facts = claims("record").facts();
    let literature = facts.iter().find(|fact| fact.label_vi == "Ngữ văn").unwrap();
    assert_eq!(literature.value, "học kì I 8,4; học kì II 8,7; cả năm 8,6");
}

#[test]
fn whole_transcripts_name_the_year_of_every_line() {
    let claims = claims("records/transcript-secondary-thcs");
    let json = claims.json();
    let years: Vec<&str> =
        json["years"].as_array().unwrap().iter().filter_map(|row| row["school_year"].as_str()).collect();
    assert_eq!(years.len(), 4, "{json}");
    for table in ["subjects_by_year", "learning_by_year", "conduct_by_year"] {
        let rows = json[table].as_array().unwrap();
        assert!(rows.iter().all(|row| years.contains(&row["school_year"].as_str().unwrap())), "{table}");
    }
    assert!(claims.facts().iter().any(|fact| fact.label_vi.ends_with(years[0]) && fact.value.contains("cả năm")));
}

/// No claim holds what protocol.md 3 keeps off: searched by value, in every example.
#[test]
fn what_is_nobodys_business_is_no_claim() {
    const PRIVATE: [&str; 26] = [
        "moet_student_code",
        "university_student_code",
        "ethnicity",
        "nationality",
        "place_of_birth",
        "home_town",
        "current_address",
        "father_name",
        "father_occupation",
        "mother_name",
        "mother_occupation",
        "guardian_name",
        "policy_group",
        "homeroom_remark",
        "remark",
        "approval_text",
        "summer_result",
        "awards",
        "contests",
        "salt",
        "org",
        "entry_hash",
        "requested_by",
        "teacher",
        "signer_name",
        "school_register_no",
    ];
    let mut met = std::collections::BTreeSet::new();
    for name in [
        "record",
        "records/transcript-secondary-thcs",
        "records/transcript-secondary-thpt",
        "records/transcript-university",
        "records/certified-copy",
    ] {
        let record: serde_json::Value = serde_json::from_slice(&example(name)).unwrap();
        let told = String::from_utf8_lossy(claims(name).bytes()).into_owned();
        let organisation = record["organisation"]["name"].as_str().unwrap();
        assert!(!told.contains(organisation), "{name}: {organisation}");
        let mut pending = vec![(String::new(), &record)];
        while let Some((key, value)) = pending.pop() {
            match value {
                serde_json::Value::Object(members) => pending.extend(members.iter().map(|(k, v)| (k.clone(), v))),
                serde_json::Value::Array(items) => pending.extend(items.iter().map(|item| (key.clone(), item))),
                // A copy's holder may have asked for it, and then is named as holder.
                serde_json::Value::String(text) if PRIVATE.contains(&key.as_str()) && key != "requested_by" => {
                    met.insert(key.clone());
                    assert!(!told.contains(text.as_str()), "{name}: {key}: {text}");
                }
                _ => {}
            }
        }
    }
    assert!(met.len() > 10, "the examples hold such things: {met:?}");
}

fn refusal(bytes: &[u8]) -> &'static str {
    Claims::parse(bytes).expect_err("they are read").code()
}

#[test]
fn the_limit_is_exact() {
    let mut long = HEXLOWER.decode(b"a30101020203").unwrap();
    long.extend([0x59, 0xff, 0xf7]);
    long.resize(64 * 1024, 0);
    // Version 2 of kind 1: strict, and not known.
    assert_eq!(refusal(&long), "CLAIMS_VERSION_UNKNOWN");
    long.push(0);
    assert_eq!(refusal(&long), "LIMIT_CLAIMS");
}

/// docs/protocol.md has every key by its name, and every limit by its code.
#[test]
fn the_page_has_every_key_and_limit() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/protocol.md")).unwrap();
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| ")).collect();
    for keys::Key { key, name, .. } in keys::TABLE {
        let start = format!("| {key} | `{name}` |");
        assert_eq!(rows.iter().filter(|row| row.starts_with(&start)).count(), 1, "{start}");
    }
    let kinds = ["1 | 1 | 3, 4, 9, 20–26", "4 | 1 | 3, 4, 9, 13, 27–30", "16 | 1 | 3–9, 12"];
    assert!(kinds.iter().all(|kind| rows.iter().any(|row| row.contains(kind))));
    for limit in Limit::ALL {
        assert!(rows.iter().any(|row| row.ends_with(&format!("| `{}` |", limit.code()))), "{}", limit.code());
    }
}
