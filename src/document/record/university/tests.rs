//! Differences in a university transcript as a person reads them: the course, both values, the clause.

use serde_json::{Value, json};

use crate::document::record::{Error, Record};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/records/transcript-university.json");

/// What is said of the example after `change`.
fn said(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut record: Value = serde_json::from_slice(&std::fs::read(EXAMPLE).unwrap()).unwrap();
    change(&mut record);
    match Record::from_json(&serde_json::to_vec(&record).unwrap()) {
        Ok(_) => Vec::new(),
        Err(Error::Contradicts { contradictions }) => contradictions.iter().map(|found| found.message_vi()).collect(),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn each_difference_names_its_course_and_clause() {
    assert_eq!(said(|_| ()), Vec::<String>::new());
    type Change = fn(&mut Value);
    let cases: [(&str, Change); 9] = [
        (
            "học phần LLCT1, điểm chữ: đang là A nhưng phải là B (theo Điều 9 khoản 3 Thông tư 08/2021/TT-BGDĐT)",
            |record| record["courses"][0]["letter"] = json!("A"),
        ),
        (
            "học phần LLCT1, điểm hệ 4: đang là 3,5 nhưng phải là 3,00 (theo Điều 10 khoản 1, khoản 2 Thông tư \
             08/2021/TT-BGDĐT)",
            |record| record["courses"][0]["mark_4"] = json!("3.5"),
        ),
        (
            "tổng số tín chỉ: đang là 71 nhưng phải là 70,00 (theo Điều 10 khoản 1, khoản 2 Thông tư 08/2021/TT-BGDĐT)",
            |record| record["total_credits"] = json!("71"),
        ),
        (
            "điểm trung bình hệ 4: đang là 3,55 nhưng phải là 3,54 (theo Điều 10 khoản 1, khoản 2 Thông tư \
             08/2021/TT-BGDĐT)",
            |record| record["average_4"] = json!("3.55"),
        ),
        (
            "điểm trung bình hệ 10: đang là 8,23 nhưng phải là 8,22 (theo Điều 10 khoản 1, khoản 2 Thông tư \
             08/2021/TT-BGDĐT)",
            |record| record["average_10"] = json!("8.23"),
        ),
        (
            "xếp loại tốt nghiệp: đang là Xuất sắc nhưng phải là Giỏi (theo Điều 10 khoản 5 Thông tư 08/2021/TT-BGDĐT)",
            |record| record["classification"] = json!("Xuất sắc"),
        ),
        (
            "xếp loại tốt nghiệp: đang là Giỏi nhưng phải là Khá (theo Điều 14 khoản 3 Thông tư 08/2021/TT-BGDĐT)",
            |record| record["classification_lowered"] = json!(true),
        ),
        (
            "học phần LLCT1, mã: đang là hai lần nhưng phải là một lần (theo Điều 9 khoản 5 Thông tư 08/2021/TT-BGDĐT)",
            |record| {
                let again = record["courses"][0].clone();
                record["courses"].as_array_mut().unwrap().push(again);
            },
        ),
        ("điểm chữ đạt: đang là E nhưng phải là một điểm chữ của thang điểm", |record| {
            record["scale"]["pass_letter"] = json!("E");
        }),
    ];
    for (expected, change) in cases {
        let found = said(change);
        assert!(found.iter().any(|message| message.ends_with(expected)), "{expected} in {found:#?}");
    }
}

/// A course studied again stands twice where the scale says which result counts.
#[test]
fn courses_studied_again_count_by_the_setting_of_the_scale() {
    let failed_first = |retakes: &'static str| {
        said(move |record| {
            record["scale"]["retakes"] = json!(retakes);
            let mut first = record["courses"][0].clone();
            (first["mark_10"], first["letter"], first["mark_4"]) = (json!("3.0"), json!("F"), json!("0"));
            record["courses"].as_array_mut().unwrap().insert(0, first);
        })
    };
    assert_eq!(failed_first("best"), Vec::<String>::new());
    assert_eq!(failed_first("last"), Vec::<String>::new());
    let found = said(|record| {
        record["scale"]["retakes"] = json!("last");
        let mut last = record["courses"][0].clone();
        (last["mark_10"], last["letter"], last["mark_4"]) = (json!("3.0"), json!("F"), json!("0"));
        record["courses"].as_array_mut().unwrap().push(last);
    });
    assert!(
        found.iter().any(|message| message.starts_with("tổng số tín chỉ: đang là 70 nhưng phải là 67,00")),
        "{found:?}"
    );
}
