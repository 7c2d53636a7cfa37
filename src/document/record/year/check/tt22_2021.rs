//! A school year's levels, promotion and titles against Thông tư 22/2021/TT-BGDĐT.

use super::super::Transcript;
use super::{A_LEVEL, all, titles};
use crate::document::record::check::Found;
use crate::document::record::rules::tt22_2021::{self as rules, Award, clause};
use crate::document::record::{Level, Said};

pub fn check(found: &mut Found, year: &Transcript) {
    levels(found, year);
    summer(found, year);
    outcome(found, year);
}

fn levels(found: &mut Found, year: &Transcript) {
    let conduct = year.conduct_s1.zip(year.conduct_s2).map(|(first, second)| rules::year_conduct(first, second));
    found.differs(clause::CONDUCT_YEAR, "conduct_year", year.conduct_year, conduct);
    let columns = [
        ("learning_s1", year.learning_s1, all(year, |s| s.semester1)),
        ("learning_s2", year.learning_s2, all(year, |s| s.semester2)),
        ("learning_year", year.learning_year, all(year, |s| s.year)),
    ];
    for (field, stated, values) in columns {
        found.differs(clause::LEARNING, field, stated, values.map(|values| rules::learning_result(&values)));
    }
    // Thông tư 22/2021 knows no average over all subjects.
    let averages = [
        ("average_s1", year.average_s1),
        ("average_s2", year.average_s2),
        ("average_year", year.average_year),
        ("average_after", year.average_after),
    ];
    for (field, average) in averages.into_iter().filter(|(_, average)| average.is_some()) {
        found.rule(clause::LEARNING, field, average, Said::NOTHING);
    }
    if let Some(code) = &year.specialised_subject {
        found.rule(clause::LEARNING, "specialised_subject", code.as_str(), Said::NOTHING);
    }
}

/// What was judged again after the summer: whether it could be, and what follows.
fn summer(found: &mut Found, year: &Transcript) {
    if year.conduct_year.is_some_and(|conduct| !rules::trains_in_summer(conduct)) && year.conduct_after.is_some() {
        found.rule(clause::SUMMER, "conduct_after", year.conduct_after, Said::NOTHING);
    }
    let again = year.subjects.iter().any(|subject| subject.reassessed.is_some());
    // Whether training opens the way to it, the circular does not say: then nothing is claimed.
    let conduct = year.conduct_after.or(year.conduct_year);
    let may = conduct.zip(year.learning_year).is_none_or(|(conduct, learning)| rules::sits_again(conduct, learning));
    let expected = all(year, |s| s.reassessed.or(s.year)).map(|values| rules::learning_result(&values));
    match year.learning_after {
        Some(stated) if !again || !may => {
            found.rule(clause::REASSESSMENT, "learning_after", stated, Said::NOTHING);
        }
        None if again && may => {
            let expected = expected.map_or_else(|| A_LEVEL.into(), Said::from);
            found.rule(clause::REASSESSMENT, "learning_after", Said::NOTHING, expected);
        }
        stated => found.differs(clause::REASSESSMENT, "learning_after", stated, expected),
    }
}

fn outcome(found: &mut Found, year: &Transcript) {
    if let (Some(conduct), Some(learning)) = (year.conduct_year, year.learning_year) {
        promotion(found, year, conduct, learning);
        let values = all(year, |subject| subject.year).unwrap_or_default();
        let earned = rules::award(conduct, learning, &values).map(Award::title_vi);
        titles(found, clause::AWARDS, year, Award::ALL.map(Award::title_vi), earned);
    }
    let completion = rules::programme_completion(year.grade, year.promotion);
    if year.programme_completion != completion {
        found.rule(clause::PROMOTION, "programme_completion", year.programme_completion, completion);
    }
}

/// Of a pupil who is not assessed the principal decides (Điều 12 khoản 4).
fn promotion(found: &mut Found, year: &Transcript, conduct: Level, learning: Level) {
    let (conduct, learning) = ((conduct, year.conduct_after), (learning, year.learning_after));
    let expected = rules::promotion_after(conduct, learning, year.absences_year);
    if !year.not_assessed_disability {
        found.differs(clause::PROMOTION, "promotion", Some(year.promotion), Some(expected));
    }
}
