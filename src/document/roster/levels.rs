//! Conduct and learning of a year in the plain layout: stated, computed, and compared.

use super::cell;
use super::fault::Fault;
use super::fold::fold;
use super::table::Row;
use crate::document::record::rules::tt22_2021::{self as rules, clause};
use crate::document::record::{Absences, Assessment, Clause, Level, Promotion, RuleSet, Subject};

/// Semester I, semester II, year.
const CONDUCT: [&str; 3] = ["conduct_s1", "conduct_s2", "conduct_year"];
const LEARNING: [&str; 3] = ["learning_s1", "learning_s2", "learning_year"];

/// The levels that a row states.
pub(super) struct Levels {
    pub(super) conduct: [Option<Level>; 3],
    pub(super) learning: [Option<Level>; 3],
    pub(super) conduct_after: Option<Level>,
    pub(super) learning_after: Option<Level>,
}

/// What follows from the marks under Thông tư 22/2021.
pub(super) struct Computed {
    learning: [Level; 3],
    pub(super) year: Vec<Assessment>,
    /// After reassessment, where some subject was assessed again.
    after: Option<Level>,
}

impl Computed {
    /// `None` under the older circular, whose levels are taken as they are stated.
    pub(super) fn of(subjects: &[Subject], rule_set: RuleSet) -> Option<Computed> {
        let all = |value: fn(&Subject) -> Option<Assessment>| subjects.iter().map(value).collect::<Option<Vec<_>>>();
        let (first, second) = (all(|subject| subject.semester1)?, all(|subject| subject.semester2)?);
        let (year, after) = (all(|subject| subject.year)?, all(|subject| subject.reassessed.or(subject.year))?);
        let again = subjects.iter().any(|subject| subject.reassessed.is_some());
        let learning = [&first, &second, &year].map(|values| rules::learning_result(values));
        let after = again.then(|| rules::learning_result(&after));
        (rule_set == RuleSet::Tt22Of2021).then_some(Computed { learning, year, after })
    }
}

/// Reads the levels of a row; conduct of the semesters must be stated, under the older circular all.
pub(super) fn levels(row: &mut Row<'_, '_, '_>, rule_set: RuleSet) -> Option<Levels> {
    let mut whole = true;
    let mut read = |key: &str, words: &[Level], required: bool| {
        let found = row.noted(key, level(row, key, words)).unwrap_or_else(|| {
            whole = false;
            None
        });
        if found.is_none() && required && !row.has(key) {
            whole &= row.present(key, found).is_some();
        }
        found
    };
    let older = rule_set == RuleSet::Tt58Of2011;
    let (of_conduct, of_learning) = (rule_set.conduct_levels(), rule_set.learning_levels());
    let conduct = CONDUCT.map(|key| read(key, of_conduct, older || key != "conduct_year"));
    let learning = LEARNING.map(|key| read(key, of_learning, older));
    let conduct_after = read("conduct_after", of_conduct, false);
    let learning_after = read("learning_after", of_learning, false);
    whole.then_some(Levels { conduct, learning, conduct_after, learning_after })
}

fn level(row: &Row<'_, '_, '_>, key: &str, words: &[Level]) -> Result<Option<Level>, Fault> {
    let Some(text) = cell::text_of::<120>(row.value(key))? else { return Ok(None) };
    let folded = fold(text.as_str());
    let short = |level: &Level| match level {
        Level::Tot => "t",
        Level::Gioi => "g",
        Level::Kha => "k",
        Level::Dat => "đ",
        Level::ChuaDat => "cđ",
        Level::TrungBinh => "tb",
        Level::Yeu => "y",
        Level::Kem => "kém",
    };
    let found = words.iter().find(|level| fold(level.label_vi()) == folded || short(level) == folded);
    let expected = || words.iter().map(|level| level.label_vi()).collect::<Vec<_>>().join(", ");
    found.copied().map(Some).ok_or_else(|| Fault::SettingInvalid { expected: expected() })
}

impl Levels {
    /// Takes what the rules give; a level that is stated otherwise is a problem.
    pub(super) fn settle(&mut self, row: &mut Row<'_, '_, '_>, computed: &Computed) -> Option<()> {
        let [Some(first), Some(second), stated] = self.conduct else { return None };
        let year = rules::year_conduct(first, second);
        let mut whole = agree(row, "conduct_year", clause::CONDUCT_YEAR, stated, year);
        self.conduct[2] = Some(year);
        for ((key, stated), level) in LEARNING.into_iter().zip(&mut self.learning).zip(computed.learning) {
            whole &= agree(row, key, clause::LEARNING, *stated, level);
            *stated = Some(level);
        }
        if let Some(after) = computed.after {
            whole &= agree(row, "learning_after", clause::REASSESSMENT, self.learning_after, after);
            self.learning_after = Some(after);
        }
        whole.then_some(())
    }

    /// Lên lớp by the rules, or as stated under the older circular.
    pub(super) fn promotion(
        &self,
        row: &mut Row<'_, '_, '_>,
        stated: Option<Promotion>,
        rule_set: RuleSet,
        absences: Absences,
    ) -> Option<Promotion> {
        if rule_set == RuleSet::Tt58Of2011 {
            return row.present("promotion", stated);
        }
        let (conduct, learning) = self.conduct[2].zip(self.learning[2])?;
        let (conduct, learning) = ((conduct, self.conduct_after), (learning, self.learning_after));
        let expected = rules::promotion_after(conduct, learning, absences);
        if stated.is_some_and(|stated| stated != expected) {
            let expected = expected.label_vi().to_owned();
            row.wrong("promotion", &Fault::YearContradicts { expected, clause: clause::PROMOTION });
            return None;
        }
        Some(expected)
    }
}

fn agree(row: &mut Row<'_, '_, '_>, key: &str, clause: Clause, stated: Option<Level>, computed: Level) -> bool {
    let agrees = stated.is_none_or(|stated| stated == computed);
    if !agrees {
        row.wrong(key, &Fault::YearContradicts { expected: computed.label_vi().to_owned(), clause });
    }
    agrees
}
