//! Who may seal a batch, and when: manifests judged by the directory, the paths and the time that is proven
//! (docs/protocol.md 7 and 11.1).

mod bundles;
#[path = "../common/mod.rs"]
mod common;
mod directories;
mod exchanged;
#[path = "../common/foreign.rs"]
mod foreign;
mod forger;
mod mirror;
mod others;
#[path = "../common/outside.rs"]
mod outside;
mod scene;
mod world;

use common::{Authority, at, now, software};
use rcgen::RevocationReason;
use serde_json::json;
use vanbang::document::manifest::{BlockKind, Bundle};
use vanbang::signature::cms::{self, Purpose};
use vanbang::signature::token::{Signer, Statement, enclose};
use vanbang::verify::manifest::{Candidate, Judgement, ManifestTime, Manifests, judge_manifest};
use world::{BATCH, ORG, OTHER, SEALED, STAMPED, World, content, directory, sealed, sign, stamp, told};

#[test]
fn a_manifest_of_a_pinned_seal_is_accepted_with_what_it_says() {
    let mut world = World::new();
    let message = world.sign(&sealed());
    let directory = world.sealing();
    let judged = judge_manifest(&message, Some(&directory), &world.trust(), now());
    let Judgement::Accepted(accepted) = judged.judgement else { panic!("not accepted") };
    assert_eq!(accepted.content(), &sealed());
    assert_eq!(accepted.organisation().name_vi(), "Trường mau.hue");
    assert_eq!(accepted.signer(), world.seal.certificate());
    assert_eq!(accepted.time(), ManifestTime::Claimed(at(SEALED)), "nothing proves when");
    assert!(accepted.findings().iter().any(|finding| finding.code == "TIME_CLAIMED"));

    let later = judge_manifest(&message, Some(&directory), &world.trust(), at("2027-03-01T00:00:00Z"));
    let Judgement::Accepted(accepted) = later.judgement else { panic!("an old directory still serves") };
    assert!(accepted.findings().iter().any(|finding| finding.code == "DIRECTORY_OLD"));
}

/// Names, organisation codes and keys match nothing: only the digest of the whole certificate does.
#[test]
fn only_the_pinned_certificate_seals() {
    let mut world = World::new();
    let (directory, trust) = (world.sealing(), world.trust());
    let not_pinned = ("rejected", "MANIFEST_SIGNER_NOT_PINNED");
    let mut namesake = world.other("Trường THPT Mẫu", 21);
    assert_eq!(told(&sign(&mut namesake, &sealed()), &directory, &trust, now()), not_pinned);
    let mut person = world.other("Nguyễn Văn An, Trường THPT Mẫu", 22);
    assert_eq!(told(&sign(&mut person, &sealed()), &directory, &trust, now()), not_pinned);

    // The key that is pinned, in a certificate that is not.
    let (certificate, key) =
        world.authority.certified("Trường THPT Mẫu", 23, &rcgen::PKCS_ECDSA_P256_SHA256, (2025, 2030));
    let pinned = world::directory(&[(ORG, &certificate, &["manifest"])], |_| {});
    let again = world.authority.certify_key("Trường THPT Mẫu", 24, &key);
    let (mut first, mut second) = (software(certificate, &key), software(again, &key));
    assert_eq!(told(&sign(&mut first, &sealed()), &pinned, &trust, now()).0, "accepted");
    assert_eq!(told(&sign(&mut second, &sealed()), &pinned, &trust, now()), not_pinned);

    // The seal of one organisation under the name of another.
    let mut foreign = world.other("Trường THPT Khác", 25);
    let both = directory_of_both(&world, &foreign);
    assert_eq!(told(&sign(&mut foreign, &sealed()), &both, &trust, now()), not_pinned);
    assert_eq!(told(&sign(&mut foreign, &content(OTHER, 2, SEALED, 1)), &both, &trust, now()).0, "accepted");
    assert_eq!(told(&world.sign(&content(OTHER, 2, SEALED, 1)), &both, &trust, now()), not_pinned);
    let unknown = told(&world.sign(&content("thpt-la.hue", 2, SEALED, 1)), &both, &trust, now());
    assert_eq!(unknown, ("rejected", "ORGANISATION_UNKNOWN"));
    let nowhere = judge_manifest(&world.sign(&sealed()), None, &trust, now());
    assert!(matches!(nowhere.judgement, Judgement::Rejected(_)));
}

fn directory_of_both(world: &World, other: &dyn Signer) -> vanbang::document::record::Directory {
    directory(&[(ORG, world.seal.certificate(), &["manifest"]), (OTHER, other.certificate(), &["manifest"])], |_| {})
}

#[test]
fn each_role_seals_what_it_may() {
    let mut world = World::new();
    let (two, none) = (world.sign(&sealed()), world.sign(&content(ORG, 0, SEALED, 1)));
    let trust = world.trust();
    for (role, of_two, of_none) in [
        ("manifest", "accepted", "accepted"),
        ("delegate", "rejected", "accepted"),
        ("seal", "rejected", "rejected"),
        ("person", "rejected", "rejected"),
    ] {
        let directory = world.directory(&[role], |_| {});
        assert_eq!(told(&two, &directory, &trust, now()).0, of_two, "{role}");
        assert_eq!(told(&none, &directory, &trust, now()).0, of_none, "{role}");
    }
}

#[test]
fn a_pin_does_not_replace_the_path() {
    let mut world = World::new();
    let message = world.sign(&sealed());
    let strangers = Authority::named("CA khác");
    let trust = vanbang::signature::pades::Trust { anchors: vec![strangers.root.clone()], ..world.trust() };
    assert_eq!(told(&message, &world.sealing(), &trust, now()), ("indeterminate", "CERT_NO_PATH"));
    // Valid when it was made, as far as it says, which proves nothing after its end.
    let expired = told(&message, &world.sealing(), &world.trust(), at("2031-01-01T00:00:00Z"));
    assert_eq!(expired, ("indeterminate", "CERT_EXPIRED"));
}

#[test]
fn pins_have_their_time() {
    let mut world = World::new();
    let message = world.sign(&sealed());
    let stamped = stamp(Bundle::of(&message).unwrap(), &world.stamper(2034), STAMPED);
    let trust = world.trust();
    let judged = |member: &str, time: &str| {
        let directory = world.directory(&["manifest"], |file| {
            file["organisations"][0]["certificates"][0][member] = json!(time);
        });
        (told(stamped.bytes(), &directory, &trust, now()), told(&message, &directory, &trust, now()))
    };
    let (accepted, not_pinned) = (("accepted", ""), ("rejected", "MANIFEST_SIGNER_NOT_PINNED"));
    let unproven = ("indeterminate", "PIN_TIME_UNPROVEN");
    assert_eq!(judged("from", "2026-05-31T07:05:09Z"), (accepted, accepted));
    assert_eq!(judged("from", "2026-05-31T07:05:10Z"), (not_pinned, accepted));
    assert_eq!(judged("from", "2026-06-02T00:00:00Z"), (not_pinned, not_pinned));
    assert_eq!(judged("until", "2026-05-31T07:05:10Z"), (accepted, unproven));
    assert_eq!(judged("until", "2026-05-31T07:05:09Z"), (not_pinned, unproven));
    assert_eq!(judged("compromised_since", "2026-05-31T07:05:10Z"), (accepted, unproven));
    assert_eq!(judged("compromised_since", "2026-05-31T07:05:09Z"), (("failed", "KEY_COMPROMISED"), unproven));
}

#[test]
fn revocation_is_judged_at_the_proven_time() {
    let mut world = World::new();
    let message = world.sign(&sealed());
    let (directory, strict) = (world.sealing(), world.strict());
    // Revoked on 2026-02-01: before anybody can prove that it was sealed.
    let revoked = [(20, RevocationReason::KeyCompromise)];
    let stampers = world.stampers.revocation_list(&[]);
    let bundle = |list: &[u8], stamped: bool| {
        let bundle = Bundle::of(&message).unwrap().with(BlockKind::RevocationList, list).unwrap();
        let bundle = bundle.with(BlockKind::RevocationList, &stampers).unwrap();
        if stamped { stamp(bundle, &world.stamper(2034), STAMPED) } else { bundle }
    };
    let told = |bundle: &Bundle| told(bundle.bytes(), &directory, &strict, now());
    assert_eq!(world::told(&message, &directory, &strict, now()), ("indeterminate", "REVOCATION_NOT_CHECKED"));
    assert_eq!(told(&bundle(&world.list(&[]), false)), ("accepted", ""));
    assert_eq!(told(&bundle(&world.list(&[]), true)), ("accepted", ""));
    assert_eq!(told(&bundle(&world.list(&revoked), false)), ("indeterminate", "REVOKED"));
    assert_eq!(told(&bundle(&world.list(&revoked), true)), ("failed", "REVOKED"));
    // Revoked on the day after the timestamp: it stands, where the timestamp is there.
    let later = rcgen::RevokedCertParams {
        serial_number: rcgen::SerialNumber::from(20),
        revocation_time: rcgen::date_time_ymd(2026, 6, 1),
        reason_code: Some(RevocationReason::Superseded),
        invalidity_date: None,
    };
    let later = world.authority.revocation_list_of((2026, 6, 1), (2026, 7, 1), vec![later]);
    assert_eq!(told(&bundle(&later, true)), ("accepted", ""));
    assert_eq!(told(&bundle(&later, false)), ("indeterminate", "REVOKED"));
}

#[test]
fn a_claimed_time_after_the_proven_one_is_a_contradiction() {
    let mut world = World::new();
    let (directory, trust) = (world.sealing(), world.trust());
    let contradiction = ("indeterminate", "MANIFEST_TIME_CONTRADICTION");
    // 300 seconds are allowed: now is 01:00:00Z.
    let exact = world.sign(&content(ORG, 2, "2026-06-01T01:05:00Z", 1));
    assert_eq!(told(&exact, &directory, &trust, now()).0, "accepted");
    let ahead = world.sign(&content(ORG, 2, "2026-06-01T01:05:01Z", 1));
    assert_eq!(told(&ahead, &directory, &trust, now()), contradiction);
    let stamper = world.stamper(2034);
    let stamped = |message: &[u8]| stamp(Bundle::of(message).unwrap(), &stamper, STAMPED);
    let exact = stamped(&world.sign(&content(ORG, 2, "2026-05-31T07:10:09Z", 1)));
    assert_eq!(told(exact.bytes(), &directory, &trust, now()).0, "accepted");
    let ahead = stamped(&world.sign(&content(ORG, 2, "2026-05-31T07:10:10Z", 1)));
    assert_eq!(told(ahead.bytes(), &directory, &trust, now()), contradiction);
}

#[test]
fn what_is_no_manifest_counts_as_not_there() {
    let mut world = World::new();
    let (directory, trust) = (world.sealing(), world.trust());
    let told = |bytes: &[u8]| told(bytes, &directory, &trust, now());
    for junk in [&b""[..], b"VBM1", b"%PDF-1.7", &[0x30, 0x80, 0, 0]] {
        assert_eq!(told(junk).0, "rejected");
    }
    let statement = Statement::probe(Some(ORG), at(SEALED)).unwrap().sign(&mut world.seal).unwrap();
    assert_eq!(told(&statement), ("rejected", "MEDIA_TYPE_OTHER"));
    let apart = enclose(&mut world.seal, Purpose::Manifest, sealed().bytes(), at("2026-05-31T07:00:01Z")).unwrap();
    assert_eq!(told(&apart), ("rejected", "MANIFEST_TIMES_DIFFER"));
    let cut = &sealed().bytes()[..sealed().bytes().len() - 1].to_vec();
    let malformed = enclose(&mut world.seal, Purpose::Manifest, cut, at(SEALED)).unwrap();
    assert_eq!(told(&malformed), ("rejected", "MANIFEST_MALFORMED"));
    // A signature of the same key over a PDF, with its message put around the right content.
    let message = world.sign(&sealed());
    let parsed = cms::parse(&message).unwrap();
    assert_eq!(parsed.content(), Some(sealed().bytes()));
    assert!(Candidate::read(&message[..message.len() - 1]).is_err());
}

#[test]
fn several_manifests_of_one_batch() {
    let mut world = World::new();
    let (directory, trust) = (world.sealing(), world.trust());
    let mut manifests = Manifests::default();
    let judged = |manifests: &Manifests| manifests.judge(BATCH, Some(&directory), &trust, now());
    assert!(judged(&manifests).accepted.is_empty() && !manifests.has(BATCH));

    // Signed twice, once with a timestamp: one manifest, with the better time.
    let message = world.sign(&sealed());
    manifests.add(&message).unwrap();
    let stamped = stamp(Bundle::of(&world.sign(&sealed())).unwrap(), &world.stamper(2034), STAMPED);
    manifests.add(stamped.bytes()).unwrap();
    manifests.add(&message).unwrap();
    let one = judged(&manifests);
    assert_eq!((one.accepted.len(), one.findings.len()), (1, 0));
    assert_eq!(one.accepted[0].time(), ManifestTime::Proven(at("2026-05-31T07:05:09Z")));

    // Another content for the same batch is told; each can still prove its own leaves.
    manifests.add(&world.sign(&content(ORG, 2, SEALED, 9))).unwrap();
    let two = judged(&manifests);
    assert_eq!(two.accepted.len(), 2);
    assert_eq!(two.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["MANIFEST_CONFLICT"]);

    // Somebody else's manifest for it is rejected and makes no conflict.
    let mut manifests = Manifests::default();
    manifests.add(&message).unwrap();
    manifests.add(&sign(&mut world.other("Kẻ khác", 30), &content(ORG, 2, SEALED, 9))).unwrap();
    let one = judged(&manifests);
    assert_eq!(one.accepted.len(), 1);
    assert!(one.findings.iter().all(|finding| finding.code != "MANIFEST_CONFLICT"));
}

#[test]
fn sixteen_manifests_are_tried() {
    let mut world = World::new();
    let (directory, trust) = (world.sealing(), world.trust());
    let mut stranger = world.other("Kẻ khác", 30);
    let junk = sign(&mut stranger, &sealed());
    let own = world.sign(&sealed());
    let after = |count: usize| {
        let mut manifests = Manifests::default();
        (0..count).for_each(|_| manifests.add(&junk).unwrap());
        manifests.add(&own).unwrap();
        let found = manifests.judge(BATCH, Some(&directory), &trust, now());
        (found.accepted.len(), found.findings.iter().any(|finding| finding.code == "LIMIT_MANIFESTS_TRIED"))
    };
    assert_eq!(after(15), (1, false));
    assert_eq!(after(16), (0, true));
}

#[cfg(feature = "sign")]
#[test]
fn a_manifest_is_signed_by_whom_it_fits_and_read_back() {
    use vanbang::sign::sign_manifest;
    let mut world = World::new();
    let content = sealed();
    let message = sign_manifest(content.bytes(), &mut world.seal, now()).unwrap();
    assert_eq!(told(&message, &world.sealing(), &world.trust(), now()).0, "accepted");
    // The same content again, after a crash: the same manifest.
    let again = sign_manifest(content.bytes(), &mut world.seal, at("2026-06-02T00:00:00Z")).unwrap();
    let content_of = |bytes: &[u8]| *Candidate::read(bytes).unwrap().content().digest();
    assert_eq!(content_of(&again), content_of(&message));
    let code = |content: &[u8], signer: &mut dyn Signer, now: &str| {
        sign_manifest(content, signer, at(now)).map_or_else(|error| error.code(), |_| "signed")
    };
    assert_eq!(code(content.bytes(), &mut world.seal, "2026-05-31T06:54:59Z"), "CLOCK_BEHIND_CONTENT");
    assert_eq!(code(content.bytes(), &mut world.seal, "2026-05-31T06:55:00Z"), "signed");
    assert_eq!(code(content.bytes(), &mut world.seal, "2031-01-01T00:00:00Z"), "SIGNER_CERTIFICATE_EXPIRED");
    assert_eq!(code(b"%PDF-1.7", &mut world.seal, SEALED), "MANIFEST_MALFORMED");
}
