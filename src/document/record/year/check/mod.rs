//! A school year against itself and against the rules of its `rule_set`.

mod corrections;
mod tt22_2021;
mod tt58_2011;

use std::collections::BTreeSet;

use super::{RuleSet, Subject, Transcript, YearStatement};
use crate::document::record::check::{Found, issued};
use crate::document::record::rules::{tt22_2021 as rules22, tt58_2011 as rules58};
use crate::document::record::{Assessment, AssessmentKind, Clause, Contradiction, Date, Said, SubjectName};
use crate::wording::Phrase;

const MAX_SUBJECTS: usize = 30;
const MAX_LIST: usize = 20;
const A_VALUE: Phrase = Phrase::new("một giá trị", "a value");
const A_LEVEL: Phrase = Phrase::new("một mức", "a level");

pub fn contradictions(statement: &YearStatement) -> Vec<Contradiction> {
    let mut found = Found::default();
    issued(&mut found, &statement.issue, statement.supersedes.as_ref());
    let day = statement.issue.date;
    let start = statement.transcript.school_year.start();
    if day.year() < start {
        let expected = Said::new(format!("một ngày từ năm {start}"), format!("a date in or after {start}"));
        found.add("issue.date", day, expected);
    }
    born_before(&mut found, statement.student.date_of_birth, start);
    found.within("transcript", of_year(&statement.transcript));
    found.all()
}

/// A pupil was born before the first of their school years.
pub fn born_before(found: &mut Found, born: Date, start: u16) {
    if born.year() >= start {
        let expected = Said::new(format!("một ngày trước năm {start}"), format!("a date before {start}"));
        found.add("student.date_of_birth", born, expected);
    }
}

/// What one year contradicts, by the names of its own members.
pub fn of_year(year: &Transcript) -> Vec<Contradiction> {
    let mut found = Found::default();
    bounds(&mut found, year);
    rule_set(&mut found, year);
    level_words(&mut found, year);
    let clauses = Clauses::of(year.rule_set);
    for subject in &year.subjects {
        one_subject(&mut found, subject, &clauses, year.not_assessed_disability);
    }
    absences(&mut found, year);
    corrections::check(&mut found, year);
    match year.rule_set {
        RuleSet::Tt22Of2021 => tt22_2021::check(&mut found, year),
        RuleSet::Tt58Of2011 => tt58_2011::check(&mut found, year),
    }
    found.all()
}

/// Where each circular says what both say.
struct Clauses {
    kinds: Clause,
    comments: Clause,
    averages: Clause,
    reassessment: Clause,
}

impl Clauses {
    fn of(rule_set: RuleSet) -> Clauses {
        match rule_set {
            RuleSet::Tt22Of2021 => Clauses {
                kinds: rules22::clause::ASSESSMENT_KIND,
                comments: rules22::clause::COMMENTS,
                averages: rules22::clause::AVERAGES,
                reassessment: rules22::clause::REASSESSMENT,
            },
            RuleSet::Tt58Of2011 => Clauses {
                kinds: rules58::clause::ASSESSMENT_KIND,
                comments: rules58::clause::SUBJECTS,
                averages: rules58::clause::SUBJECTS,
                reassessment: rules58::clause::REASSESSMENT,
            },
        }
    }
}

fn bounds(found: &mut Found, year: &Transcript) {
    if !(6..=12).contains(&year.grade) {
        found.add("grade", year.grade.to_string(), Said::new("6 đến 12", "6 to 12"));
    }
    found.length("subjects", year.subjects.len(), 1, MAX_SUBJECTS);
    let mut seen = BTreeSet::new();
    for subject in &year.subjects {
        if !seen.insert(&subject.subject_code) {
            found.add(path(subject, "subject_code"), Said::TWICE, Said::ONCE);
        }
    }
    for (field, list) in [("certificates", &year.certificates), ("contests", &year.contests), ("awards", &year.awards)]
    {
        found.length(field, list.len(), 0, MAX_LIST);
    }
}

/// The rules that the grade had in that school year.
fn rule_set(found: &mut Found, year: &Transcript) {
    let expected = RuleSet::of(year.school_year, year.grade);
    if expected != Some(year.rule_set) {
        let older =
            Phrase::new("quy định trước năm học 2011-2012, chưa có ở đây", "rules before 2011-2012, not known here");
        let expected = expected.map_or_else(|| older.into(), Said::from);
        found.rule(rules22::clause::IN_FORCE, "rule_set", year.rule_set, expected);
    }
}

/// Every level and average is there, in the words of the circular, and none of the other's.
fn level_words(found: &mut Found, year: &Transcript) {
    let conduct = [
        ("conduct_s1", year.conduct_s1),
        ("conduct_s2", year.conduct_s2),
        ("conduct_year", year.conduct_year),
        ("conduct_after", year.conduct_after),
    ];
    let learning = [
        ("learning_s1", year.learning_s1),
        ("learning_s2", year.learning_s2),
        ("learning_year", year.learning_year),
        ("learning_after", year.learning_after),
    ];
    for (stated, words) in [(conduct, year.rule_set.conduct_levels()), (learning, year.rule_set.learning_levels())] {
        for (field, level) in stated {
            match level {
                Some(level) if !words.contains(&level) => {
                    let words: Vec<&str> = words.iter().map(|word| word.label_vi()).collect();
                    found.add(field, level, words.join(", "));
                }
                None if !year.not_assessed_disability && !field.ends_with("after") => {
                    found.add(field, Said::NOTHING, A_LEVEL);
                }
                _ => {}
            }
        }
    }
}

/// The path of a subject's member.
fn path(subject: &Subject, member: &str) -> String {
    format!("subjects[{}].{member}", subject.subject_code)
}

fn one_subject(found: &mut Found, subject: &Subject, clauses: &Clauses, may_lack: bool) {
    let kind = subject.assessment_kind;
    if let Some(known) = SubjectName::of(subject.subject_code.as_str())
        && known.kind != kind
    {
        found.rule(clauses.kinds, path(subject, "assessment_kind"), kind, known.kind);
    }
    let values = [("semester1", subject.semester1), ("semester2", subject.semester2), ("year", subject.year)];
    for (member, value) in values {
        if value.is_none() && !may_lack {
            found.add(path(subject, member), Said::NOTHING, A_VALUE);
        }
    }
    for (member, value) in values.into_iter().chain([("reassessed", subject.reassessed)]) {
        if let Some(value) = value.filter(|value| value.kind() != kind) {
            found.add(path(subject, member), value, value_of(kind));
        }
    }
    // Both circulars have the same formula.
    if let (Some(first), Some(second)) = (subject.semester1, subject.semester2) {
        let expected = rules22::year_value(first, second);
        let clause = if kind == AssessmentKind::Marked { clauses.averages } else { clauses.comments };
        found.differs(clause, &path(subject, "year"), subject.year, expected);
    }
    if let (Some(year), Some(again)) = (subject.year, subject.reassessed)
        && !rules22::is_assessed_again(year)
    {
        found.rule(clauses.reassessment, path(subject, "reassessed"), again, Said::NOTHING);
    }
}

fn value_of(kind: AssessmentKind) -> Phrase {
    match kind {
        AssessmentKind::Marked => Phrase::new("một điểm số", "a mark"),
        AssessmentKind::CommentOnly => Phrase::new("Đạt hoặc Chưa đạt", "pass or fail"),
    }
}

/// Every subject's value, or `None` if one is missing.
fn all(year: &Transcript, value: impl Fn(&Subject) -> Option<Assessment>) -> Option<Vec<Assessment>> {
    year.subjects.iter().map(value).collect()
}

/// Titles of a circular that were not earned; other awards are the school's own.
fn titles(found: &mut Found, clause: Clause, year: &Transcript, known: [&'static str; 2], earned: Option<&str>) {
    let named = |title: &str| year.awards.iter().any(|award| award.as_str().to_lowercase() == title.to_lowercase());
    for title in known.into_iter().filter(|title| earned != Some(*title) && named(title)) {
        found.rule(clause, "awards", title, earned);
    }
}

fn absences(found: &mut Found, year: &Transcript) {
    let (first, second) = (year.absences_s1, year.absences_s2);
    let stated = [("absences_s1", first), ("absences_s2", second), ("absences_year", year.absences_year)];
    for (member, absences) in stated {
        let sum = u32::from(absences.excused) + u32::from(absences.unexcused);
        if sum != u32::from(absences.total) {
            found.add(format!("{member}.total"), absences.total.to_string(), sum.to_string());
        }
    }
    let both = first.and(second);
    if both != Some(year.absences_year) {
        let together = Phrase::new("tổng của hai học kì", "both semesters together");
        found.add("absences_year", year.absences_year, both.map_or_else(|| together.into(), Said::from));
    }
}

#[cfg(test)]
mod tests;
