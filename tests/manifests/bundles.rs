//! Bundles: what their timestamps prove, and what none of them does (docs/protocol.md 6.4).

use vanbang::document::manifest::{BlockKind, Bundle};
use vanbang::signature::pades::Trust;
use vanbang::signature::x509::revocation::Response;
use vanbang::verify::manifest::{Judgement, ManifestTime, judge_manifest, with_evidence, with_timestamp};

use crate::common::{at, now};
use crate::foreign::token_of;
use crate::world::{STAMPED, World, sealed, stamp, told};

/// The proven time and the codes beside it.
fn proven(world: &World, bundle: &[u8], trust: &Trust, at: &str) -> (Option<String>, Vec<&'static str>) {
    let at = crate::common::at(at);
    let judged = judge_manifest(bundle, Some(&world.sealing()), trust, at);
    let Judgement::Accepted(accepted) = judged.judgement else { panic!("{:?}", judged.judgement) };
    let time = match accepted.time() {
        ManifestTime::Proven(time) => Some(time.to_rfc3339()),
        ManifestTime::Claimed(_) => None,
    };
    (time, accepted.findings().iter().map(|finding| finding.code).collect())
}

const NOW: &str = "2026-06-01T01:00:00Z";

#[test]
fn a_token_over_all_bytes_before_it_proves_its_time() {
    let mut world = World::new();
    let message = world.sign(&sealed());
    let stamper = world.stamper(2034);
    let bundle = stamp(Bundle::of(&message).unwrap(), &stamper, STAMPED);
    let (time, codes) = proven(&world, bundle.bytes(), &world.trust(), NOW);
    assert_eq!(time.as_deref(), Some("2026-05-31T07:05:09+00:00"));
    assert!(!codes.contains(&"TIME_CLAIMED"));

    // The same on the signature, inside the message.
    let signature = vanbang::signature::cms::parse(&message).unwrap().signature_value().to_vec();
    let token = token_of(STAMPED, &stamper, &[&signature]);
    let stamped = vanbang::signature::cms::with_timestamp(&message, &token).unwrap();
    assert_eq!(proven(&world, &stamped, &world.trust(), NOW).0, time);
    // A later one over the bundle changes nothing.
    let bundle = stamp(Bundle::of(&stamped).unwrap(), &stamper, "20260531080000Z");
    assert_eq!(proven(&world, bundle.bytes(), &world.trust(), NOW).0, time);
}

#[test]
fn other_tokens_prove_nothing() {
    let mut world = World::new();
    let message = world.sign(&sealed());
    let stamper = world.stamper(2034);
    let first = Bundle::of(&message).unwrap();
    let with = |bundle: &Bundle, token: &[u8]| bundle.clone().with(BlockKind::Timestamp, token).unwrap();
    let judged = |bundle: &Bundle| proven(&world, bundle.bytes(), &world.trust(), NOW);

    let fewer = token_of(STAMPED, &stamper, &[&first.bytes()[..first.bytes().len() - 1]]);
    let alone = token_of(STAMPED, &stamper, &[&message]);
    let strangers = token_of(STAMPED, &World::new().stamper(2034), &[first.bytes()]);
    let person = world.stampers.certified("Người", 9, &rcgen::PKCS_RSA_SHA256, (2025, 2034));
    let not_for_that = token_of(STAMPED, &person, &[first.bytes()]);
    let future = token_of("20260601010501Z", &stamper, &[first.bytes()]);
    let mut trailing = token_of(STAMPED, &stamper, &[first.bytes()]);
    trailing.push(0);
    for (token, why) in [
        (fewer, "TIMESTAMP_BROKEN"),
        (alone, "TIMESTAMP_BROKEN"),
        (strangers, "CERT_SIGNATURE"),
        (not_for_that, "CERT_EXTENDED_KEY_USAGE"),
        (future, "TIMESTAMP_OUT_OF_ORDER"),
        (trailing, "TIMESTAMP_MALFORMED"),
        (b"junk".to_vec(), "TIMESTAMP_MALFORMED"),
    ] {
        let (time, codes) = judged(&with(&first, &token));
        assert_eq!(time, None, "{why}");
        assert!(codes.contains(&why) && codes.contains(&"TIMESTAMP_NOT_TRUSTED"), "{why}: {codes:?}");
        // It takes nothing away from a good one, on either side.
        let good = stamp(with(&first, &token), &stamper, STAMPED);
        assert!(judged(&good).0.is_some(), "{why}");
        let good = with(&stamp(first.clone(), &stamper, STAMPED), &token);
        assert!(judged(&good).0.is_some(), "{why}");
    }
}

#[test]
fn blocks_moved_or_put_in_break_the_tokens_behind_them() {
    let mut world = World::new();
    let message = world.sign(&sealed());
    let stamper = world.stamper(2034);
    let list = world.list(&[]);
    let first = Bundle::of(&message).unwrap();
    let token = token_of(STAMPED, &stamper, &[first.bytes()]);
    let inserted = first.clone().with(BlockKind::RevocationList, &list).unwrap();
    let inserted = inserted.with(BlockKind::Timestamp, &token).unwrap();
    let (time, codes) = proven(&world, inserted.bytes(), &world.trust(), NOW);
    assert!(time.is_none() && codes.contains(&"TIMESTAMP_BROKEN"));

    // Two tokens exchanged: neither covers what stands before it.
    let once = stamp(first.clone(), &stamper, STAMPED);
    let second = token_of("20260531080000Z", &stamper, &[once.bytes()]);
    let exchanged = first.clone().with(BlockKind::Timestamp, &second).unwrap();
    let exchanged = exchanged.with(BlockKind::Timestamp, &token).unwrap();
    assert_eq!(proven(&world, exchanged.bytes(), &world.trust(), NOW).0, None);

    // One that says to be later than the one that covers it.
    let late = stamp(first, &stamper, "20260531090000Z");
    let covered = stamp(late, &stamper, "20260531080000Z");
    let (time, codes) = proven(&world, covered.bytes(), &world.trust(), NOW);
    assert_eq!(time.as_deref(), Some("2026-05-31T08:00:00+00:00"));
    assert!(codes.contains(&"TIMESTAMP_OUT_OF_ORDER"));
}

/// Protocol 15: years later the signer's certificate and the first authority's are over; the chain of tokens
/// stands, each with the evidence before the next.
#[test]
fn renewed_bundles_prove_their_first_time_for_decades() {
    let mut world = World::new();
    let message = world.sign(&sealed());
    let (early, late) = (world.stamper(2028), world.stamper(2034));
    let list = |authority: &crate::common::Authority, from, until| authority.revocation_list_of(from, until, vec![]);
    let block = |bundle: Bundle, bytes: &[u8]| bundle.with(BlockKind::RevocationList, bytes).unwrap();
    let day = |year, month| (year, month, 1);

    let mut bundle = block(Bundle::of(&message).unwrap(), &world.list(&[]));
    bundle = block(bundle, &world.stampers.revocation_list(&[]));
    let sealed = stamp(bundle, &early, STAMPED);
    let renewal = list(&world.stampers, day(2027, 11), day(2028, 1));
    let renewed = stamp(block(sealed.clone(), &renewal), &late, "20271201000000Z");
    assert!(renewed.extends(&sealed));

    let mut strict = world.strict();
    let offer = |trust: &mut Trust, list: &[u8]| trust.evidence.offer(list);
    offer(&mut strict, &list(&world.stampers, day(2031, 5), day(2031, 7)));
    let judged = |bundle: &Bundle| {
        let (judged, at) = (bundle.bytes(), at("2031-06-01T00:00:00Z"));
        told(judged, &world.sealing(), &strict, at)
    };
    let (time, _) = proven(&world, renewed.bytes(), &strict, "2031-06-01T00:00:00Z");
    assert_eq!(time.as_deref(), Some("2026-05-31T07:05:09+00:00"));
    // Not renewed in time: the first authority's certificate is over, so nothing is proven any more.
    assert_eq!(judged(&sealed), ("indeterminate", "CERT_EXPIRED"));
    // Renewed without the evidence for the first token: only the time of the renewal is proven.
    let of_signer = list(&world.authority, day(2027, 11), day(2028, 1));
    let poor = stamp(block(sealed.clone(), &of_signer), &late, "20271201000000Z");
    let (time, codes) = proven(&world, poor.bytes(), &strict, "2031-06-01T00:00:00Z");
    assert_eq!(time.as_deref(), Some("2027-12-01T00:00:00+00:00"));
    assert!(codes.contains(&"TIMESTAMP_NOT_TRUSTED"));
    let poorer = stamp(sealed.clone(), &late, "20271201000000Z");
    assert_eq!(judged(&poorer), ("indeterminate", "REVOCATION_NOT_CHECKED"), "nor is the signer's status then known");
    // Evidence that comes after the renewal is too late for what was before it.
    let belated = block(poor, &renewal);
    assert_eq!(proven(&world, belated.bytes(), &strict, "2031-06-01T00:00:00Z").0, time);
}

#[test]
fn a_bundle_grows_by_what_is_new_and_by_tokens_that_fit() {
    let mut world = World::new();
    let stamper = world.stamper(2034);
    let mut evidence = vanbang::verify::Evidence::default();
    evidence.offer(&world.list(&[]));
    evidence.offer(world.authority.root.der());
    let first = Bundle::of(&world.sign(&sealed())).unwrap();
    let grown = with_evidence(first.clone(), &evidence).unwrap();
    let kinds: Vec<_> = grown.blocks().map(|block| block.kind).collect();
    assert_eq!(kinds, [BlockKind::Manifest, BlockKind::Certificate, BlockKind::RevocationList]);
    assert_eq!(with_evidence(grown.clone(), &evidence).unwrap(), grown, "nothing stands there twice");
    // A response is kept as the whole answer that it came in.
    let answer = concat!(env!("CARGO_MANIFEST_DIR"), "/test-vectors/revocation/OC-4-good-and-revoked.ocsp");
    let mut answered = vanbang::verify::Evidence::default();
    answered.offer(&std::fs::read(answer).unwrap());
    let with_answer = with_evidence(grown.clone(), &answered).unwrap();
    let block = with_answer.blocks().last().unwrap();
    let read = Response::from_der(block.bytes).unwrap();
    assert_eq!((block.kind, read.basic_der()), (BlockKind::Response, answered.responses[0].basic_der()));

    let token = token_of(STAMPED, &stamper, &[grown.bytes()]);
    let stamped = with_timestamp(grown.clone(), &token).unwrap();
    assert!(stamped.extends(&grown) && grown.extends(&first));
    assert!(proven(&world, stamped.bytes(), &world.trust(), NOW).0.is_some());
    assert_eq!(with_timestamp(stamped, &token).unwrap_err().code, "TIMESTAMP_BROKEN");
    assert_eq!(with_timestamp(grown, b"junk").unwrap_err().code, "TIMESTAMP_MALFORMED");
}

#[test]
fn broken_bundles_are_no_manifests() {
    let mut world = World::new();
    let bundle = Bundle::of(&world.sign(&sealed())).unwrap();
    let cut = &bundle.bytes()[..bundle.bytes().len() - 1];
    assert_eq!(told(cut, &world.sealing(), &world.trust(), now()), ("rejected", "BUNDLE_MALFORMED"));
    let full = (0..63).try_fold(bundle, |bundle, _| bundle.with(BlockKind::Certificate, b"c")).unwrap();
    assert_eq!(told(full.bytes(), &world.sealing(), &world.trust(), now()).0, "accepted");
    let over = [full.bytes(), b"\x02\0\0\0\x01c"].concat();
    assert_eq!(told(&over, &world.sealing(), &world.trust(), now()), ("rejected", "LIMIT_BLOCKS"));
}
