//! Codes put together by forgers, and folders that say something else than the organisation did (docs/protocol.md,
//! Annex D: codes): nothing passes, and nothing that is unsigned fails a paper.

use serde_json::json;
use vanbang::document::manifest::layout::Served;
use vanbang::document::manifest::status::State;
use vanbang::document::manifest::{BlockKind, Bundle, Envelope, Opening};
use vanbang::signature::pades::{Revocation, Trust};
use vanbang::verify::Outcome;

use crate::common::{at, now};
use crate::office::{HOST, Office, has, text, told};
use crate::world::{sealed, sign, stamp};

#[test]
fn a_code_put_together_from_two_papers_is_no_code() {
    let office = Office::new();
    let (one, two) = (&office.papers[0], &office.papers[5]);
    let mixed = text(HOST, &two.id(), &one.opening);
    assert_eq!(told(&office.judge(&mixed)), "Failed NOT_IN_MANIFEST NotAsked 1");
    let secret = [&[1][..], one.code.secret().expose()].concat();
    let mixed = text(HOST, &two.id(), &secret);
    assert_eq!(told(&office.judge(&mixed)), "Indeterminate CODE_DOES_NOT_OPEN NotAsked 3");
}

#[test]
fn every_byte_of_an_opening_counts() {
    let office = Office::new();
    let paper = &office.papers[1];
    for place in 0..paper.opening.len() {
        let mut changed = paper.opening.clone();
        changed[place] ^= 1;
        let verdict = office.judge(&text(HOST, &paper.id(), &changed));
        assert_ne!(verdict.verdict(), Outcome::Passed, "byte {place}");
        assert!(verdict.facts().is_empty() && verdict.exit_code() != 0, "byte {place}");
    }
    let whole = &paper.opening;
    for (bytes, told_) in [
        (whole[..28].to_vec(), "Failed OPENING_MALFORMED NotAsked 1"),
        ([&whole[..27], &[4], &whole[28..]].concat(), "Failed OPENING_MALFORMED NotAsked 1"),
        ([whole.as_slice(), &[0]].concat(), "Failed CLAIMS_MALFORMED NotAsked 1"),
        (claims_of_kind(whole, 0x18), "Indeterminate CLAIMS_VERSION_UNKNOWN NotAsked 3"),
    ] {
        assert_eq!(told(&office.judge(&text(HOST, &paper.id(), &bytes))), told_);
    }
}

/// The opening with claims `{1: kind, 2: 1}` of a kind that nobody knows.
fn claims_of_kind(opening: &[u8], kind: u8) -> Vec<u8> {
    let path = usize::from(opening[27]) * 32;
    [&opening[..28 + path], &[0xa2, 1, kind, 0x63, 2, 1]].concat()
}

#[test]
fn a_host_that_is_not_the_sealing_organisations_leaves_every_code_open() {
    let office = Office::new().with_neighbour();
    let (f, s) = (office.papers[0].f(), office.papers[0].s());
    let under = |code: &str, host: &str| code.replace("VB.MAU.EDU.VN", &host.to_uppercase());
    for host in ["vb.mau.edu.vn.example.com", "vb-mau.edu.vn", "vb.mau.edu.vm", "mau.edu.vn", "evil.example"] {
        let carried = office.judge(&under(&f, host));
        assert_eq!(told(&carried), "Indeterminate CODE_HOST_FOREIGN NotAsked 3", "{host}");
        assert!(!carried.facts().is_empty(), "what is proven may be seen, never as in force");
        let named = office.judge(&under(&s, host));
        assert_eq!(told(&named), "Indeterminate CODE_HOST_FOREIGN NotAsked 3", "{host}");
        assert!(named.facts().is_empty(), "it ends there");
    }
    let neighbours = office.judge(&under(&f, "vb.khac.edu.vn"));
    assert_eq!(told(&neighbours), "Indeterminate CODE_HOST_FOREIGN NotAsked 3");
    assert_eq!(neighbours.organisation(), Some("Trường mau.hue"), "whoever sealed is named, not whoever has the host");
    let unknown = office.judge_in(None, &under(&f, "evil.example"), true, now());
    assert_eq!((unknown.verdict(), unknown.reason()), (Outcome::Indeterminate, "CODE_HOST_FOREIGN"));
    let altered = under(&text(HOST, &office.papers[1].id(), &office.papers[0].opening), "evil.example");
    assert_eq!(told(&office.judge(&altered)), "Failed NOT_IN_MANIFEST NotAsked 1");
    let mut office = office;
    office.policy.directory = None;
    assert_eq!(told(&office.judge(&f)), "Indeterminate CODE_HOST_FOREIGN NotAsked 3");
}

#[test]
fn a_former_host_may_stand_in_a_code() {
    let mut office = Office::new();
    let former = office.world.directory(&["manifest"], |file| {
        file["organisations"][0]["hosts"] = json!([{"host": HOST, "until": "2020-01-01T00:00:00Z"},
            {"host": "moi.mau.edu.vn", "until": null}]);
    });
    office.policy.directory = Some(former);
    assert_eq!(told(&office.judge(&office.papers[0].f())), "Passed PASSED InForce 0");
}

#[test]
fn whoever_keeps_the_folder_can_withhold_and_do_no_more() {
    let office = Office::new();
    let (one, two) = (&office.papers[0], &office.papers[1]);
    let envelope = format!("publish/envelopes/{}", one.id());
    let junk: [(&str, Vec<u8>); 5] = [
        ("another id's envelope", two.envelope.clone()),
        ("garbage", b"<html>".to_vec()),
        ("nothing", Vec::new()),
        ("ten megabytes", vec![7; 10 << 20]),
        ("one byte changed", one.envelope.iter().enumerate().map(|(at, byte)| byte ^ u8::from(at == 200)).collect()),
    ];
    for (what, bytes) in &junk {
        office.put(&envelope, bytes);
        let verdict = office.judge(&one.s());
        assert_eq!(verdict.verdict(), Outcome::Indeterminate, "{what}");
        assert!(["ENVELOPE_INVALID", "LIMIT_ENVELOPE"].contains(&verdict.reason()), "{what}: {}", verdict.reason());
    }
    // An envelope that opens, around facts that nobody sealed.
    let mut forged = one.opening.clone();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let forged = Envelope::seal(&one.id(), &Opening::parse(&forged).unwrap(), &[9; 32]).unwrap();
    office.put(&envelope, forged.bytes());
    assert_eq!(told(&office.judge(&one.s())), "Indeterminate ENVELOPE_INVALID NotAsked 3");

    let manifest = office.place(Served::Message);
    for (what, bytes) in &junk[1..4] {
        office.put(&manifest, bytes);
        let verdict = office.judge(&one.f());
        assert_eq!(told(&verdict), "Indeterminate MANIFEST_REJECTED NotAsked 3", "{what}");
        office.put(&office.head(), bytes);
    }
    office.put(&manifest, &office.message);
    let verdict = office.judge(&one.f());
    assert!(told(&verdict) == "Passed PASSED Unknown 3" && has(&verdict, "STATUS_MISSING"), "{}", told(&verdict));
}

#[test]
fn old_heads_and_strangers_heads_are_not_believed() {
    let office = Office::new();
    let paper = office.papers[0].f();
    office.list(Vec::new(), |head| head.epoch = 2);
    assert!(has(&office.judge(&paper), "STATUS_KEY_UNKNOWN"));
    office.list(Vec::new(), |head| head.valid_until = head.issued.plus(41 * 86_400));
    assert!(has(&office.judge(&paper), "STATUS_CLOCK"));
    let stranger = Office::new();
    let theirs = std::fs::read(stranger.folder.path().join(stranger.head())).unwrap();
    office.put(&office.head(), &theirs);
    let verdict = office.judge(&paper);
    assert!(told(&verdict) == "Passed PASSED Unknown 3" && has(&verdict, "STATUS_KEY_UNKNOWN"), "{}", told(&verdict));
    office.list(vec![office.entry(0, State::Withdrawn)], |_| {});
    let mut head = std::fs::read(office.folder.path().join(office.head())).unwrap();
    *head.last_mut().unwrap() ^= 1;
    office.put(&office.head(), &head);
    assert!(has(&office.judge(&paper), "STATUS_SIGNATURE_INVALID"));
}

#[test]
fn a_manifest_counts_by_its_directory_its_path_and_its_time() {
    let mut office = Office::new();
    let paper = office.papers[0].f();
    let judged = |office: &Office| told(&office.judge(&paper));
    // Somebody else's manifest for the batch, and another one of the organisation itself.
    let mut stranger = office.world.other("Kẻ khác", 30);
    office.put("la.cms", &sign(&mut stranger, &sealed()));
    assert_eq!(judged(&office), "Passed PASSED InForce 0", "whatever else lies there");
    office.take_away(&office.place(Served::Message));
    assert_eq!(judged(&office), "Indeterminate MANIFEST_REJECTED NotAsked 3");
    let other = office.world.sign(&sealed());
    office.put("khac.cms", &other);
    assert_eq!(judged(&office), "Failed NOT_IN_MANIFEST NotAsked 1");
    office.put(&office.place(Served::Message), &office.message);
    let verdict = office.judge(&paper);
    assert!(verdict.verdict() == Outcome::Passed && has(&verdict, "MANIFEST_CONFLICT"));
    office.take_away("khac.cms");
    office.take_away("la.cms");

    office.policy.trust.revocation = Revocation::Require;
    assert_eq!(judged(&office), "Indeterminate REVOCATION_NOT_CHECKED NotAsked 3");
    office.policy.trust = Trust { anchors: Vec::new(), ..office.world.trust() };
    assert_eq!(judged(&office), "Indeterminate CERT_NO_PATH NotAsked 3");
    office.policy.trust = office.world.trust();
    let since = |office: &mut Office, time: &str| {
        let directory = office.world.directory(&["manifest"], |file| {
            file["organisations"][0]["certificates"][0]["compromised_since"] = json!(time);
        });
        office.policy.directory = Some(directory);
    };
    since(&mut office, "2026-05-01T00:00:00Z");
    assert_eq!(judged(&office), "Indeterminate PIN_TIME_UNPROVEN NotAsked 3");
    office.put(&office.place(Served::Bundle), office.stamped().bytes());
    assert_eq!(judged(&office), "Failed KEY_COMPROMISED NotAsked 1");
    let altered = text(HOST, &office.papers[1].id(), &office.papers[0].opening);
    assert_eq!(told(&office.judge(&altered)), "Indeterminate MANIFEST_MISSING NotAsked 3", "it says nothing of others");
}

#[test]
fn a_signer_revoked_before_the_proven_time_fails_the_paper() {
    let mut office = Office::new();
    let revoked = office.world.list(&[(20, rcgen::RevocationReason::KeyCompromise)]);
    let stampers = office.world.stampers.revocation_list(&[]);
    let bundle = Bundle::of(&office.message).unwrap().with(BlockKind::RevocationList, &revoked).unwrap();
    let bundle = bundle.with(BlockKind::RevocationList, &stampers).unwrap();
    let stamped = stamp(bundle, &office.world.stamper(2034), crate::world::STAMPED);
    office.put(&office.place(Served::Bundle), stamped.bytes());
    office.take_away(&office.place(Served::Message));
    office.policy.trust = office.world.strict();
    assert_eq!(told(&office.judge(&office.papers[0].f())), "Failed REVOKED NotAsked 1");
}

#[test]
fn an_old_directory_still_serves_and_is_told() {
    let office = Office::new();
    let later = office.judge_in(Some(office.folder.path()), &office.papers[0].f(), false, at("2027-03-01T00:00:00Z"));
    assert!(has(&later, "DIRECTORY_OLD") && told(&later) == "Passed PASSED Unknown 3", "{}", told(&later));
}
