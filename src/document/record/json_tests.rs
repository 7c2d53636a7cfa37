//! Records there and back, and every way in which bytes are not one.

use super::super::sample::{record, statement};
use super::super::{Absences, Level, Mark, Name, Promotion, SignPrefix};
use super::*;
use proptest::prelude::*;

fn text() -> String {
    String::from_utf8(record().to_json().unwrap()).unwrap()
}

fn code_of(json: &str) -> &'static str {
    Record::from_json(json.as_bytes()).map_or_else(|error| error.code(), |_| "read")
}

/// What [`TranscriptYear::new`] says of the sample after `change`.
fn contradicted(change: impl FnOnce(&mut YearStatement)) -> Vec<String> {
    let mut changed = statement();
    change(&mut changed);
    match TranscriptYear::new(changed) {
        Err(Error::Contradicts { contradictions }) => contradictions.into_iter().map(|found| found.field).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn the_record_reads_back_and_begins_as_promised() {
    let json = text();
    assert!(json.starts_with(
        r#"{"schema":"transcript-year-secondary/1","org":"thcs-mau.hue","salt":"dmFuYmFuZyBleGFtcGxlIQ","#
    ));
    let back = Record::from_json(json.as_bytes()).unwrap();
    assert_eq!(back, record());
    assert_eq!(back.to_json().unwrap(), json.as_bytes());
}

/// `examples/record.json` is this sample; VANBANG_REGENERATE=1 writes it anew.
#[test]
fn the_example_is_this_record() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json");
    if std::env::var_os("VANBANG_REGENERATE").is_some() {
        std::fs::write(path, text()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), text());
}

/// Each kind's example reads back to the same bytes, and names its holder first.
#[test]
fn examples_of_every_kind_read_back() {
    let names = ["transcript-secondary-thcs", "transcript-secondary-thpt", "transcript-university", "certified-copy"];
    for name in names {
        let path = format!("{}/examples/records/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let json = std::fs::read(path).unwrap();
        let record = Record::from_json(&json).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(name.starts_with(record.kind().code()), "{name}");
        assert_eq!(String::from_utf8(record.to_json().unwrap()).unwrap(), String::from_utf8(json).unwrap(), "{name}");
        assert_eq!(record.facts()[0].value, record.stated().holder().as_str(), "{name}");
        assert!(!record.facts().iter().any(|fact| fact.value.contains("Kinh")), "{name}: ethnicity is never a fact");
    }
}

#[test]
fn what_is_not_a_record_is_named() {
    let json = text();
    let cases = [
        (json.replace("\"salt\":\"dmFuYmFuZyBleGFtcGxlIQ\",", ""), "RECORD_SALT_MISSING"),
        (json.replace("dmFuYmFuZyBleGFtcGxlIQ", "dmFuYmFuZyBleGFtcGxlIR"), "RECORD_SALT_MISSING"),
        (json.replace("\"thcs-mau.hue\"", "\"THCS\""), "RECORD_ORG_INVALID"),
        (json.replace("secondary/1", "secondary/2"), "RECORD_SCHEMA_UNKNOWN"),
        (json.replacen('{', "{\"org\":\"thcs-mau.hue\",", 1), "RECORD_MALFORMED"),
        (json.replacen('{', "{\"extra\":1,", 1), "RECORD_MALFORMED"),
        (json.replace("\"grade\":6", "\"grade\":6,\"grade\":6"), "RECORD_MALFORMED"),
        (json.replace("\"grade\":6", "\"grade\":6,\"garde\":6"), "RECORD_MALFORMED"),
        (json.replace("\"9.2\"", "9.2"), "RECORD_MALFORMED"),
        (json.replace("\"9.2\"", "\"9,2\""), "RECORD_MALFORMED"),
        (json.replace("\"6A\"", "\"6A\\u202e\""), "RECORD_MALFORMED"),
        (json.replace("\"6A\"", "\" 6A\""), "RECORD_MALFORMED"),
        (json.replace("0123456789", "123456789"), "RECORD_MALFORMED"),
        (json.replace("\"year\":\"9.2\"", "\"year\":\"9.3\""), "RECORD_CONTRADICTS_RULES"),
        (format!("{json} x"), "RECORD_MALFORMED"),
        (json.get(1..).unwrap().to_owned(), "RECORD_MALFORMED"),
        ("[".repeat(100_000), "RECORD_MALFORMED"),
        (" ".repeat(MAX_RECORD_BYTES + 1), "RECORD_TOO_LARGE"),
        (String::new(), "RECORD_MALFORMED"),
        ("{}".to_owned(), "RECORD_SCHEMA_UNKNOWN"),
    ];
    assert_eq!(code_of(&json), "read");
    for (index, (broken, code)) in cases.iter().enumerate() {
        assert_eq!(code_of(broken), *code, "case {index}");
    }
}

#[test]
fn each_rule_is_held() {
    type Change = fn(&mut YearStatement);
    let cases: [(&str, Change); 16] = [
        ("transcript.grade", |s| s.transcript.grade = 5),
        ("transcript.programme_completion", |s| s.transcript.grade = 9),
        ("transcript.subjects", |s| s.transcript.subjects.clear()),
        ("transcript.subjects[literature].subject_code", |s| {
            let again = s.transcript.subjects[0].clone();
            s.transcript.subjects.push(again);
        }),
        ("transcript.subjects[literature].semester1", |s| s.transcript.subjects[0].semester1 = None),
        ("transcript.subjects[arts].year", |s| {
            s.transcript.subjects[9].year = Some(super::super::Assessment::Mark(Mark::HIGHEST));
        }),
        ("transcript.conduct_year", |s| s.transcript.conduct_year = Some(Level::Kha)),
        ("transcript.conduct_s1", |s| s.transcript.conduct_s1 = None),
        ("transcript.learning_s2", |s| s.transcript.learning_s2 = Some(Level::Kha)),
        ("transcript.learning_year", |s| s.transcript.learning_year = Some(Level::Kha)),
        ("transcript.learning_after", |s| s.transcript.learning_after = Some(Level::Tot)),
        ("transcript.absences_year", |s| s.transcript.absences_year = Absences::default()),
        ("transcript.promotion", |s| s.transcript.promotion = Promotion::NotPromoted),
        ("transcript.awards", |s| {
            s.transcript.awards = vec![super::super::Remark::new("Học sinh Xuất sắc").unwrap()];
        }),
        ("issue.leader.authority_document", |s| s.issue.leader.sign_prefix = SignPrefix::Kt),
        ("issue.date", |s| s.issue.date = super::super::Date::parse("2024-05-29").unwrap()),
    ];
    for (field, change) in cases {
        assert!(contradicted(change).iter().any(|found| found == field), "{field}");
    }
}

#[test]
fn a_pupil_who_is_not_assessed_may_lack_results() {
    let found = contradicted(|s| {
        s.transcript.not_assessed_disability = true;
        s.transcript.subjects[0].semester1 = None;
        s.transcript.learning_s1 = None;
    });
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn facts_are_as_the_page_prints_them() {
    let facts = record().facts();
    let value = |label: &str| facts.iter().find(|f| f.label_vi == label).map(|f| f.value.as_str());
    assert_eq!(value("Họ và tên"), Some("Nguyễn Hữu Thiện Mỹ"));
    assert_eq!(value("Ngày sinh"), Some("05/03/2014"));
    assert_eq!(value("Toán học (cả năm)"), Some("9,2"));
    assert_eq!(value("Nghệ thuật (cả năm)"), Some("Đạt"));
    assert_eq!(value("Kết quả học tập cả năm"), Some("Tốt"));
}

proptest! {
    /// Any bytes are either a record that writes the same facts again, or an error.
    #[test]
    fn one_changed_byte_is_never_read_as_the_same(at in 0usize..3000, byte in any::<u8>()) {
        let original = record();
        let mut json = original.to_json().unwrap();
        let at = at % json.len();
        prop_assume!(json[at] != byte);
        json[at] = byte;
        if let Ok(read) = Record::from_json(&json) {
            prop_assert_ne!(read, original);
        }
    }

    #[test]
    fn names_survive(text in "[A-ZĐÀ-Ỹ][a-zà-ỹđ]{0,8}( [A-ZĐ][a-zà-ỹđ]{0,8}){0,4}") {
        let Ok(name) = Name::tidy(&text) else { return Ok(()) };
        let mut changed = statement();
        changed.student.full_name = name.clone();
        let year = TranscriptYear::new(changed).unwrap();
        let salt = Salt::new([9; 16]);
        let record = Record::new(OrgId::new("thcs-mau.hue").unwrap(), salt, year.into());
        let back = Record::from_json(&record.to_json().unwrap()).unwrap();
        prop_assert_eq!(back.stated().holder(), &name);
    }
}
