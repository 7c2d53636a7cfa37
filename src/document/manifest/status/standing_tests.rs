//! Every way in which a head, a part or a delegation does not count, and the one in which a document is in force.

use std::collections::BTreeMap;

use super::super::{DEFAULT_SPAN, Listed, Reason, Statement};
use super::*;
use crate::document::code::Secret;
use crate::document::manifest::{BatchId, Height, Unsigned, leaf};
use crate::signature::crypto::P256PrivateKey;

const ID: Id = Id::from_bytes([9; 16]);
const DAY: u64 = 86_400;
const LIST: u64 = 2026;

fn at(seconds: u64) -> Time {
    Time::from_seconds(1_795_226_400 + seconds).unwrap()
}

fn org() -> OrgId {
    OrgId::new("thpt-mau.hue").unwrap()
}

/// An organisation with one batch, whose manifest delegates its status key.
struct Office {
    key: P256PrivateKey,
    manifest: Content,
}

fn manifest(of: &OrgId, batch: u8, delegation: Option<Delegation>) -> Content {
    let batch = BatchId::from_bytes([batch; 8]);
    let root = leaf(of, &batch, &ID, &Secret::from_bytes([1; 16]), b"claims");
    let unsigned =
        Unsigned { count: 1, roots: vec![root], height: Height::LOWEST, ..Unsigned::empty(of.clone(), batch) };
    unsigned.complete(at(0), Some(LIST), delegation).unwrap()
}

fn delegation(key: &P256PrivateKey, epoch: u32, days: u64) -> Delegation {
    Delegation { epoch, key: *key.public_key(), not_after: at(days * DAY) }
}

impl Office {
    fn new() -> Office {
        let key = P256PrivateKey::generate().unwrap().0;
        let manifest = manifest(&org(), 1, Some(delegation(&key, 3, 200)));
        Office { key, manifest }
    }

    fn listed(&self) -> Vec<Listed> {
        vec![Listed::of(&self.manifest, BatchState::Listed)]
    }

    fn part(&self) -> Part {
        Part::of(&org(), LIST, self.listed(), vec![]).unwrap()
    }

    fn statement(&self, part: &Part) -> Statement {
        Statement {
            org: org(),
            seq: 7,
            issued: at(DAY),
            valid_until: at(DAY + DEFAULT_SPAN),
            delegated_by: (self.manifest.batch(), *self.manifest.digest()),
            epoch: 3,
            previous: [0; 32],
            lists: BTreeMap::from([(LIST, *part.digest())]),
        }
    }

    fn head(&self, change: impl FnOnce(&mut Statement)) -> SignedHead {
        let mut statement = self.statement(&self.part());
        change(&mut statement);
        statement.sign(&self.key).unwrap()
    }

    fn at_hand<'a>(&'a self, head: &'a SignedHead, part: &'a Part) -> AtHand<'a> {
        let manifest = Some(&self.manifest);
        AtHand { manifest, head: Some(head), part: Some(part), delegating: manifest, ..AtHand::default() }
    }

    /// The answer two days after sealing, when the head was changed so.
    fn ask(&self, change: impl FnOnce(&mut Statement)) -> Standing {
        let (head, part) = (self.head(change), self.part());
        standing(&org(), &ID, &self.at_hand(&head, &part), at(2 * DAY)).standing
    }
}

fn entry(state: State) -> Entry {
    Entry { token: StatusToken::of(&ID), state, reason: Reason::Decision, date: 20_261_202 }
}

/// {fresh, stale, not yet, span over 40 days} × {no entry, superseded, withdrawn} × {listed, absent, other digest,
/// withdrawn}.
#[test]
fn one_cell_of_the_matrix_is_in_force() {
    let office = Office::new();
    let times = [
        ("fresh", at(DAY), at(11 * DAY), at(2 * DAY)),
        ("stale", at(DAY), at(11 * DAY), at(12 * DAY)),
        ("not yet", at(DAY), at(11 * DAY), at(DAY - 301)),
        ("span", at(DAY), at(42 * DAY), at(2 * DAY)),
    ];
    let entries = [vec![], vec![entry(State::Superseded)], vec![entry(State::Withdrawn)]];
    let other = Listed { manifest: [1; 16], ..office.listed()[0] };
    let batches = [office.listed(), vec![], vec![other], vec![Listed::of(&office.manifest, BatchState::Withdrawn)]];
    let mut in_force = Vec::new();
    for (when, issued, valid_until, now) in times {
        for (row, entries) in entries.iter().enumerate() {
            for (column, batches) in batches.iter().enumerate() {
                let part = Part::of(&org(), LIST, batches.clone(), entries.clone()).unwrap();
                let mut statement = office.statement(&part);
                (statement.issued, statement.valid_until) = (issued, valid_until);
                let head = statement.sign(&office.key).unwrap();
                let answer = standing(&org(), &ID, &office.at_hand(&head, &part), now);
                let expected = match (when, row, column) {
                    ("not yet" | "span", ..) => Standing::Unknown(Unknown::Clock),
                    (_, 1, _) => Standing::Superseded(entry(State::Superseded)),
                    (_, 2, _) => Standing::Withdrawn(Some(entry(State::Withdrawn))),
                    (_, _, 1 | 2) => Standing::Unknown(Unknown::BatchNotListed),
                    (_, _, 3) => Standing::Withdrawn(None),
                    ("stale", ..) => Standing::Unknown(Unknown::Stale),
                    _ => Standing::InForce,
                };
                assert_eq!(answer.standing, expected, "{when} {row} {column}");
                assert_eq!(answer.as_of.is_some(), !matches!(when, "not yet" | "span"));
                assert_eq!(answer.remember.is_some(), answer.as_of.is_some());
                if answer.standing == Standing::InForce {
                    in_force.push((when, row, column));
                }
            }
        }
    }
    assert_eq!(in_force, [("fresh", 0, 0)]);
}

#[test]
fn bounds_of_time_are_exact() {
    let office = Office::new();
    let (head, part) = (office.head(|_| ()), office.part());
    let ask = |now| standing(&org(), &ID, &office.at_hand(&head, &part), now).standing;
    assert_eq!(ask(at(DAY - 300)), Standing::InForce);
    assert_eq!(ask(at(DAY - 301)), Standing::Unknown(Unknown::Clock));
    assert_eq!(ask(at(11 * DAY)), Standing::InForce);
    assert_eq!(ask(at(11 * DAY + 1)), Standing::Unknown(Unknown::Stale));

    let clock = Standing::Unknown(Unknown::Clock);
    assert_eq!(office.ask(|head| head.valid_until = at(41 * DAY)), Standing::InForce);
    assert_eq!(office.ask(|head| head.valid_until = at(41 * DAY + 1)), clock);
    assert_eq!(office.ask(|head| head.valid_until = head.issued), clock);
    assert_eq!(office.ask(|head| (head.issued, head.valid_until) = (at(0), at(3 * DAY))), Standing::InForce);
    let before = Time::from_seconds(at(0).seconds() - 1).unwrap();
    assert_eq!(office.ask(|head| (head.issued, head.valid_until) = (before, at(3 * DAY))), clock);
}

#[test]
fn a_delegation_ends_when_it_says_and_after_400_days() {
    let mut office = Office::new();
    let asked = |office: &Office, from: u64, until: u64| {
        let head = office.head(|head| (head.issued, head.valid_until) = (at(from * DAY), at(until * DAY)));
        standing(&org(), &ID, &office.at_hand(&head, &office.part()), at(from * DAY)).standing
    };
    assert_eq!(asked(&office, 195, 200), Standing::InForce);
    assert_eq!(asked(&office, 195, 201), Standing::Unknown(Unknown::Clock));
    office.manifest = manifest(&org(), 1, Some(delegation(&office.key, 3, 4000)));
    assert_eq!(asked(&office, 395, 400), Standing::InForce);
    assert_eq!(asked(&office, 395, 401), Standing::Unknown(Unknown::Clock));
}

#[test]
fn the_key_is_the_one_that_the_named_manifest_delegates() {
    let office = Office::new();
    let (head, part) = (office.head(|_| ()), office.part());
    let ask = |at_hand: AtHand<'_>| standing(&org(), &ID, &at_hand, at(2 * DAY)).standing;
    let key_unknown = Standing::Unknown(Unknown::KeyUnknown);
    for delegating in [
        manifest(&org(), 1, None),
        manifest(&org(), 1, Some(delegation(&office.key, 3, 201))),
        manifest(&org(), 2, Some(delegation(&office.key, 3, 200))),
        manifest(&OrgId::new("thpt-khac.hue").unwrap(), 1, Some(delegation(&office.key, 3, 200))),
    ] {
        assert_eq!(ask(AtHand { delegating: Some(&delegating), ..office.at_hand(&head, &part) }), key_unknown);
    }
    assert_eq!(office.ask(|head| head.epoch = 4), key_unknown);
    assert_eq!(office.ask(|head| head.delegated_by.1 = [0; 32]), key_unknown);

    let thief = P256PrivateKey::generate().unwrap().0;
    let forged = office.statement(&part).sign(&thief).unwrap();
    assert_eq!(ask(office.at_hand(&forged, &part)), Standing::Unknown(Unknown::SignatureInvalid));
}

/// Protocol 6.2: an epoch has one key, a later manifest may only let it last longer.
#[test]
fn an_epoch_has_one_key() {
    let office = Office::new();
    let thief = P256PrivateKey::generate().unwrap().0;
    let (longer, other) = (delegation(&office.key, 3, 300), delegation(&thief, 3, 300));
    for (given, signer, expected) in
        [(longer, &office.key, Standing::InForce), (other, &thief, Standing::Unknown(Unknown::KeyUnknown))]
    {
        let empty = Unsigned::empty(org(), BatchId::from_bytes([5; 8])).complete(at(0), None, Some(given)).unwrap();
        let part = office.part();
        let mut statement = office.statement(&part);
        statement.delegated_by = (empty.batch(), *empty.digest());
        let head = statement.sign(signer).unwrap();
        let at_hand = AtHand { delegating: Some(&empty), ..office.at_hand(&head, &part) };
        assert_eq!(standing(&org(), &ID, &at_hand, at(2 * DAY)).standing, expected);

        // Also where only the memory knows the first key.
        let silent = Office { key: P256PrivateKey::generate().unwrap().0, manifest: manifest(&org(), 1, None) };
        let part = silent.part();
        let mut statement = silent.statement(&part);
        statement.delegated_by = (empty.batch(), *empty.digest());
        let head = statement.sign(signer).unwrap();
        let remembered = remembered_of(&office);
        let at_hand =
            AtHand { delegating: Some(&empty), remembered: Some(&remembered), ..silent.at_hand(&head, &part) };
        assert_eq!(standing(&org(), &ID, &at_hand, at(2 * DAY)).standing, expected);
    }
}

fn remembered_of(office: &Office) -> Remembered {
    let (head, part) = (office.head(|head| head.seq = 6), office.part());
    standing(&org(), &ID, &office.at_hand(&head, &part), at(2 * DAY)).remember.unwrap()
}

/// What is answered of a head when another was seen before.
#[test]
fn what_was_seen_is_not_taken_back() {
    let office = Office::new();
    let part = office.part();
    let after = |seen: &SignedHead, next: &SignedHead| {
        let remembered = standing(&org(), &ID, &office.at_hand(seen, &part), at(2 * DAY)).remember;
        let at_hand = AtHand { remembered: remembered.as_ref(), ..office.at_hand(next, &part) };
        standing(&org(), &ID, &at_hand, at(2 * DAY))
    };
    let seen = office.head(|_| ());
    // The same bytes under another signature are the same head.
    assert_eq!(after(&seen, &office.head(|_| ())).standing, Standing::InForce);
    assert_eq!(after(&seen, &office.head(|head| head.seq = 8)).standing, Standing::InForce);
    assert_eq!(after(&seen, &office.head(|head| head.seq = 6)).standing, Standing::Unknown(Unknown::Rollback));
    let other = after(&seen, &office.head(|head| head.previous = [1; 32]));
    assert_eq!((other.standing, other.remember), (Standing::Unknown(Unknown::Equivocation), None));
    // A signer that was restored from an old backup goes on below what was seen, and is noticed.
    let restored = office.head(|head| (head.seq, head.issued) = (6, at(DAY + 1)));
    assert_eq!(after(&seen, &restored).standing, Standing::Unknown(Unknown::Rollback));
}

#[test]
fn a_new_epoch_ends_the_old_key_at_once() {
    let office = Office::new();
    let (head, part) = (office.head(|_| ()), office.part());
    let asked = |at_hand: AtHand<'_>| standing(&org(), &ID, &at_hand, at(2 * DAY)).standing;
    let rollback = Standing::Unknown(Unknown::Rollback);

    // By the directory, or by any accepted manifest.
    assert_eq!(asked(AtHand { epoch_min: 3, ..office.at_hand(&head, &part) }), Standing::InForce);
    assert_eq!(asked(AtHand { epoch_min: 4, ..office.at_hand(&head, &part) }), rollback);
    // By the document's own manifest.
    let renewed = manifest(&org(), 1, Some(delegation(&P256PrivateKey::generate().unwrap().0, 4, 200)));
    assert_eq!(asked(AtHand { manifest: Some(&renewed), ..office.at_hand(&head, &part) }), rollback);
    // By what was seen: a lower number of a higher epoch is newer, and the old key is refused from then on.
    let next = Office::new();
    let empty = Unsigned::empty(org(), BatchId::from_bytes([5; 8]));
    let empty = empty.complete(at(0), None, Some(delegation(&next.key, 4, 200))).unwrap();
    let mut statement = office.statement(&part);
    (statement.seq, statement.epoch, statement.delegated_by) = (1, 4, (empty.batch(), *empty.digest()));
    let newer = statement.sign(&next.key).unwrap();
    let remembered = standing(&org(), &ID, &office.at_hand(&head, &part), at(2 * DAY)).remember;
    let at_hand = AtHand { delegating: Some(&empty), remembered: remembered.as_ref(), ..office.at_hand(&newer, &part) };
    let answer = standing(&org(), &ID, &at_hand, at(2 * DAY));
    assert_eq!(answer.standing, Standing::InForce);
    let later = office.head(|head| head.seq = 1000);
    let at_hand = AtHand { remembered: answer.remember.as_ref(), ..office.at_hand(&later, &part) };
    assert_eq!(asked(at_hand), rollback);
}

#[test]
fn parts_belong_to_their_head_list_and_organisation() {
    let office = Office::new();
    let missing = Standing::Unknown(Unknown::StatusMissing);
    let asked = |part: &Part, change: fn(&mut Statement)| {
        let mut statement = office.statement(part);
        change(&mut statement);
        let head = statement.sign(&office.key).unwrap();
        standing(&org(), &ID, &office.at_hand(&head, part), at(2 * DAY)).standing
    };
    assert_eq!(asked(&office.part(), |_| ()), Standing::InForce);
    assert_eq!(asked(&office.part(), |head| head.lists.clear()), missing);
    assert_eq!(asked(&office.part(), |head| *head.lists.get_mut(&LIST).unwrap() = [1; 32]), missing);
    let other_list = Part::of(&org(), LIST + 1, office.listed(), vec![]).unwrap();
    assert_eq!(asked(&other_list, |_| ()), missing);
    let stranger = OrgId::new("thpt-khac.hue").unwrap();
    let other_org = Part::of(&stranger, LIST, office.listed(), vec![]).unwrap();
    assert_eq!(asked(&other_org, |_| ()), Standing::Unknown(Unknown::Clock));
    let of_other = |head: &mut Statement| head.org = OrgId::new("thpt-khac.hue").unwrap();
    assert_eq!(asked(&office.part(), of_other), Standing::Unknown(Unknown::Clock));
}

#[test]
fn a_wrong_entry_may_be_taken_back_by_a_later_head() {
    let office = Office::new();
    let wrong = Part::of(&org(), LIST, office.listed(), vec![entry(State::Withdrawn)]).unwrap();
    let first = office.statement(&wrong).sign(&office.key).unwrap();
    let answer = standing(&org(), &ID, &office.at_hand(&first, &wrong), at(2 * DAY));
    assert_eq!(answer.standing, Standing::Withdrawn(Some(entry(State::Withdrawn))));
    let (head, part) = (office.head(|head| head.seq = 8), office.part());
    let at_hand = AtHand { remembered: answer.remember.as_ref(), ..office.at_hand(&head, &part) };
    assert_eq!(standing(&org(), &ID, &at_hand, at(2 * DAY)).standing, Standing::InForce);
    // The older one is not taken again.
    let remembered = standing(&org(), &ID, &at_hand, at(2 * DAY)).remember;
    let at_hand = AtHand { remembered: remembered.as_ref(), ..office.at_hand(&first, &wrong) };
    assert_eq!(standing(&org(), &ID, &at_hand, at(2 * DAY)).standing, Standing::Unknown(Unknown::Rollback));
}

/// Whatever is taken away, nothing but the whole says *in force*.
#[test]
fn taking_a_proof_away_never_improves_an_answer() {
    let office = Office::new();
    let (head, part) = (office.head(|_| ()), office.part());
    let whole = office.at_hand(&head, &part);
    for absent in 1..16_u8 {
        let keep = |bit: u8| absent & bit == 0;
        let at_hand = AtHand {
            manifest: whole.manifest.filter(|_| keep(1)),
            head: whole.head.filter(|_| keep(2)),
            part: whole.part.filter(|_| keep(4)),
            delegating: whole.delegating.filter(|_| keep(8)),
            ..whole
        };
        let answer = standing(&org(), &ID, &at_hand, at(2 * DAY));
        let expected = if keep(1) { Unknown::StatusMissing } else { Unknown::ManifestMissing };
        assert_eq!((answer.standing, answer.remember), (Standing::Unknown(expected), None));
    }
    assert_eq!(standing(&org(), &ID, &whole, at(2 * DAY)), standing(&org(), &ID, &whole, at(2 * DAY)));
}
