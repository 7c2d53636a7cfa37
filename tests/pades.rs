//! Three signatures on one file, judged; then what must be refused.

mod common;

use common::minimal_pdf::{Xref, minimal_pdf};
use common::{Authority, boxes, now, sign_all};
use vanbang::verify::{Outcome, verify};

fn record() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/record.json")).unwrap()
}

#[test]
fn three_roles_make_an_authentic_file() {
    let authority = Authority::new();
    let mut people = [
        authority.signer("Đặng Thị Mỹ Hằng", 11),
        authority.signer("Lê Quang Huy", 12),
        authority.signer("Trường THCS Mẫu", 13),
    ];
    for xref in [Xref::Table, Xref::Stream] {
        let pdf = minimal_pdf(&record(), xref);
        let [homeroom, leader, school] = &mut people;
        let signed = sign_all(&pdf, &boxes(0), &mut [homeroom, leader, school]);
        let verdict = verify("a.pdf", &signed, &authority.policy(&people[2]), now()).unwrap();
        assert_eq!(
            (verdict.verdict(), verdict.is_authentic()),
            (Outcome::Passed, true),
            "{}",
            serde_json::to_string_pretty(&verdict).unwrap()
        );
        assert_eq!(verdict.organisation(), Some("Trường THCS Mẫu"));
        assert!(verdict.facts().iter().any(|fact| fact.value.contains("Nguyễn Hữu Thiện Mỹ")));
    }
}
