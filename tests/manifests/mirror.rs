//! Folders of published objects, and how documents stand by them (docs/protocol.md 9.4, 10.3).

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;
use vanbang::document::code::Id;
use vanbang::document::manifest::layout::{self, SERVED, Served};
use vanbang::document::manifest::status::{
    BatchState, Entry, Listed, Part, Reason, SignedHead, Standing, State, Statement, StatusToken, Unknown,
};
use vanbang::document::manifest::{BatchId, Bundle, Content, Delegation, Time, Unsigned};
use vanbang::document::record::{Directory, OrgId};
use vanbang::signature::crypto::P256PrivateKey;
use vanbang::verify::manifest::{Accepted, Judgement, ManifestTime, judge_manifest};
use vanbang::verify::{Memory, Mirror, Policy};

use crate::common::{at, now};
use crate::world::{BATCH, ORG, SEALED, STAMPED, World, sealed, stamp};

const ID: Id = Id::from_bytes([9; 16]);
const LIST: u64 = 2026;

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn manifests_lie_loose_or_as_they_are_served() {
    let mut world = World::new();
    let message = world.sign(&sealed());
    let bundle = stamp(Bundle::of(&message).unwrap(), &world.stamper(2034), STAMPED);
    let policy = Policy { trust: world.trust(), directory: Some(world.sealing()) };
    let served = |form| layout::batch(BATCH, form);
    for (of_message, of_bundle) in [
        ("a.cms".to_owned(), "b.BUNDLE".to_owned()),
        (served(Served::Message), served(Served::Bundle)),
        (format!("{SERVED}/{}", served(Served::Message)), format!("{SERVED}/{}", served(Served::Bundle))),
    ] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &of_message, &message);
        write(folder.path(), &of_bundle, bundle.bytes());
        write(folder.path(), "c.cms", b"junk");
        write(folder.path(), "d.txt", &message);
        write(folder.path(), "e.bundle", &[b"VBM1", &vec![0; 1 << 20][..]].concat());
        std::fs::create_dir(folder.path().join("f.cms")).unwrap();
        let mirror = Mirror::open(folder.path()).unwrap();
        assert_eq!(mirror.manifests().batches().collect::<Vec<_>>(), [BATCH]);
        let left_out: Vec<&str> = mirror.left_out().iter().map(|finding| finding.message_vi.as_str()).collect();
        assert_eq!(left_out.len(), 2);
        assert!(left_out[0].contains("c.cms") && left_out[1].contains("e.bundle: LIMIT_BUNDLE"), "{left_out:?}");
        let found = mirror.manifests().judge(BATCH, policy.directory.as_ref(), &policy.trust, now());
        assert!(matches!(found.accepted[0].time(), ManifestTime::Proven(_)));
    }
    let nowhere = Mirror::open(Path::new("/khong/co")).unwrap_err();
    assert_eq!((nowhere.code(), nowhere.hint().0.is_empty()), ("MANIFESTS_UNREADABLE", false));
}

#[test]
fn envelopes_are_found_by_their_names_and_never_read_whole_when_too_long() {
    let folder = tempfile::tempdir().unwrap();
    let mirror = || Mirror::open(folder.path()).unwrap();
    assert_eq!(mirror().envelope(&ID).unwrap(), None);
    write(folder.path(), &format!("envelopes/{ID}"), b"one");
    assert_eq!(mirror().envelope(&ID).unwrap().unwrap(), b"one");
    write(folder.path(), &format!("publish/envelopes/{ID}"), &vec![7; 1 << 20]);
    assert_eq!(mirror().envelope(&ID).unwrap().unwrap().len(), 128 * 1024 + 1);
    std::fs::create_dir(folder.path().join(format!("publish/envelopes/{}", Id::from_bytes([8; 16])))).unwrap();
    assert_eq!(mirror().envelope(&Id::from_bytes([8; 16])).unwrap(), None);
}

/// A folder with the manifest of [`ID`]'s batch, and the key that may speak of its status.
struct Office {
    world: World,
    key: P256PrivateKey,
    manifest: Content,
    folder: tempfile::TempDir,
}

fn delegating(batch: u8, epoch: u32, key: &P256PrivateKey) -> Content {
    let until = Time::from(at("2027-01-01T00:00:00Z"));
    let delegation = Delegation { epoch, key: *key.public_key(), not_after: until };
    let unsigned = Unsigned::empty(OrgId::new(ORG).unwrap(), BatchId::from_bytes([batch; 8]));
    unsigned.complete(Time::from(at(SEALED)), Some(LIST), Some(delegation)).unwrap()
}

impl Office {
    fn new() -> Office {
        let (world, key) = (World::new(), P256PrivateKey::generate().unwrap().0);
        let manifest = delegating(1, 3, &key);
        let mut office = Office { world, key, manifest: manifest.clone(), folder: tempfile::tempdir().unwrap() };
        office.put(&manifest);
        office
    }

    fn put(&mut self, manifest: &Content) {
        let message = self.world.sign(manifest);
        write(self.folder.path(), &format!("{SERVED}/{}", layout::batch(manifest.batch(), Served::Message)), &message);
    }

    fn part(&self, entries: Vec<Entry>) -> Part {
        let listed = vec![Listed::of(&self.manifest, BatchState::Listed)];
        Part::of(self.manifest.org(), LIST, listed, entries).unwrap()
    }

    fn head(&self, part: &Part, change: impl FnOnce(&mut Statement)) -> SignedHead {
        let mut statement = Statement {
            org: self.manifest.org().clone(),
            seq: 7,
            issued: Time::from(at("2026-05-31T12:00:00Z")),
            valid_until: Time::from(at("2026-06-10T12:00:00Z")),
            delegated_by: (self.manifest.batch(), *self.manifest.digest()),
            epoch: 3,
            previous: [0; 32],
            lists: BTreeMap::from([(LIST, *part.digest())]),
        };
        change(&mut statement);
        statement.sign(&self.key).unwrap()
    }

    fn publish(&self, head: &[u8], part: &Part) {
        let org = self.manifest.org();
        write(self.folder.path(), &format!("{SERVED}/{}", layout::head(org)), head);
        write(self.folder.path(), &format!("{SERVED}/{}", layout::part(org, LIST, part.digest())), part.bytes());
    }

    fn policy(&self, directory: Directory) -> Policy {
        Policy { trust: self.world.trust(), directory: Some(directory) }
    }

    fn accepted(&mut self, policy: &Policy) -> Accepted {
        let message = self.world.sign(&self.manifest.clone());
        match judge_manifest(&message, policy.directory.as_ref(), &policy.trust, now()).judgement {
            Judgement::Accepted(accepted) => *accepted,
            other => panic!("{other:?}"),
        }
    }

    fn standing_under(&mut self, policy: &Policy) -> Option<Standing> {
        let accepted = self.accepted(policy);
        let mirror = Mirror::open(self.folder.path()).unwrap();
        mirror.standing(&ID, &accepted, policy, now()).unwrap().map(|answer| answer.standing)
    }

    /// One run of a program that keeps what it saw in this file.
    fn standing_remembered(&mut self, policy: &Policy, file: &Path) -> Option<Standing> {
        let accepted = self.accepted(policy);
        let mirror = Mirror::open(self.folder.path()).unwrap().remembering(Memory::read(file).unwrap());
        let answer = mirror.standing(&ID, &accepted, policy, now()).unwrap();
        mirror.into_memory().save(file).unwrap();
        answer.map(|answer| answer.standing)
    }

    fn standing(&mut self) -> Option<Standing> {
        let policy = self.policy(self.world.sealing());
        self.standing_under(&policy)
    }
}

#[test]
fn the_status_beside_a_manifest_says_how_a_document_stands() {
    let mut office = Office::new();
    assert_eq!(office.standing(), None, "nothing is at hand");
    let part = office.part(Vec::new());
    office.publish(&office.head(&part, |_| ()).to_bytes(), &part);
    assert_eq!(office.standing(), Some(Standing::InForce));
    let entry =
        Entry { token: StatusToken::of(&ID), state: State::Withdrawn, reason: Reason::Decision, date: 20_260_531 };
    let withdrawn = office.part(vec![entry]);
    office.publish(&office.head(&withdrawn, |_| ()).to_bytes(), &withdrawn);
    assert_eq!(office.standing(), Some(Standing::Withdrawn(Some(entry))));
}

#[test]
fn what_is_at_hand_and_does_not_hold_leaves_the_standing_unknown() {
    let mut office = Office::new();
    let part = office.part(Vec::new());
    let unknown = |reason| Some(Standing::Unknown(reason));
    office.publish(b"VBS1", &part);
    assert_eq!(office.standing(), unknown(Unknown::StatusMissing));
    let other = office.part(vec![Entry {
        token: StatusToken::of(&Id::from_bytes([1; 16])),
        state: State::Superseded,
        reason: Reason::Replaced,
        date: 20_260_531,
    }]);
    office.publish(&office.head(&other, |_| ()).to_bytes(), &part);
    assert_eq!(office.standing(), unknown(Unknown::StatusMissing), "the part that the head names is not there");
    let stranger = P256PrivateKey::generate().unwrap().0;
    let elsewhere = delegating(2, 3, &stranger);
    let named = office.head(&part, |head| head.delegated_by = (elsewhere.batch(), *elsewhere.digest()));
    office.publish(&named.to_bytes(), &part);
    assert_eq!(office.standing(), unknown(Unknown::StatusMissing), "nor the manifest");
    let mut anybody = office.world.other("Kẻ khác", 30);
    let of_anybody = crate::world::sign(&mut anybody, &elsewhere);
    write(office.folder.path(), "khac.cms", &of_anybody);
    assert_eq!(office.standing(), unknown(Unknown::KeyUnknown), "anybody may have made it");
}

/// Protocol.md 9.3: whoever holds a manifest with a higher epoch refuses the old key at once.
#[test]
fn a_status_key_ends_when_a_later_one_is_seen() {
    let mut office = Office::new();
    let part = office.part(Vec::new());
    office.publish(&office.head(&part, |_| ()).to_bytes(), &part);
    let next = P256PrivateKey::generate().unwrap().0;
    let forged = delegating(2, 4, &next);
    let mut anybody = office.world.other("Kẻ khác", 30);
    let by_anybody = crate::world::sign(&mut anybody, &forged);
    write(office.folder.path(), "khac.cms", &by_anybody);
    assert_eq!(office.standing(), Some(Standing::InForce), "others cannot end it");
    office.put(&forged);
    assert_eq!(office.standing(), Some(Standing::Unknown(Unknown::Rollback)));
    let mut office = Office::new();
    office.publish(&office.head(&part, |_| ()).to_bytes(), &part);
    let strict = office.world.directory(&["manifest"], |file| file["organisations"][0]["status_epoch_min"] = json!(4));
    let policy = office.policy(strict);
    assert_eq!(office.standing_under(&policy), Some(Standing::Unknown(Unknown::Rollback)));
}

/// What a server keeps, which has seen a key of some epoch.
#[test]
fn objects_in_memory_answer_as_those_in_a_folder() {
    let mut office = Office::new();
    let part = office.part(Vec::new());
    let policy = office.policy(office.world.sealing());
    let accepted = office.accepted(&policy);
    let message = office.world.sign(&office.manifest.clone());
    let objects = [message, office.head(&part, |_| ()).to_bytes(), part.bytes().to_vec(), b"junk".to_vec()];
    let standing = |objects: &[Vec<u8>], epoch| {
        let answer = Mirror::holding(objects.to_vec(), epoch).standing(&ID, &accepted, &policy, now()).unwrap();
        answer.map(|answer| answer.standing)
    };
    assert_eq!(standing(&objects, 3), Some(Standing::InForce));
    assert_eq!(standing(&objects, 4), Some(Standing::Unknown(Unknown::Rollback)));
    assert_eq!(standing(&objects[..2], 3), Some(Standing::Unknown(Unknown::StatusMissing)));
    assert_eq!(standing(&objects[..1], 3), None);
    assert_eq!(Mirror::holding(objects.to_vec(), 0).manifests().batches().count(), 1);
}

/// Protocol.md 9.4, steps 6 and 8: an older copy of what was published is not believed again.
#[test]
fn what_was_seen_is_remembered_from_run_to_run() {
    let mut office = Office::new();
    let policy = office.policy(office.world.sealing());
    let memory = tempfile::tempdir().unwrap();
    let file = memory.path().join("seen.json");
    let part = office.part(Vec::new());
    let numbered = |office: &Office, seq| office.head(&part, |head| head.seq = seq).to_bytes();
    let unknown = |reason| Some(Standing::Unknown(reason));
    for (seq, standing) in [
        (7, Some(Standing::InForce)),
        (7, Some(Standing::InForce)),
        (8, Some(Standing::InForce)),
        (7, unknown(Unknown::Rollback)),
    ] {
        office.publish(&numbered(&office, seq), &part);
        assert_eq!(office.standing_remembered(&policy, &file), standing, "{seq}");
    }
    let later = Time::from(at("2026-05-31T13:00:00Z"));
    office.publish(&office.head(&part, |head| (head.seq, head.issued) = (8, later)).to_bytes(), &part);
    assert_eq!(office.standing_remembered(&policy, &file), unknown(Unknown::Equivocation));

    // A stranger's copy of the delegating manifest makes nobody forget; its signer's own end does.
    let mut anybody = office.world.other("Kẻ khác", 30);
    let copied = crate::world::sign(&mut anybody, &office.manifest);
    write(office.folder.path(), "khac.cms", &copied);
    office.publish(&numbered(&office, 7), &part);
    assert_eq!(office.standing_remembered(&policy, &file), unknown(Unknown::Rollback));

    std::fs::write(&file, "{}").unwrap();
    assert_eq!(Memory::read(&file).unwrap_err().code(), "STATUS_MEMORY_INVALID");
    std::fs::create_dir(memory.path().join("folder")).unwrap();
    assert_eq!(Memory::read(&memory.path().join("folder")).unwrap_err().code(), "STATUS_MEMORY");
}

/// Protocol.md 9.4, step 8: a thief's numbers do not outlast the thief's certificate.
#[test]
fn what_a_refused_signer_delegated_is_forgotten() {
    let mut office = Office::new();
    let policy = office.policy(office.world.sealing());
    let memory = tempfile::tempdir().unwrap();
    let file = memory.path().join("seen.json");
    let part = office.part(Vec::new());
    office.publish(&office.head(&part, |head| head.seq = 9).to_bytes(), &part);
    assert_eq!(office.standing_remembered(&policy, &file), Some(Standing::InForce));
    let accepted = office.accepted(&policy);
    office.publish(&office.head(&part, |head| head.seq = 7).to_bytes(), &part);
    let policy = office.policy(office.world.directory(&["person"], |_| ()));
    let mirror = Mirror::open(office.folder.path()).unwrap().remembering(Memory::read(&file).unwrap());
    let answer = mirror.standing(&ID, &accepted, &policy, now()).unwrap().unwrap();
    assert_eq!(answer.standing, Standing::InForce, "of a manifest that was accepted before");
    mirror.into_memory().save(&file).unwrap();
    let kept: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(kept["organisations"][ORG]["seq"], 7);
}
