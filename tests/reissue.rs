//! `vanbang issue --replaces` from outside: what differs is issued again, nobody is dropped silently, and
//! what was withdrawn meanwhile is not replaced.
#![cfg(unix)]

mod command;
mod school;

use school::{AN, BINH, CHAU, CLERK, School, write};

const WHY: [&str; 2] = ["--reason", "Sửa điểm môn Toán"];
#[test]
fn who_is_not_in_the_new_workbooks_is_named_and_keeps_what_they_have() {
    let school = School::new();
    let batch = "batches/2025-2026-6A";
    write(&school.place(), &[AN, BINH]);
    school.issue(&[]).passed();
    school.sign(batch, "school_leader", 1).passed();
    school.sign(batch, "organisation", 2).passed();
    let old = school.ids(batch);

    // Ân is corrected, Bình is missing, Châu is new.
    let corrected = (AN.0, AN.1, "9,1");
    write(&school.place(), &[corrected, CHAU]);
    let replaces = [&["--replaces", batch], &WHY[..]].concat();
    let refused = school.issue(&replaces);
    refused.refused("REPLACES_ABSENT");
    assert!(refused.err.contains("Lê Bình") && refused.err.contains("--keep-absent"), "{}", refused.err);
    assert!(!school.place().join("batches/2025-2026-6A-thay-the").exists(), "nothing is planned");

    let meant = [&replaces[..], &["--keep-absent"]].concat();
    let issued = school.issue(&meant);
    let said = &issued.passed().out;
    assert!(said.contains("Giữ nguyên hiệu lực") && said.contains("Lê Bình"), "{said}");
    assert!(said.contains("lập lô riêng") && said.contains("Trần Châu"), "{said}");
    let new = school.ids("batches/2025-2026-6A-thay-the");
    assert_eq!(new.len(), 1, "only who differs");

    // The old document is withdrawn before the new one is sealed: nobody goes on signing.
    let shown = |id: &str| school.register(&["show", id]).out;
    let replaced = school.replaced("batches/2025-2026-6A-thay-the");
    let decision = ["--decision", "8/QĐ", "--date", "2026-06-01", "--reason", "Cấp nhầm"];
    school.sign("batches/2025-2026-6A-thay-the", "school_leader", 1).passed();
    school.register(&[&["withdraw", &replaced], &decision[..], &CLERK].concat()).passed();
    let late = school.sign("batches/2025-2026-6A-thay-the", "organisation", 2);
    late.refused("SUPERSEDES_NOT_IN_FORCE");
    assert!(late.err.contains(replaced.as_str()), "{}", late.err);
    assert!(shown(&replaced).contains("đã bị thu hồi"));
    let other = old.iter().find(|id| **id != replaced).unwrap();
    assert!(shown(other).contains("còn hiệu lực"));
    assert!(shown(&new[0]).contains("không có"), "{}", shown(&new[0]));
}
