//! The settings: the shipped example, and every problem at once.

use super::*;

const SAMPLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/office/vanbang.toml"));

fn problems(text: &str) -> Vec<(String, &'static str)> {
    OfficeSettings::parse("vanbang.toml", text)
        .map_or_else(|all| all.into_iter().map(|p| (p.place.cell, p.code)).collect(), |_| Vec::new())
}

#[test]
fn the_example_is_read() {
    let office = OfficeSettings::parse("vanbang.toml", SAMPLE).unwrap();
    assert_eq!(office.org().as_str(), "thcs-mau.hue");
    assert_eq!(office.classes().len(), 2);
    assert_eq!(office.issue().leader.title.as_str(), "HIỆU TRƯỞNG");
    let class = office.class("6a").unwrap();
    for subject in crate::document::record::LOWER_SECONDARY_SUBJECTS.iter().take(12) {
        assert!(class.teacher(subject.code).is_some(), "{}", subject.code);
    }
}

#[test]
fn every_problem_is_named_by_its_key() {
    let broken = SAMPLE
        .replace("org = \"thcs-mau.hue\"", "org = \"Trường\"")
        .replace("place = ", "plaza = ")
        .replace("sign_prefix = \"none\"", "sign_prefix = \"kt\"")
        .replace("name = \"6B\"", "name = \"6A\"")
        .replace("\"Toán\" = ", "\"Tóan\" = ");
    let found = problems(&broken);
    for (cell, code) in [
        ("organisation.org", "SETTING_INVALID"),
        ("issue.place", "SETTING_MISSING"),
        ("issue.plaza", "SETTING_UNKNOWN"),
        ("leader.authority_document", "SETTING_MISSING"),
        ("class[6A].name", "SETTING_TWICE"),
        ("class[6A].teachers.Tóan", "SETTING_UNKNOWN"),
    ] {
        assert!(found.contains(&(cell.to_owned(), code)), "{cell} {code} in {found:?}");
    }
}

#[test]
fn other_tables_are_left_to_others() {
    assert_eq!(problems(&format!("{SAMPLE}\n[token]\nmodule = \"x.so\"\n")), []);
    assert_eq!(problems("= x")[0].1, "SETTINGS_MALFORMED");
    assert_eq!(problems("").len(), 3 + 13);
}

#[test]
fn hosts_fit_the_code() {
    for good in ["vb.thcs-mau.example.vn", "a.b"] {
        assert!(host(good).is_ok(), "{good}");
    }
    for bad in ["VB.vn", "vb", "-a.vn", "a..vn", "vb.vn/", "trường.vn", &format!("{}.vn", "a".repeat(60))] {
        assert!(host(bad).is_err(), "{bad}");
    }
}
