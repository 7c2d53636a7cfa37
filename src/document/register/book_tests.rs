//! Any sequence of what an office asks for, beside a model that only counts: the register takes what
//! the rules allow, and nothing else.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::tests::{at, by, code, diploma, kept};
use super::*;
use crate::document::record::{Date, Diploma, Remark};

/// What is asked for. Places are taken among the diplomas that there are.
#[derive(Debug, Clone)]
enum Asked {
    Enter,
    Correct {
        place: usize,
        ground: Ground,
        member: usize,
        stale: bool,
    },
    End {
        place: usize,
        cancelled: bool,
    },
    Reissue {
        place: usize,
    },
    /// A copy whose number is that many beside the next one.
    Copy {
        place: usize,
        year: u16,
        beside: i8,
        stale: bool,
    },
}

fn asked() -> impl Strategy<Value = Asked> {
    let place = 0usize..6;
    prop_oneof![
        2 => Just(Asked::Enter),
        4 => (place.clone(), prop::sample::select(Ground::ALL.to_vec()), 0usize..3, prop::bool::weighted(0.2))
            .prop_map(|(place, ground, member, stale)| Asked::Correct { place, ground, member, stale }),
        1 => (place.clone(), any::<bool>()).prop_map(|(place, cancelled)| Asked::End { place, cancelled }),
        1 => place.clone().prop_map(|place| Asked::Reissue { place }),
        5 => (place, 2026u16..=2027, prop::sample::select(vec![0i8, 0, 0, 0, -1, 1, 2]), prop::bool::weighted(0.2))
            .prop_map(|(place, year, beside, stale)| Asked::Copy { place, year, beside, stale }),
    ]
}

/// A diploma as the model knows it.
struct Known {
    entry: u64,
    now: Diploma,
    before: Diploma,
    amendments: Vec<(Ground, String)>,
    ended: bool,
}

#[derive(Default)]
struct Model {
    diplomas: Vec<Known>,
    copies: BTreeMap<u16, u32>,
    entered: u64,
}

impl Model {
    /// What is to be noted, and whether it is allowed.
    fn noted(&mut self, asked: &Asked) -> Option<(Noted, bool)> {
        self.entered += 1;
        let unique = self.entered + 100;
        let decision = |of: u64, action: Action| {
            Noted::Amended(Amendment {
                of,
                action,
                decision_no: code(&format!("{unique}/QĐ")),
                decision_date: Date::parse("2026-06-01").unwrap(),
                reason: Remark::new("Theo quyết định").unwrap(),
            })
        };
        let (Asked::Correct { place, .. }
        | Asked::End { place, .. }
        | Asked::Reissue { place }
        | Asked::Copy { place, .. }) = asked
        else {
            return Some((Noted::Diploma(Box::new(diploma(unique))), true));
        };
        let known = self.diplomas.get_mut(*place)?;
        let open = !known.ended;
        Some(match asked {
            Asked::Enter => return None,
            Asked::Correct { ground, member, stale, .. } => {
                let member = ["full_name", "place_of_birth", "ethnicity"][*member];
                let old =
                    if *stale { Some("Không Phải Thế".to_owned()) } else { view::read(&known.now.holder, member) };
                let change = Change { old, new: format!("Giá Trị {}", spelled(unique)) };
                let action = Action::Correction { ground: *ground, changes: [(member.to_owned(), change)].into() };
                (decision(known.entry, action), open && !stale)
            }
            Asked::End { cancelled, .. } => {
                (decision(known.entry, if *cancelled { Action::Cancellation } else { Action::Revocation }), open)
            }
            Asked::Reissue { .. } => {
                let Diploma { serial_no: new_serial_no, register_no: new_register_no, .. } = diploma(unique);
                (decision(known.entry, Action::Reissue { new_serial_no, new_register_no }), open)
            }
            Asked::Copy { year, beside, stale, .. } => {
                let next = self.copies.get(year).map_or(1, |last| last + 1);
                let copy_no = next.saturating_add_signed(i32::from(*beside));
                let content = if *stale { &known.before } else { &known.now };
                let same = content == &known.now;
                let signer = known.now.signer_name.clone();
                let copy = Copy {
                    of: known.entry,
                    year: *year,
                    copy_no,
                    content_sha256: content_sha256(content),
                    paper_count: 1,
                    signer_name: signer.clone(),
                    signer_title: signer,
                };
                (Noted::Copied(copy), open && same && copy_no == next)
            }
        })
    }

    /// What was noted has happened.
    fn take(&mut self, asked: &Asked, noted: &Noted, entry: u64) {
        match (asked, noted) {
            (_, Noted::Diploma(diploma)) => {
                let (now, before) = (diploma.as_ref().clone(), diploma.as_ref().clone());
                self.diplomas.push(Known { entry, now, before, amendments: Vec::new(), ended: false });
            }
            (Asked::Correct { place, ground, .. }, Noted::Amended(amendment)) => {
                let known = &mut self.diplomas[*place];
                known.before = known.now.clone();
                view::apply(&mut known.now, &amendment.action).unwrap();
                known.amendments.push((*ground, amendment.decision_no.to_string()));
            }
            (Asked::Reissue { place }, Noted::Amended(amendment)) => {
                let known = &mut self.diplomas[*place];
                known.before = known.now.clone();
                view::apply(&mut known.now, &amendment.action).unwrap();
            }
            (Asked::End { place, .. }, _) => self.diplomas[*place].ended = true,
            (Asked::Copy { year, .. }, _) => *self.copies.entry(*year).or_default() += 1,
            _ => {}
        }
    }
}

/// A number in letters: names have no digits.
fn spelled(number: u64) -> String {
    number.to_string().bytes().map(|digit| char::from(b'A' + (digit - b'0'))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_register_takes_what_the_model_allows(steps in prop::collection::vec(asked(), 1..40)) {
        let kept = kept(1);
        let mut register = Register::open(&kept.path).unwrap();
        let mut model = Model::default();
        for (minute, step) in (2..).zip(&steps) {
            let Some((noted, allowed)) = model.noted(step) else { continue };
            let before = register.count();
            let taken = register.append(vec![noted.clone()], &by(), at(minute));
            prop_assert_eq!(taken.is_ok(), allowed, "{:?}: {:?}", step, taken);
            prop_assert_eq!(register.count(), before + u64::from(allowed), "all or nothing");
            if let Ok(entry) = taken {
                model.take(step, &noted, entry);
            }
        }
        drop(register);
        let register = Register::open(&kept.path).unwrap();
        for known in &model.diplomas {
            let stands = register.diploma(known.entry).unwrap().unwrap();
            prop_assert_eq!(&stands.diploma, &known.now);
            prop_assert_eq!(stands.in_force, !known.ended);
            let grounds = stands.amendments.iter().filter_map(|amendment| match &amendment.action {
                Action::Correction { ground, .. } => Some((*ground, amendment.decision_no.to_string())),
                _ => None,
            });
            prop_assert_eq!(&grounds.collect::<Vec<_>>(), &known.amendments);
        }
        // The copy-issue book of each year runs from 1 without gaps.
        let mut numbers: BTreeMap<u16, Vec<u32>> = BTreeMap::new();
        for number in 1..=register.count() {
            if let Some(Noted::Copied(copy)) = register.entry(number).unwrap().map(|entry| entry.noted) {
                numbers.entry(copy.year).or_default().push(copy.copy_no);
            }
        }
        for (year, numbers) in numbers {
            prop_assert_eq!(&numbers, &(1..=model.copies[&year]).collect::<Vec<_>>());
        }
    }
}
