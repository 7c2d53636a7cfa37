//! What each kind other than the year transcript must keep to: the example with one thing wrong is refused, and
//! the member is named.

use serde_json::{Value, json};

use super::*;

fn example(name: &str) -> Value {
    let path = format!("{}/examples/records/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The members that are named when the example has this value at this place.
fn refused(name: &str, pointer: &str, value: Value) -> Vec<String> {
    let mut record = example(name);
    match record.pointer_mut(pointer) {
        Some(place) => *place = value,
        None => {
            let (parent, member) = pointer.rsplit_once('/').unwrap();
            record.pointer_mut(parent).unwrap()[member] = value;
        }
    }
    match Record::from_json(record.to_string().as_bytes()) {
        Err(Error::Contradicts { contradictions }) => contradictions.into_iter().map(|found| found.field).collect(),
        Err(error) => vec![error.code().to_owned()],
        Ok(_) => Vec::new(),
    }
}

#[track_caller]
fn names(name: &str, pointer: &str, value: Value, field: &str) {
    let found = refused(name, pointer, value);
    assert!(found.iter().any(|one| one == field), "{name}{pointer}: {found:?}, expected {field}");
}

#[test]
fn a_whole_transcript_has_no_gaps_and_a_history_that_agrees() {
    let thcs = "transcript-secondary-thcs";
    let years = example(thcs)["years"].clone();
    let without = |index: usize| {
        let mut years = years.as_array().unwrap().clone();
        years.remove(index);
        Value::Array(years)
    };
    names(thcs, "/years", without(1), "years[1].grade");
    names(thcs, "/years", json!([]), "years");
    names(thcs, "/years/1/school_year", json!("2022-2023"), "years[1].school_year");
    names(thcs, "/stage", json!("upper_secondary"), "years[0].grade");
    names(thcs, "/years/2/class_name", json!("8B"), "years[2].class_name");
    names(thcs, "/history/0/school_year", json!("2024-2025"), "history[1].school_year");
    names(thcs, "/years/3/programme_completion", Value::Null, "years[3].programme_completion");
    names(thcs, "/years/0/subjects/0/year", json!("1.0"), "years[0].subjects[literature].year");
    names(thcs, "/student_page/opened/date", json!("2027-09-01"), "student_page.opened.date");
    names(thcs, "/issue/date", json!("2020-05-29"), "issue.date");
    names(thcs, "/student/date_of_birth", json!("2022-01-01"), "student.date_of_birth");
    assert_eq!(refused(thcs, "/student_page/identity_number", json!("012345678901")), ["RECORD_MALFORMED"]);
    // A pupil who came later has fewer years here, all the same without gaps.
    assert_eq!(refused(thcs, "/years", without(0)), Vec::<String>::new());
}

#[test]
fn corrections_end_in_what_stands_on_the_page() {
    let thcs = "transcript-secondary-thcs";
    let corrections = "/years/1/corrections/0";
    names(thcs, &format!("{corrections}/new"), json!("1.0"), "years[1].corrections[0].new");
    names(thcs, &format!("{corrections}/subject_code"), json!("astronomy"), "years[1].corrections[0].subject_code");
    let new = example(thcs).pointer(&format!("{corrections}/new")).unwrap().clone();
    names(thcs, &format!("{corrections}/old"), new, "years[1].corrections[0].new");
}

#[test]
fn a_copy_is_by_whoever_holds_the_register_and_not_older_than_what_it_repeats() {
    let copy = "certified-copy";
    names(copy, "/organisation/kind", json!("department"), "organisation.kind");
    names(copy, "/issue/date", json!("2026-08-31"), "issue.date");
    names(copy, "/copy/paper_count", json!(101), "copy.paper_count");
    names(copy, "/copy/amendments/0/decision_date", json!("2026-01-01"), "copy.amendments[0].decision_date");
    names(copy, "/diploma/graduation_year", json!(1900), "diploma.graduation_year");
    names(copy, "/diploma/credential_type", json!("thcs"), "diploma.issue_date");
    assert_eq!(refused(copy, "/copy/entry_hash", json!("00")), ["RECORD_MALFORMED"]);
    assert_eq!(refused(copy, "/copy/amendments/0/kind", json!("revocation")), ["RECORD_MALFORMED"]);
}

#[test]
fn a_diploma_from_before_the_circular_is_copied_by_the_department() {
    let mut old = example("certified-copy");
    for (pointer, value) in [
        ("/diploma/graduation_year", json!(2020)),
        ("/diploma/decision_date", json!("2020-09-01")),
        ("/diploma/issue_date", json!("2020-10-01")),
        ("/diploma/holder/date_of_birth", json!("2002-11-17")),
    ] {
        *old.pointer_mut(pointer).unwrap() = value;
    }
    let read = |record: &Value| Record::from_json(record.to_string().as_bytes());
    assert!(read(&old).is_err(), "the school does not hold that register");
    old["organisation"]["kind"] = json!("department");
    assert!(read(&old).is_ok(), "{:?}", read(&old));
}

#[test]
fn every_kind_names_what_it_replaces() {
    let replaced = json!({"id": "SREBT4PBD5YYO2DV7KIZGX2SF4", "reason": "Sửa họ tên"});
    for name in ["transcript-secondary-thcs", "transcript-secondary-thpt", "transcript-university", "certified-copy"] {
        let mut record = example(name);
        record["supersedes"] = replaced.clone();
        let read = Record::from_json(record.to_string().as_bytes()).unwrap();
        assert_eq!(read.stated().supersedes().unwrap().reason.as_str(), "Sửa họ tên");
        names(
            name,
            "/supersedes",
            json!({"id": replaced["id"], "reason": "x", "decision_no": "7"}),
            "supersedes.decision_date",
        );
        assert_eq!(refused(name, "/supersedes", json!({"id": "X", "reason": "x"})), ["RECORD_MALFORMED"]);

        let before = Record::from_json(example(name).to_string().as_bytes()).unwrap();
        assert!(before.body().says_the_same(read.body()) && before.body().key() == read.body().key());
    }
}
