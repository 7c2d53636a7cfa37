//! Three signatures on one file, judged; then what must be refused.

mod common;

use common::minimal_pdf::{Xref, minimal_pdf};
use common::{Authority, FONT, boxes, claimed, now, sign_all};
use vanbang::signature::crypto::Hashed;
use vanbang::signature::pades::{
    Appearance, BLUE, Error, Identity, Pen, Prepared, Source, Statement, is_plain, prepare_first,
};
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

fn prepared(pdf: impl Into<Source>, identity: &Identity) -> Result<Prepared, Error> {
    let pen = Pen::new(Appearance::Text { font: FONT, colour: BLUE });
    let statement = Statement { pen: &pen, lines: &[], claimed: claimed(), stamp_room: 0 };
    prepare_first(pdf, &boxes(0), &boxes(0)[0].name, &statement, identity)
}

fn teacher() -> Identity {
    Identity::of(&Authority::new().signer("Đặng Thị Mỹ Hằng", 11))
}

/// The attributes hold the digest of all that is signed, so the same attributes are the same file.
#[test]
fn what_was_read_before_is_signed_as_what_is_read_now() {
    let teacher = teacher();
    for xref in [Xref::Table, Xref::Stream] {
        let pdf = minimal_pdf(&record(), xref);
        assert!(is_plain(&pdf));
        let [now, before] = [Source::Unread(Hashed::from(&pdf)), Source::Plain(Hashed::from(&pdf))];
        let [now, before] = [now, before].map(|source| prepared(source, &teacher).unwrap());
        assert_eq!(now.byte_range(), before.byte_range());
        assert_eq!(now.to_be_signed().der(), before.to_be_signed().der());
    }
}

/// A key that stands twice, in an object that signing does not touch.
#[test]
fn what_was_not_found_plain_is_read_as_a_whole_before_it_is_signed() {
    let pdf = minimal_pdf(&record(), Xref::Table);
    let sound = b"/Type /EmbeddedFile";
    let place = pdf.windows(sound.len()).position(|window| window == sound).unwrap();
    let mut twice = pdf.clone();
    twice[place..place + sound.len()].copy_from_slice(b"/Type /A /Type /B  ");
    assert!(is_plain(&pdf) && !is_plain(&twice));
    let teacher = teacher();
    assert!(prepared(&pdf, &teacher).is_ok());
    assert_eq!(prepared(&twice, &teacher).err().unwrap().code(), "DUPLICATE_KEY");
}
