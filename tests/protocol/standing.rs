//! Standings of a document as a table that other implementations read too: objects by name, then questions about
//! them, in an order in which a verifier remembers.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};
use vanbang::document::code::Id;
use vanbang::document::manifest::status::{
    AtHand, BatchState, Entry, Listed, Part, Reason, Remembered, SignedHead, Standing, State, Statement, StatusToken,
    standing,
};
use vanbang::document::manifest::{BatchId, Content, Delegation, Time, Unsigned};
use vanbang::document::record::OrgId;
use vanbang::signature::crypto::P256PrivateKey;

use crate::given::{array, bytes, hex, made, text};

const STANDING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/test-vectors/protocol/standing.json");
const SEALED: u64 = 1_795_226_400;
const DAY: u64 = 86_400;
const LIST: u64 = 2026;

fn at(days: u64) -> Time {
    Time::from_seconds(SEALED + days * DAY).unwrap()
}

fn org() -> OrgId {
    OrgId::new("thpt-mau.hue").unwrap()
}

fn stranger() -> OrgId {
    OrgId::new("thpt-khac.hue").unwrap()
}

/// What is written: objects by name, questions with their answers.
struct Table {
    id: Id,
    key: P256PrivateKey,
    manifest: Content,
    objects: Map<String, Value>,
    cases: Vec<Value>,
}

fn manifest(org: OrgId, batch: u8, delegation: Option<Delegation>) -> Content {
    Unsigned::empty(org, BatchId::from_bytes([batch; 8])).complete(at(0), Some(LIST), delegation).unwrap()
}

impl Table {
    fn new() -> Table {
        let vectors = made();
        let key = P256PrivateKey::from_pkcs8_der(&bytes(&vectors, "status_private_pkcs8")).unwrap();
        let delegation = Delegation { epoch: 3, key: *key.public_key(), not_after: at(200) };
        let manifest = manifest(org(), 1, Some(delegation));
        let id = Id::from_bytes(array(&vectors["documents"][0], "id"));
        let mut table = Table { id, key, manifest, objects: Map::new(), cases: Vec::new() };
        table.object("manifest", table.manifest.bytes().to_vec());
        let part = table.part(BatchState::Listed, None);
        table.object("part", part.bytes().to_vec());
        let head = table.head(|_| ());
        table.object("head", head.to_bytes());
        table
    }

    fn object(&mut self, name: &str, bytes: Vec<u8>) {
        self.objects.insert(name.to_owned(), hex(&bytes).into());
    }

    fn entry(&self, state: State) -> Entry {
        Entry { token: StatusToken::of(&self.id), state, reason: Reason::Decision, date: 20_261_202 }
    }

    fn part(&self, state: BatchState, entry: Option<State>) -> Part {
        let entries = entry.map(|state| self.entry(state)).into_iter().collect();
        Part::of(&org(), LIST, vec![Listed::of(&self.manifest, state)], entries).unwrap()
    }

    fn statement(&self, part: &Part) -> Statement {
        Statement {
            org: org(),
            seq: 7,
            issued: at(1),
            valid_until: at(11),
            delegated_by: (self.manifest.batch(), *self.manifest.digest()),
            epoch: 3,
            previous: [0; 32],
            lists: BTreeMap::from([(LIST, *part.digest())]),
        }
    }

    fn head(&self, change: impl FnOnce(&mut Statement)) -> SignedHead {
        let mut statement = self.statement(&self.part(BatchState::Listed, None));
        change(&mut statement);
        statement.sign(&self.key).unwrap()
    }

    /// A question on the second day about the honest objects, where `with` does not name others.
    fn ask(&mut self, story: &str, with: Value, expected: (&str, Option<&str>)) {
        let mut case = json!({
            "story": story, "manifest": "manifest", "delegating": "manifest", "head": "head", "part": "part",
            "at": at(2).seconds(), "standing": expected.0, "reason": expected.1,
        });
        case.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        self.cases.push(case);
    }

    /// A question about a changed head.
    fn ask_of_head(&mut self, story: &str, change: impl FnOnce(&mut Statement), expected: (&str, Option<&str>)) {
        let head = self.head(change).to_bytes();
        self.object(story, head);
        self.ask(story, json!({"head": story}), expected);
    }

    fn matrix(&mut self) {
        let entries =
            [("no entry", None), ("superseded", Some(State::Superseded)), ("withdrawn", Some(State::Withdrawn))];
        for (entry_name, entry) in entries {
            for batch_name in ["listed", "absent", "other digest", "batch withdrawn"] {
                let mut listed = vec![Listed::of(&self.manifest, BatchState::Listed)];
                match batch_name {
                    "absent" => listed.clear(),
                    "other digest" => listed[0].manifest = [1; 16],
                    "batch withdrawn" => listed[0].state = BatchState::Withdrawn,
                    _ => {}
                }
                let entries = entry.map(|state| self.entry(state)).into_iter().collect();
                let part = Part::of(&org(), LIST, listed, entries).unwrap();
                let part_name = format!("part: {entry_name}, {batch_name}");
                self.object(&part_name, part.bytes().to_vec());
                for (when, until, now) in [("fresh", 11, 2), ("stale", 11, 12), ("not yet", 11, 0), ("span", 42, 2)] {
                    let mut statement = self.statement(&part);
                    statement.valid_until = at(until);
                    let story = format!("{when}, {entry_name}, {batch_name}");
                    self.object(&story, statement.sign(&self.key).unwrap().to_bytes());
                    let expected = match (when, entry_name, batch_name) {
                        ("not yet" | "span", ..) => ("unknown", Some("STATUS_CLOCK")),
                        (_, "superseded" | "withdrawn", _) => (entry_name, None),
                        (.., "absent" | "other digest") => ("unknown", Some("BATCH_NOT_LISTED")),
                        (.., "batch withdrawn") => ("withdrawn", None),
                        ("stale", ..) => ("unknown", Some("STATUS_STALE")),
                        _ => ("in_force", None),
                    };
                    self.ask(&story, json!({"head": story, "part": part_name, "at": at(now).seconds()}), expected);
                }
            }
        }
    }

    fn absences(&mut self) {
        let missing = ("unknown", Some("STATUS_MISSING"));
        self.ask("no manifest", json!({"manifest": null}), ("unknown", Some("MANIFEST_MISSING")));
        self.ask("no head", json!({"head": null}), missing);
        self.ask("no part", json!({"part": null}), missing);
        self.ask("no delegating manifest", json!({"delegating": null}), missing);
        self.ask_of_head("no list", |head| head.lists.clear(), missing);
        self.ask_of_head("another part", |head| *head.lists.get_mut(&LIST).unwrap() = [1; 32], missing);
        let other = Part::of(&org(), LIST + 1, vec![], vec![]).unwrap();
        self.object("part of another list", other.bytes().to_vec());
        self.ask("another list", json!({"part": "part of another list"}), missing);
        let others = Part::of(&stranger(), LIST, vec![Listed::of(&self.manifest, BatchState::Listed)], vec![]).unwrap();
        self.object("part of another organisation", others.bytes().to_vec());
        let digest = *others.digest();
        let head = self.head(|head| *head.lists.get_mut(&LIST).unwrap() = digest).to_bytes();
        self.object("its own head", head);
        let with = json!({"part": "part of another organisation", "head": "its own head"});
        self.ask("another organisation's part", with, ("unknown", Some("STATUS_CLOCK")));
    }

    fn keys(&mut self) {
        let unknown = ("unknown", Some("STATUS_KEY_UNKNOWN"));
        let key = Delegation { epoch: 3, key: *self.key.public_key(), not_after: at(200) };
        for (story, delegating) in [
            ("no delegation", manifest(org(), 1, None)),
            ("a manifest that the head does not name", manifest(org(), 2, Some(key))),
            ("a manifest of another organisation", manifest(stranger(), 1, Some(key))),
        ] {
            self.object(story, delegating.bytes().to_vec());
            self.ask(story, json!({"delegating": story}), unknown);
        }
        self.ask_of_head("an epoch that was not delegated", |head| head.epoch = 4, unknown);
        let thief = P256PrivateKey::generate().unwrap().0;
        let part = self.part(BatchState::Listed, None);
        let forged = self.statement(&part).sign(&thief).unwrap();
        self.object("a forged head", forged.to_bytes());
        let invalid = ("unknown", Some("STATUS_SIGNATURE_INVALID"));
        self.ask("a forged head", json!({"head": "a forged head"}), invalid);
        let second = manifest(org(), 5, Some(Delegation { key: *thief.public_key(), ..key }));
        self.object("another key for the epoch", second.bytes().to_vec());
        let mut statement = self.statement(&part);
        statement.delegated_by = (second.batch(), *second.digest());
        self.object("its head", statement.sign(&thief).unwrap().to_bytes());
        let with = json!({"delegating": "another key for the epoch", "head": "its head"});
        self.ask("another key for the epoch", with, unknown);
    }

    fn times(&mut self) {
        let clock = ("unknown", Some("STATUS_CLOCK"));
        let issued = at(1).seconds();
        self.ask("a clock 300 s behind", json!({"at": issued - 300}), ("in_force", None));
        self.ask("a clock 301 s behind", json!({"at": issued - 301}), clock);
        self.ask("the last second", json!({"at": at(11).seconds()}), ("in_force", None));
        self.ask("a second later", json!({"at": at(11).seconds() + 1}), ("unknown", Some("STATUS_STALE")));
        self.ask_of_head("forty days", |head| head.valid_until = at(41), ("in_force", None));
        self.ask_of_head("a second more", |head| head.valid_until = at(41).plus(1), clock);
        self.ask_of_head("no time at all", |head| head.valid_until = head.issued, clock);
        let early = Time::from_seconds(SEALED - 1).unwrap();
        self.ask_of_head("before its delegation", |head| head.issued = early, clock);
        self.ask_of_head("another organisation's head", |head| head.org = stranger(), clock);
        let late = |head: &mut Statement| (head.issued, head.valid_until) = (at(195), at(201));
        let head = self.head(late).to_bytes();
        self.object("beyond the delegation", head);
        let with = json!({"head": "beyond the delegation", "at": at(196).seconds()});
        self.ask("beyond the delegation", with, clock);
        self.long_delegation();
    }

    /// A delegation for years ends after 400 days all the same.
    fn long_delegation(&mut self) {
        let delegation = Delegation { epoch: 3, key: *self.key.public_key(), not_after: at(4000) };
        let long = manifest(org(), 6, Some(delegation));
        self.object("delegated for years", long.bytes().to_vec());
        let part = self.part(BatchState::Listed, None);
        for (until, expected) in [(400, ("in_force", None)), (401, ("unknown", Some("STATUS_CLOCK")))] {
            let mut statement = self.statement(&part);
            statement.delegated_by = (long.batch(), *long.digest());
            (statement.issued, statement.valid_until) = (at(395), at(until));
            let story = format!("until day {until} of a delegation");
            self.object(&story, statement.sign(&self.key).unwrap().to_bytes());
            let with = json!({"head": story, "delegating": "delegated for years", "at": at(396).seconds()});
            self.ask(&story, with, expected);
        }
    }

    fn memory(&mut self) {
        let rollback = ("unknown", Some("STATUS_ROLLBACK"));
        self.ask("seen", json!({}), ("in_force", None));
        for (story, seq, previous, expected) in [
            ("the same again", 7, 0, ("in_force", None)),
            ("a later one", 8, 0, ("in_force", None)),
            ("an earlier one", 6, 0, rollback),
            ("the same number, other bytes", 7, 1, ("unknown", Some("STATUS_EQUIVOCATION"))),
        ] {
            let head = self.head(|head| (head.seq, head.previous) = (seq, [previous; 32])).to_bytes();
            self.object(story, head);
            self.ask(story, json!({"head": story, "after": "seen"}), expected);
        }
        // A signer that was restored from an old backup goes on below what was seen, and is noticed.
        let restored = self.head(|head| (head.seq, head.issued) = (6, at(1).plus(1))).to_bytes();
        self.object("a restored signer", restored);
        self.ask("a restored signer", json!({"head": "a restored signer", "after": "seen"}), rollback);
        self.taken_back();
        self.ask("the directory's epoch", json!({"epoch_min": 3}), ("in_force", None));
        self.ask("a later epoch of the directory", json!({"epoch_min": 4}), rollback);

        let next = P256PrivateKey::generate().unwrap().0;
        let renewed = Delegation { epoch: 4, key: *next.public_key(), not_after: at(200) };
        let empty = manifest(org(), 5, Some(renewed));
        self.object("epoch 4", empty.bytes().to_vec());
        let part = self.part(BatchState::Listed, None);
        let mut statement = self.statement(&part);
        (statement.seq, statement.epoch, statement.delegated_by) = (1, 4, (empty.batch(), *empty.digest()));
        self.object("its first head", statement.sign(&next).unwrap().to_bytes());
        let with = json!({"delegating": "epoch 4", "head": "its first head", "after": "a later one"});
        self.ask("a new epoch", with, ("in_force", None));
        let old = self.head(|head| head.seq = 1000).to_bytes();
        self.object("the old key goes on", old);
        let with = json!({"head": "the old key goes on", "after": "a new epoch"});
        self.ask("the old key goes on", with, rollback);
    }
}

impl Table {
    /// A wrong entry may be taken back by a later head; the older one is not believed again.
    fn taken_back(&mut self) {
        let wrong = self.part(BatchState::Listed, Some(State::Withdrawn));
        self.object("part with a wrong entry", wrong.bytes().to_vec());
        self.object("head of the wrong entry", self.statement(&wrong).sign(&self.key).unwrap().to_bytes());
        let mut with = json!({"head": "head of the wrong entry", "part": "part with a wrong entry"});
        self.ask("a wrong entry", with.clone(), ("withdrawn", None));
        with["after"] = "the entry taken back".into();
        let right = self.head(|head| head.seq = 8).to_bytes();
        self.object("the entry taken back", right);
        let right = json!({"head": "the entry taken back", "after": "a wrong entry"});
        self.ask("the entry taken back", right, ("in_force", None));
        self.ask("the wrong entry again", with, ("unknown", Some("STATUS_ROLLBACK")));
    }
}

/// `cargo test --test protocol -- --ignored`, once the batch is written.
#[test]
#[ignore = "writes the vectors anew"]
fn write() {
    let mut table = Table::new();
    table.matrix();
    table.absences();
    table.keys();
    table.times();
    table.memory();
    let Table { id, objects, cases, .. } = table;
    let all = json!({"org": org().as_str(), "id": hex(id.as_bytes()), "objects": objects, "cases": cases});
    std::fs::write(STANDING, serde_json::to_string_pretty(&all).unwrap() + "\n").unwrap();
}

fn word(standing: Standing) -> (&'static str, Option<&'static str>) {
    match standing {
        Standing::InForce => ("in_force", None),
        Standing::Superseded(_) => ("superseded", None),
        Standing::Withdrawn(_) => ("withdrawn", None),
        Standing::Unknown(reason) => ("unknown", Some(reason.code())),
    }
}

#[test]
fn every_question_has_its_answer() {
    let table: Value = serde_json::from_slice(&std::fs::read(STANDING).unwrap()).unwrap();
    let (org, id) = (OrgId::new(text(&table, "org")).unwrap(), Id::from_bytes(array(&table, "id")));
    let object = |name: &Value| name.as_str().map(|name| bytes(&table["objects"], name));
    let mut seen: HashMap<String, Option<Remembered>> = HashMap::new();
    let mut in_force = 0;
    for case in table["cases"].as_array().unwrap() {
        let story = text(case, "story");
        let manifest = object(&case["manifest"]).map(|bytes| Content::parse(&bytes).unwrap());
        let delegating = object(&case["delegating"]).map(|bytes| Content::parse(&bytes).unwrap());
        let head = object(&case["head"]).map(|bytes| SignedHead::parse(&bytes).unwrap());
        let part = object(&case["part"]).map(|bytes| Part::parse(&bytes).unwrap());
        let at_hand = AtHand {
            manifest: manifest.as_ref(),
            head: head.as_ref(),
            part: part.as_ref(),
            delegating: delegating.as_ref(),
            remembered: case["after"].as_str().and_then(|story| seen[story].as_ref()),
            epoch_min: case["epoch_min"].as_u64().unwrap_or_default().try_into().unwrap(),
        };
        let answer = standing(&org, &id, &at_hand, Time::from_seconds(case["at"].as_u64().unwrap()).unwrap());
        assert_eq!(word(answer.standing), (text(case, "standing"), case["reason"].as_str()), "{story}");
        in_force += usize::from(answer.standing == Standing::InForce);
        seen.insert(story.to_owned(), answer.remember);
    }
    assert!(in_force > 5 && seen.len() > 70, "{in_force} of {}", seen.len());
}
