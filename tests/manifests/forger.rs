//! A forger who has everything that was published, the server with its keys, and certificates of the same authority: a
//! test for each capability. Nothing that was not issued is ever proven or authentic, as a code or as a PDF.

use rcgen::RevocationReason;
use serde_json::json;
use vanbang::document::code::Code;
use vanbang::document::manifest::status::{
    Answer, AtHand, BatchState, Entry, Listed, Part, Reason, Remembered, SignedHead, Standing, State, Statement,
    StatusToken, Unknown, standing,
};
use vanbang::document::manifest::{BlockKind, Bundle, Content, Envelope, Opening, Time};
use vanbang::document::record::OrgId;
use vanbang::signature::token::Signer;
use vanbang::verify::manifest::Manifests;
use vanbang::verify::{Mirror, Outcome, Policy, Verdict, verify};

use crate::common::minimal_pdf::{Xref, assemble, objects_of_ours, stream};
use crate::common::{at, boxes, now, sign_all};
use crate::scene::{Batch, LIST, NEIGHBOUR, SCHOOL, Scene, record};
use crate::world::{self, SEALED, STAMPED, World, stamp, told};

#[test]
fn what_the_school_issued_is_proven_and_authentic() {
    let mut scene = Scene::new();
    for record in scene.genuine.records.clone() {
        let opening = scene.genuine.leaf(&record).opening.clone();
        assert!(scene.proves(&[], &Code::derive(&record).id(), &opening.to_bytes()));
    }
    let record = scene.genuine.records[0].clone();
    let opening = scene.genuine.leaf(&record).opening.clone();
    let mut seal = std::mem::replace(&mut scene.world.seal, World::new().seal);
    let policy_seal = world::directory(&[(SCHOOL, seal.certificate(), &["manifest", "seal"])], |_| {});
    let mut persons = [scene.world.other("Giáo viên", 31), scene.world.other("Hiệu trưởng", 32)];
    let [teacher, leader] = &mut persons;
    let pdf = scene.pdf(&record, &opening, &mut [teacher, leader, &mut seal]);
    let policy = Policy { trust: scene.world.trust(), directory: Some(policy_seal) };
    let mut verdict = verify("a.pdf", &pdf, &policy, now()).unwrap();
    assert!(verdict.is_authentic(), "{}", serde_json::to_string_pretty(&verdict).unwrap());

    // Protocol.md 11.4, item 4: a list of the batch that holds it, one that does not, and both.
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, message: &[u8]| std::fs::write(folder.path().join(name), message).unwrap();
    let other = Batch::of(SCHOOL, 1, scene.genuine.records[1..].to_vec(), None);
    let (holds, lacks) = (world::sign(&mut seal, &scene.genuine.content), world::sign(&mut seal, &other.content));
    let asked = |verdict: &mut Verdict| {
        verdict.ask_published(&Mirror::open(folder.path()).unwrap(), &policy, now()).unwrap();
        (verdict.verdict(), verdict.reason(), verdict.is_authentic())
    };
    let told = |verdict: &Verdict, code: &str| verdict.findings().iter().any(|finding| finding.code == code);
    let authentic = (Outcome::Passed, "VALID", true);
    let fresh = verdict.clone();
    assert_eq!((asked(&mut verdict), told(&verdict, "MANIFEST_NOT_SEEN")), (authentic, true));
    put("a.cms", &lacks);
    let mut verdict = fresh.clone();
    assert_eq!(asked(&mut verdict), (Outcome::Failed, "NOT_IN_MANIFEST", false));
    assert!(verdict.facts().is_empty());
    put("b.cms", &holds);
    let mut verdict = fresh.clone();
    assert_eq!((asked(&mut verdict), told(&verdict, "MANIFEST_CONFLICT")), (authentic, true));
    // Somebody else's list of the batch neither passes nor fails it.
    std::fs::remove_file(folder.path().join("b.cms")).unwrap();
    put("a.cms", &world::sign(&mut scene.world.other("Kẻ khác", 60), &other.content));
    let mut verdict = fresh.clone();
    assert_eq!(asked(&mut verdict), authentic);
}

/// Add a leaf: an own record under every place and path of the genuine tree, and under trees of the forger's own.
#[test]
fn a_leaf_cannot_be_added() {
    let mut scene = Scene::new();
    let forged = record(SCHOOL, "Kẻ Mạo Danh", 'f');
    let id = Code::derive(&forged).id();
    let own = Batch::of(SCHOOL, 1, [scene.genuine.records.clone(), vec![forged.clone()]].concat(), None);
    let opening = own.leaf(&forged).opening.to_bytes().to_vec();
    let mut stranger = scene.world.other("Trường THCS Mẫu", 40);
    let by_stranger = world::sign(&mut stranger, &own.content);
    let by_neighbour = world::sign(&mut scene.neighbour, &own.content);
    assert!(!scene.proves(&[], &id, &opening));
    assert!(!scene.proves(&[by_stranger, by_neighbour], &id, &opening), "signed by others of the same authority");

    let paths: Vec<Vec<[u8; 32]>> = own
        .leaves
        .leaves()
        .iter()
        .chain(scene.genuine.leaves.leaves())
        .map(|leaf| leaf.opening.path().to_vec())
        .chain([vec![]])
        .collect();
    let claims = opening[28 + 32 * own.leaf(&forged).opening.path().len()..].to_vec();
    for index in 0..8_u16 {
        for path in &paths {
            let mut tried =
                [&[2], [1; 8].as_slice(), &index.to_be_bytes(), Code::derive(&forged).secret().expose()].concat();
            tried.push(u8::try_from(path.len()).unwrap());
            tried.extend_from_slice(path.as_flattened());
            tried.extend_from_slice(&claims);
            assert!(!scene.proves(&[], &id, &tried), "index {index}, path of {}", path.len());
        }
    }
    // As a PDF: closed by a namesake, by an officer of the school, by the neighbour's seal, by a copied code.
    let opening = own.leaf(&forged).opening.clone();
    let mut namesake = scene.world.other("Trường THPT Mẫu", 41);
    let mut officer = scene.world.other("Hiệu trưởng", 42);
    let mut neighbour = scene.world.other("Trường THCS Khác", 21);
    for seal in [&mut namesake, &mut officer, &mut neighbour] {
        let verdict = scene.sealed_by(&forged, &opening, seal);
        assert_eq!((verdict.verdict(), verdict.reason()), (Outcome::Failed, "SIGNER_NOT_OF_ORGANISATION"));
        assert!(!verdict.is_authentic());
    }
}

/// Swap claims: between openings of one batch, in an envelope under the genuine secret, and between two PDFs.
#[test]
fn claims_cannot_be_swapped() {
    let mut scene = Scene::new();
    let records = scene.genuine.records.clone();
    let openings: Vec<Vec<u8>> =
        records.iter().map(|record| scene.genuine.leaf(record).opening.to_bytes().to_vec()).collect();
    let claims_at = |opening: &[u8]| 28 + 32 * usize::from(opening[27]);
    for (place, record) in records.iter().enumerate() {
        let (id, secret) = (Code::derive(record).id(), Code::derive(record).secret().expose().to_vec());
        for other in (0..records.len()).filter(|other| *other != place) {
            let head = &openings[place][..claims_at(&openings[place])];
            let swapped = [head, &openings[other][claims_at(&openings[other])..]].concat();
            assert!(!scene.proves(&[], &id, &swapped), "{place} with the claims of {other}");
            // Whoever holds the code can seal them into an envelope that opens; the manifest still says no.
            let opening = Opening::parse(&swapped).unwrap();
            let envelope = Envelope::seal(&id, &opening, &[7; 32]).unwrap();
            let code = Code::derive(record);
            assert_eq!(code.secret().expose().as_slice(), secret);
            let opened = Envelope::open(envelope.bytes(), &id, code.secret()).unwrap();
            assert!(!scene.proves(&[], &id, &opened.to_bytes()));
        }
    }
    // Attachments of two genuine documents, alone and together, closed by somebody else of the same authority.
    let (one, other) = (&records[0], &records[1]);
    let attached = |record: &[u8], code_of: &[u8]| {
        let mut objects = objects_of_ours(record);
        let opening = scene.genuine.leaf(code_of).opening.to_bytes();
        objects[7] = stream(
            "/Type /EmbeddedFile /Subtype /application#2Foctet-stream",
            &Code::derive(code_of).attached(&opening).unwrap(),
        );
        assemble(&objects, Xref::Table)
    };
    for (record, code_of, reason) in [
        (one, other, "CODE_RECORD_MISMATCH"),
        (other, one, "CODE_RECORD_MISMATCH"),
        (other, other, "SIGNER_NOT_OF_ORGANISATION"),
    ] {
        let (mut teacher, mut leader) = (scene.world.other("Giáo viên", 31), scene.world.other("Hiệu trưởng", 32));
        let mut namesake = scene.world.other("Trường THPT Mẫu", 41);
        let pdf = sign_all(&attached(record, code_of), &boxes(0), &mut [&mut teacher, &mut leader, &mut namesake]);
        let verdict = scene.judged(&pdf);
        assert_eq!((verdict.verdict(), verdict.reason(), verdict.is_authentic()), (Outcome::Failed, reason, false));
    }
}

/// Replay an id: a genuine opening under another identifier, in another batch, under another organisation.
#[test]
fn an_identifier_cannot_be_replayed() {
    let mut scene = Scene::new();
    let records = scene.genuine.records.clone();
    let opening = scene.genuine.leaf(&records[0]).opening.to_bytes().to_vec();
    for other in &records[1..] {
        assert!(!scene.proves(&[], &Code::derive(other).id(), &opening), "under the name of another document");
    }
    let forged = record(SCHOOL, "Kẻ Mạo Danh", 'f');
    assert!(!scene.proves(&[], &Code::derive(&forged).id(), &opening));

    // The neighbour copies every leaf into a manifest of its own, which is accepted and proves none of them.
    let id = Code::derive(&records[0]).id();
    let mut copied = scene.genuine.leaves.unsigned(None, None);
    copied.org = OrgId::new(NEIGHBOUR).unwrap();
    let copied = copied.complete(Time::from(at(SEALED)), Some(LIST), None).unwrap();
    let message = world::sign(&mut scene.neighbour, &copied);
    assert_eq!(told(&message, &scene.directory(), &scene.world.trust(), now()).0, "accepted");
    let found = {
        let mut manifests = Manifests::default();
        manifests.add(&message).unwrap();
        manifests.judge(copied.batch(), Some(&scene.directory()), &scene.world.trust(), now())
    };
    let parsed = Opening::parse(&opening).unwrap();
    assert!(found.accepted.iter().all(|accepted| accepted.proves(&id, &parsed).is_err()));
    assert!(scene.proves(&[message], &id, &opening), "and takes nothing from the school's own");

    // Another batch of the same school does not hold it either.
    let later = Batch::of(SCHOOL, 2, records[1..].to_vec(), None);
    let mut elsewhere = opening.clone();
    elsewhere[1..9].copy_from_slice(&[2; 8]);
    let by_school = scene.world.sign(&later.content);
    assert!(!scene.proves(&[by_school], &id, &elsewhere));
}

impl Scene {
    fn head(&self, seq: u64, issued: &str, entries: Vec<Entry>) -> (SignedHead, Part) {
        let org = OrgId::new(SCHOOL).unwrap();
        let part = Part::of(&org, LIST, vec![Listed::of(&self.genuine.content, BatchState::Listed)], entries).unwrap();
        let issued = Time::from(at(issued));
        let statement = Statement {
            org,
            seq,
            issued,
            valid_until: issued.plus(10 * 86_400),
            delegated_by: (self.genuine.content.batch(), *self.genuine.content.digest()),
            epoch: 1,
            previous: [0; 32],
            lists: [(LIST, *part.digest())].into(),
        };
        (statement.sign(&self.status).unwrap(), part)
    }

    fn asked(
        &self,
        manifest: &Content,
        (head, part): &(SignedHead, Part),
        remembered: Option<&Remembered>,
        at: &str,
    ) -> Answer {
        let id = Code::derive(&self.genuine.records[0]).id();
        let at_hand = AtHand {
            manifest: Some(manifest),
            head: Some(head),
            part: Some(part),
            delegating: Some(&self.genuine.content),
            remembered,
            epoch_min: 0,
        };
        standing(&OrgId::new(SCHOOL).unwrap(), &id, &at_hand, Time::from(crate::common::at(at)))
    }
}

/// Roll back a status: old heads, other heads of one number, and a stolen status key that lists what nobody sealed.
#[test]
fn a_status_cannot_be_rolled_back_for_long_and_makes_nothing_genuine() {
    let mut scene = Scene::new();
    let id = Code::derive(&scene.genuine.records[0]).id();
    let entry =
        Entry { token: StatusToken::of(&id), state: State::Withdrawn, reason: Reason::Decision, date: 20_260_601 };
    let before = scene.head(1, "2026-05-31T12:00:00Z", Vec::new());
    let after = scene.head(2, "2026-06-01T12:00:00Z", vec![entry]);
    let genuine = scene.genuine.content.clone();
    let today = "2026-06-02T00:00:00Z";
    let seen = scene.asked(&genuine, &after, None, today);
    assert_eq!(seen.standing, Standing::Withdrawn(Some(entry)));
    let remembered = seen.remember.unwrap();
    let unknown = Standing::Unknown;
    // Who has seen the newer head refuses the older one at once; who has not, when it ends.
    assert_eq!(scene.asked(&genuine, &before, Some(&remembered), today).standing, unknown(Unknown::Rollback));
    assert_eq!(scene.asked(&genuine, &before, None, today).standing, Standing::InForce);
    assert_eq!(scene.asked(&genuine, &before, None, "2026-06-11T00:00:00Z").standing, unknown(Unknown::Stale));
    let twin = scene.head(2, "2026-06-01T12:00:00Z", Vec::new());
    assert_eq!(scene.asked(&genuine, &twin, Some(&remembered), today).standing, unknown(Unknown::Equivocation));
    // A head with the genuine number and another part, or signed by nobody's key.
    let mixed = (after.0.clone(), before.1.clone());
    assert_eq!(scene.asked(&genuine, &mixed, None, today).standing, unknown(Unknown::StatusMissing));
    let mut signature = before.0.to_bytes();
    *signature.last_mut().unwrap() ^= 1;
    let unsigned = (SignedHead::parse(&signature).unwrap(), before.1.clone());
    assert_eq!(scene.asked(&genuine, &unsigned, None, today).standing, unknown(Unknown::SignatureInvalid));

    // The thief of the status key lists a batch of his own: it is in force, and proves nothing.
    let forged = record(SCHOOL, "Kẻ Mạo Danh", 'f');
    let own = Batch::of(SCHOOL, 9, vec![forged.clone()], None);
    let mut stranger = scene.world.other("Trường THCS Mẫu", 40);
    let message = world::sign(&mut stranger, &own.content);
    let opening = own.leaf(&forged).opening.to_bytes().to_vec();
    assert!(!scene.proves(&[message], &Code::derive(&forged).id(), &opening));
}

/// An expired and a revoked seal certificate, with and without a timestamp from before. For PDF files the same matrix
/// is `the_time_matrix` of tests/timestamps.rs.
#[test]
fn an_ended_seal_certificate_counts_only_with_a_timestamp_from_before() {
    let mut scene = Scene::new();
    let message = scene.world.sign(&scene.genuine.content.clone());
    let (directory, trust, strict) = (scene.directory(), scene.world.trust(), scene.world.strict());
    let stamped = |bundle: Bundle| stamp(bundle, &scene.world.stamper(2034), STAMPED);
    let plain = || Bundle::of(&message).unwrap();
    // Expired at the end of 2029.
    let expired = at("2031-01-01T00:00:00Z");
    assert_eq!(told(plain().bytes(), &directory, &trust, expired), ("indeterminate", "CERT_EXPIRED"));
    assert_eq!(told(stamped(plain()).bytes(), &directory, &trust, expired), ("accepted", ""));
    let late = stamp(plain(), &scene.world.stamper(2034), "20301231000000Z");
    assert_eq!(told(late.bytes(), &directory, &trust, expired), ("indeterminate", "CERT_EXPIRED"));
    let own_clock = stamp(
        plain(),
        &(scene.world.other("Dấu thời gian", 50).certificate().clone(), rcgen::KeyPair::generate().unwrap()),
        STAMPED,
    );
    assert_ne!(told(own_clock.bytes(), &directory, &trust, expired).0, "accepted", "a timestamp of the forger's own");
    // Revoked in February, before it sealed; and in June, the day after the timestamp.
    let with = |list: &[u8]| {
        let bundle = plain().with(BlockKind::RevocationList, list).unwrap();
        bundle.with(BlockKind::RevocationList, &scene.world.stampers.revocation_list(&[])).unwrap()
    };
    let before = scene.world.list(&[(20, RevocationReason::KeyCompromise)]);
    assert_eq!(told(with(&before).bytes(), &directory, &strict, now()), ("indeterminate", "REVOKED"));
    assert_eq!(told(stamped(with(&before)).bytes(), &directory, &strict, now()), ("failed", "REVOKED"));
    let lost = world::directory(&[(SCHOOL, scene.world.seal.certificate(), &["manifest"])], |file| {
        file["organisations"][0]["certificates"][0]["compromised_since"] = json!("2026-05-31T07:00:00Z");
    });
    assert_eq!(told(plain().bytes(), &lost, &trust, now()), ("indeterminate", "PIN_TIME_UNPROVEN"));
    assert_eq!(told(stamped(plain()).bytes(), &lost, &trust, now()), ("failed", "KEY_COMPROMISED"));
}
