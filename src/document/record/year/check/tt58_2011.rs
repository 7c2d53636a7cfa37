//! A school year's averages, levels, promotion and titles against Thông tư 58/2011/TT-BGDĐT.
//!
//! Conduct is stated, never derived: the circular leaves it to judgement.

use super::super::{Subject, Transcript};
use super::{A_LEVEL, all, titles};
use crate::document::record::check::Found;
use crate::document::record::rules::tt22_2021::programme_completion;
use crate::document::record::rules::tt58_2011::{self as rules, Academic, Award, Conduct, Outcome, clause};
use crate::document::record::{Assessment, Mark, Said};
use crate::wording::Phrase;

/// Specialised classes are those of upper secondary school.
const FIRST_SPECIALISED_GRADE: u8 = 10;
const AN_AVERAGE: Phrase = Phrase::new("một điểm trung bình", "an average");
const A_SUBJECT: Phrase = Phrase::new("một môn của năm học này", "a subject of this year");

pub fn check(found: &mut Found, year: &Transcript) {
    specialised(found, year);
    columns(found, year);
    summer(found, year);
    outcome(found, year);
}

fn specialised(found: &mut Found, year: &Transcript) {
    let Some(code) = &year.specialised_subject else { return };
    let taught = year.subjects.iter().any(|subject| subject.subject_code == *code);
    if year.grade < FIRST_SPECIALISED_GRADE {
        found.rule(clause::ACADEMIC, "specialised_subject", code.as_str(), Said::NOTHING);
    } else if !taught {
        found.add("specialised_subject", code.as_str(), A_SUBJECT);
    }
}

fn columns(found: &mut Found, year: &Transcript) {
    let columns = [
        ("average_s1", year.average_s1, "learning_s1", year.learning_s1, all(year, |s| s.semester1)),
        ("average_s2", year.average_s2, "learning_s2", year.learning_s2, all(year, |s| s.semester2)),
        ("average_year", year.average_year, "learning_year", year.learning_year, all(year, |s| s.year)),
    ];
    for (average, stated_average, level, stated_level, values) in columns {
        let expected = values.and_then(|values| judged(year, &values)).unzip();
        if stated_average.is_none() && !year.not_assessed_disability {
            let expected = expected.0.map_or_else(|| AN_AVERAGE.into(), Said::from);
            found.rule(clause::AVERAGES, average, Said::NOTHING, expected);
        }
        found.differs(clause::AVERAGES, average, stated_average, expected.0);
        found.differs(clause::ACADEMIC, level, stated_level, expected.1.map(Academic::word));
    }
}

/// The average and level that these values, one a subject, give.
fn judged(year: &Transcript, values: &[Assessment]) -> Option<(Mark, Academic)> {
    let outcome = |(subject, value): (&Subject, &Assessment)| Outcome {
        value: *value,
        leading: rules::is_leading(&subject.subject_code, year.school_year),
        specialised: year.specialised_subject.as_ref() == Some(&subject.subject_code),
    };
    let outcomes: Vec<Outcome> = year.subjects.iter().zip(values).map(outcome).collect();
    rules::average(values).zip(rules::academic_level(&outcomes))
}

/// The year's conduct and learning, in this circular's words.
fn year_levels(year: &Transcript) -> Option<(Conduct, Academic)> {
    year.conduct_year.and_then(Conduct::of).zip(year.learning_year.and_then(Academic::of))
}

/// What was judged again after the summer: whether it could be, and what follows.
fn summer(found: &mut Found, year: &Transcript) {
    let levels = year_levels(year);
    if levels.is_some_and(|(conduct, academic)| !rules::trains_in_summer(conduct, academic))
        && year.conduct_after.is_some()
    {
        found.rule(clause::SUMMER, "conduct_after", year.conduct_after, Said::NOTHING);
    }
    let again = year.subjects.iter().any(|subject| subject.reassessed.is_some());
    let may = again && levels.is_none_or(|(conduct, academic)| rules::sits_again(conduct, academic));
    let values = all(year, |s| s.reassessed.or(s.year)).filter(|_| may);
    let (average, level) = values.and_then(|values| judged(year, &values)).unzip();
    let level = level.map(Academic::word);
    match year.average_after {
        Some(stated) if !may => found.rule(clause::REASSESSMENT, "average_after", stated, Said::NOTHING),
        None if may => {
            let expected = average.map_or_else(|| AN_AVERAGE.into(), Said::from);
            found.rule(clause::REASSESSMENT, "average_after", Said::NOTHING, expected);
        }
        stated => found.differs(clause::REASSESSMENT, "average_after", stated, average),
    }
    match year.learning_after {
        Some(stated) if !may => found.rule(clause::REASSESSMENT, "learning_after", stated, Said::NOTHING),
        None if may => {
            let expected = level.map_or_else(|| A_LEVEL.into(), Said::from);
            found.rule(clause::REASSESSMENT, "learning_after", Said::NOTHING, expected);
        }
        stated => found.differs(clause::REASSESSMENT, "learning_after", stated, level),
    }
}

fn outcome(found: &mut Found, year: &Transcript) {
    if let Some((conduct, academic)) = year_levels(year) {
        let conduct_after = year.conduct_after.and_then(Conduct::of);
        let academic_after = year.learning_after.and_then(Academic::of);
        let expected = rules::promotion((conduct, conduct_after), (academic, academic_after), year.absences_year);
        // Of a pupil who is not assessed the principal decides (Điều 15 khoản 3).
        if !year.not_assessed_disability {
            found.differs(clause::PROMOTION, "promotion", Some(year.promotion), Some(expected));
        }
        let earned = rules::award(conduct, academic).map(Award::title_vi);
        titles(found, clause::AWARDS, year, Award::ALL.map(Award::title_vi), earned);
    }
    // The circular knows no such line; where a school wrote one, it agrees with the promotion.
    let completion = programme_completion(year.grade, year.promotion);
    if year.programme_completion.is_some() && year.programme_completion != completion {
        found.rule(clause::PROMOTION, "programme_completion", year.programme_completion, completion);
    }
}
