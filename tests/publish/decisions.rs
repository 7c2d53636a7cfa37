//! What the office decides of its documents, and what the published status says of them then.

use chrono::Datelike;
use vanbang::document::code::Id;
use vanbang::document::manifest::status::{Entry, Reason, Standing, State, StatusToken};

use crate::command::{KeyFiles, PASSWORD, files, vanbang, vanbang_with};
use crate::office::{Office, head, lasting};
use crate::school::{AN, BINH, CHAU, CLERK};

const DECISION: [&str; 6] = ["--decision", "8/QĐ", "--date", "2026-06-01", "--reason", "Theo quyết định"];

fn entry(id: &str, state: State, reason: Reason, date: u32) -> Entry {
    Entry { token: StatusToken::of(&Id::parse(id).unwrap()), state, reason, date }
}

#[test]
fn what_is_withdrawn_or_replaced_is_told_by_the_next_status() {
    let office = Office::new();
    let (place, to) = (office.place(), office.place().join("ra"));
    let old = office.close("6A", &[AN, BINH, CHAU], &[]);
    office.publish(&["--to", "ra"]).passed();
    let before = lasting(&to);

    office.school.register(&[&["withdraw", &old[1]], &DECISION[..], &CLERK].concat()).passed();
    let corrected = (AN.0, AN.1, "9,1");
    let replaces = ["--replaces", "batches/6A", "--keep-absent", "--reason", "Sửa điểm môn Toán"];
    let new = office.close("6A-lại", &[corrected, CHAU], &replaces);
    assert_eq!(new.len(), 1, "only who differs");
    office.publish(&["--to", "ra"]).passed();

    let standing = |batch, id: &str| office.standing(&to, batch, id).standing;
    let issued = office.open("batches/6A-lại").documents().next().unwrap().planned().unwrap().record().unwrap();
    let issued = issued.stated().issue().date.date();
    let today = issued.year().unsigned_abs() * 10_000 + issued.month() * 100 + issued.day();
    let replaced = office.school.replaced("batches/6A-lại");
    let superseded = entry(&replaced, State::Superseded, Reason::Replaced, today);
    assert_eq!(standing("batches/6A", &replaced), Standing::Superseded(superseded));
    let withdrawn = entry(&old[1], State::Withdrawn, Reason::Decision, 20_260_601);
    assert_eq!(standing("batches/6A", &old[1]), Standing::Withdrawn(Some(withdrawn)));
    let other = old.iter().find(|id| **id != replaced && **id != old[1]).unwrap();
    assert_eq!(standing("batches/6A", other), Standing::InForce);
    assert_eq!(standing("batches/6A-lại", &new[0]), Standing::InForce);
    assert_eq!(head(&to).head().statement().seq, 2);
    let after = lasting(&to);
    assert!(before.iter().all(|(name, bytes)| after.get(name) == Some(bytes)), "what was published stays");
    assert!(place.join("status/head").exists());
}

/// A document that a manifest lists and that is never finished is withdrawn in the head that first lists its batch.
#[test]
fn a_document_that_was_given_up_never_counts() {
    let office = Office::new();
    let to = office.place().join("ra");
    let batch = office.draw("6A", &[AN, BINH], &[]);
    let ids = office.ids(&batch);
    let give_up = || {
        let arguments = ["give-up", &batch, "--reason", "Học sinh chuyển trường"];
        office.school.register(&[&arguments[..], &CLERK].concat())
    };
    office.school.sign(&batch, "school_leader", 1).passed();
    // Another batch opens the register.
    office.close("6B", &[CHAU], &[]);
    give_up().refused("BATCH_NOT_SEALED");
    // A folder stands where the second document should come to lie: its seal is never put there.
    let blocked = office.place().join(&batch).join(format!("signed/{}.pdf", ids[1]));
    std::fs::create_dir(&blocked).unwrap();
    assert_eq!(office.school.sign(&batch, "organisation", 2).code, 2);
    std::fs::remove_dir(&blocked).unwrap();
    let signed = files(&office.place().join(&batch).join("signed"), ".pdf");
    let finished = |id: &str| signed.iter().any(|path| path.ends_with(format!("{id}.pdf")));
    assert!(!finished(&ids[1]));

    office.publish(&["--to", "ra"]).passed();
    assert!(!lasting(&to).keys().any(|name| name.contains(&ids[0])), "a batch that is not closed is not published");
    assert!(give_up().passed().out.contains(&ids[1]));
    office.publish(&["--to", "ra"]).passed();
    let standing = |id: &str| office.standing(&to, &batch, id).standing;
    let Standing::Withdrawn(Some(said)) = standing(&ids[1]) else { panic!("{:?}", standing(&ids[1])) };
    assert_eq!((said.state, said.reason), (State::Withdrawn, Reason::NeverIssued));
    let published = lasting(&to);
    assert!(!published.contains_key(&format!("publish/envelopes/{}", ids[1])), "nothing of it leaves the office");
    if finished(&ids[0]) {
        assert_eq!(standing(&ids[0]), Standing::InForce);
        assert!(published.contains_key(&format!("publish/envelopes/{}", ids[0])));
    }
    let shown = office.school.register(&["show", &ids[1]]);
    assert!(shown.passed().out.contains("đã bị thu hồi"), "{}", shown.out);
    let audit = office.school.register(&["audit"]);
    audit.passed();
}

/// A decision on a diploma is one on its electronic copies.
#[test]
fn copies_of_a_diploma_that_was_revoked_or_corrected_no_longer_count() {
    let office = Office::new();
    let (place, to) = (office.place(), office.place().join("ra"));
    let settings = place.join("vanbang.toml");
    let text = std::fs::read_to_string(&settings).unwrap().replace("\"lower_secondary\"", "\"upper_secondary\"");
    std::fs::write(&settings, text).unwrap();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/office/so_goc_thpt.csv");
    vanbang(&place, &[&["register", "import", sample], &CLERK[..]].concat()).passed();
    let leader = KeyFiles::make(office.school.folder.path(), "Lê Văn Hiệu", (2025, 2045));
    let sign = |role: &str, key: &KeyFiles| {
        let arguments = [&["sign", "batches/bs", "--role", role], &key.options()[..]].concat();
        vanbang_with(PASSWORD, &place, &arguments).passed().code
    };
    vanbang(&place, &[&["copy", "B 0000012", "B 0000013", "B 0000014", "--batch", "batches/bs"], &CLERK[..]].concat())
        .passed();
    sign("copy_signer", &leader);
    sign("organisation", &office.school.keys[2]);
    let of = |serial: &str| {
        let batch = office.open("batches/bs");
        let is_of = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(serial);
        batch.documents().find(|document| is_of(document.planned().unwrap().bytes())).unwrap().id
    };
    let ids = ["B 0000012", "B 0000013", "B 0000014"].map(of);
    office.publish(&["--to", "ra"]).passed();
    let standing = |id: &str| office.standing(&to, "batches/bs", id).standing;
    assert!(ids.iter().all(|id| standing(id) == Standing::InForce));

    let amend = |number: &str, action: &[&str]| {
        vanbang(&place, &[&["register", "amend", number], action, &DECISION[..], &CLERK].concat()).passed();
    };
    amend("B 0000012", &["--revoke"]);
    amend("B 0000013", &["--ground", "civil-status-changed", "--set", "full_name=Tôn Nữ Thục Uyên"]);
    office.publish(&["--to", "ra"]).passed();
    let withdrawn = entry(&ids[0], State::Withdrawn, Reason::Decision, 20_260_601);
    assert_eq!(standing(&ids[0]), Standing::Withdrawn(Some(withdrawn)));
    let superseded = entry(&ids[1], State::Superseded, Reason::Replaced, 20_260_601);
    assert_eq!(standing(&ids[1]), Standing::Superseded(superseded));
    assert_eq!(standing(&ids[2]), Standing::InForce);
    // What is withdrawn itself afterwards is one entry, not two.
    office.school.register(&[&["withdraw", &ids[1]], &DECISION[..], &CLERK].concat()).passed();
    office.publish(&["--to", "ra"]).passed();
    let withdrawn = entry(&ids[1], State::Withdrawn, Reason::Decision, 20_260_601);
    assert_eq!(standing(&ids[1]), Standing::Withdrawn(Some(withdrawn)));
    // The office's own verification says the same.
    let pdf = |id: &str| format!("batches/bs/signed/{id}.pdf");
    for (id, word) in [(&ids[0], "withdrawn"), (&ids[1], "withdrawn"), (&ids[2], "in_force")] {
        let shown = vanbang(&place, &["register", "show", id]);
        let expected = if word == "in_force" { "còn hiệu lực" } else { "đã bị thu hồi" };
        assert!(shown.out.contains(expected) && place.join(pdf(id)).exists(), "{}", shown.out);
    }
}
