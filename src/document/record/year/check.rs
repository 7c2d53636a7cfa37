//! A school year against itself and against the rules of its `rule_set`.

use std::collections::BTreeSet;

use super::{CorrectedMember, Correction, Promotion, RuleSet, Subject, Transcript, YearStatement};
use crate::document::record::check::{Contradiction, Found, issued};
use crate::document::record::rules::tt22_2021 as rules;
use crate::document::record::{Assessment, Date, Level, SubjectName};

const MAX_SUBJECTS: usize = 30;
const MAX_LIST: usize = 20;
const MAX_CORRECTIONS: usize = 30;

pub fn contradictions(statement: &YearStatement) -> Vec<Contradiction> {
    let mut found = Found::default();
    issued(&mut found, &statement.issue, statement.supersedes.as_ref());
    let day = statement.issue.date;
    let start = statement.transcript.school_year.start();
    if day.year() < start {
        found.add("issue.date", day.to_string(), format!("a date in or after {start}"));
    }
    born_before(&mut found, statement.student.date_of_birth, start);
    found.within("transcript", of_year(&statement.transcript));
    found.all()
}

/// A pupil was born before the first of their school years.
pub fn born_before(found: &mut Found, born: Date, start: u16) {
    if born.year() >= start {
        found.add("student.date_of_birth", born.to_string(), format!("a date before {start}"));
    }
}

/// What one year contradicts, by the names of its own members.
pub fn of_year(transcript: &Transcript) -> Vec<Contradiction> {
    let mut found = Found::default();
    bounds(&mut found, transcript);
    for subject in &transcript.subjects {
        one_subject(&mut found, subject, transcript.not_assessed_disability);
    }
    level_words(&mut found, transcript);
    overall_averages(&mut found, transcript);
    absences(&mut found, transcript);
    corrections(&mut found, transcript);
    if transcript.rule_set == RuleSet::Tt22Of2021 {
        levels(&mut found, transcript);
        outcome(&mut found, transcript);
    }
    completion(&mut found, transcript);
    found.all()
}

fn bounds(found: &mut Found, transcript: &Transcript) {
    if !(6..=12).contains(&transcript.grade) {
        found.add("grade", transcript.grade.to_string(), "6 to 12");
    }
    found.length("subjects", transcript.subjects.len(), 1, MAX_SUBJECTS);
    let mut seen = BTreeSet::new();
    for subject in &transcript.subjects {
        if !seen.insert(&subject.subject_code) {
            found.add(path(subject, "subject_code"), "twice", "once");
        }
    }
    let lists = [
        ("certificates", &transcript.certificates),
        ("contests", &transcript.contests),
        ("awards", &transcript.awards),
    ];
    for (field, list) in lists {
        found.length(field, list.len(), 0, MAX_LIST);
    }
    found.length("corrections", transcript.corrections.len(), 0, MAX_CORRECTIONS);
}

fn path(subject: &Subject, member: &str) -> String {
    format!("subjects[{}].{member}", subject.subject_code)
}

fn one_subject(found: &mut Found, subject: &Subject, may_lack: bool) {
    if let Some(known) = SubjectName::of(subject.subject_code.as_str())
        && known.kind != subject.assessment_kind
    {
        found.add(
            path(subject, "assessment_kind"),
            format!("{:?}", subject.assessment_kind),
            format!("{:?}", known.kind),
        );
    }
    let values = [("semester1", subject.semester1), ("semester2", subject.semester2), ("year", subject.year)];
    for (member, value) in values {
        if value.is_none() && !may_lack {
            found.add(path(subject, member), "nothing", "a value");
        }
    }
    for (member, value) in values.into_iter().chain([("reassessed", subject.reassessed)]) {
        if let Some(value) = value
            && value.kind() != subject.assessment_kind
        {
            found.add(
                path(subject, member),
                value.to_string(),
                format!("a value of kind {:?}", subject.assessment_kind),
            );
        }
    }
    if let (Some(first), Some(second), Some(year)) = (subject.semester1, subject.semester2, subject.year)
        && let Some(expected) = rules::year_value(first, second)
        && expected != year
    {
        found.add(path(subject, "year"), year.to_string(), expected.to_string());
    }
}

/// Every subject's value, or `None` if one is missing.
fn all(transcript: &Transcript, value: impl Fn(&Subject) -> Option<Assessment>) -> Option<Vec<Assessment>> {
    transcript.subjects.iter().map(value).collect()
}

/// Every level is there, in the words of the circular.
fn level_words(found: &mut Found, transcript: &Transcript) {
    let conduct = [
        ("conduct_s1", transcript.conduct_s1),
        ("conduct_s2", transcript.conduct_s2),
        ("conduct_year", transcript.conduct_year),
        ("conduct_after", transcript.conduct_after),
    ];
    let learning = [
        ("learning_s1", transcript.learning_s1),
        ("learning_s2", transcript.learning_s2),
        ("learning_year", transcript.learning_year),
        ("learning_after", transcript.learning_after),
    ];
    let rule_set = transcript.rule_set;
    for (stated, words) in [(conduct, rule_set.conduct_levels()), (learning, rule_set.learning_levels())] {
        for (field, level) in stated {
            match level {
                Some(level) if !words.contains(&level) => {
                    found.add(field, level.code(), format!("a level of {}", rule_set.code()));
                }
                None if !transcript.not_assessed_disability && !field.ends_with("after") => {
                    found.add(field, "nothing", "a level");
                }
                _ => {}
            }
        }
    }
}

/// Thông tư 22/2021 knows no average over all subjects.
fn overall_averages(found: &mut Found, transcript: &Transcript) {
    let averages = [
        ("average_s1", transcript.average_s1),
        ("average_s2", transcript.average_s2),
        ("average_year", transcript.average_year),
    ];
    for (field, average) in averages {
        match (transcript.rule_set, average) {
            (RuleSet::Tt22Of2021, Some(average)) => found.add(field, average.to_string(), "nothing"),
            (RuleSet::Tt58Of2011, None) if !transcript.not_assessed_disability => {
                found.add(field, "nothing", "an average");
            }
            _ => {}
        }
    }
}

/// A stated level against the one that follows from the rest.
fn level(found: &mut Found, field: &str, stated: Option<Level>, expected: Level) {
    if let Some(stated) = stated.filter(|stated| *stated != expected) {
        found.add(field, stated.code(), expected.code());
    }
}

fn levels(found: &mut Found, transcript: &Transcript) {
    if let (Some(first), Some(second)) = (transcript.conduct_s1, transcript.conduct_s2) {
        let expected = rules::year_conduct(first, second);
        level(found, "conduct_year", transcript.conduct_year, expected);
    }
    let columns = [
        ("learning_s1", transcript.learning_s1, all(transcript, |s| s.semester1)),
        ("learning_s2", transcript.learning_s2, all(transcript, |s| s.semester2)),
        ("learning_year", transcript.learning_year, all(transcript, |s| s.year)),
    ];
    for (field, stated, values) in columns {
        if let Some(values) = values {
            level(found, field, stated, rules::learning_result(&values));
        }
    }
    let reassessed = transcript.subjects.iter().any(|subject| subject.reassessed.is_some());
    if reassessed != transcript.learning_after.is_some() {
        let (stated, expected) = if reassessed { ("nothing", "a level") } else { ("a level", "nothing") };
        found.add("learning_after", stated, expected);
    }
    if let Some(values) = all(transcript, |s| s.reassessed.or(s.year)).filter(|_| reassessed) {
        let expected = rules::learning_result(&values);
        level(found, "learning_after", transcript.learning_after, expected);
    }
}

fn absences(found: &mut Found, transcript: &Transcript) {
    let (first, second) = (transcript.absences_s1, transcript.absences_s2);
    let stated = [("absences_s1", first), ("absences_s2", second), ("absences_year", transcript.absences_year)];
    for (member, absences) in stated {
        let sum = u32::from(absences.excused) + u32::from(absences.unexcused);
        if sum != u32::from(absences.total) {
            found.add(format!("{member}.total"), absences.total.to_string(), sum.to_string());
        }
    }
    if first.and(second) != Some(transcript.absences_year) {
        found.add("absences_year", format!("{:?}", transcript.absences_year), "both semesters together");
    }
}

fn outcome(found: &mut Found, transcript: &Transcript) {
    if let (Some(conduct), Some(learning)) = (transcript.conduct_year, transcript.learning_year) {
        let expected = expected_promotion(transcript, conduct, learning);
        if transcript.promotion != expected {
            found.add("promotion", transcript.promotion.code(), expected.code());
        }
        let earned = all(transcript, |s| s.year)
            .and_then(|year| rules::award(conduct, learning, &year))
            .map(rules::Award::title_vi);
        for title in [rules::Award::Excellent, rules::Award::Good].map(rules::Award::title_vi) {
            if transcript.awards.iter().any(|a| a.as_str() == title) && earned != Some(title) {
                found.add("awards", title, earned.unwrap_or("no title"));
            }
        }
    }
}

fn completion(found: &mut Found, transcript: &Transcript) {
    let completion = rules::programme_completion(transcript.grade, transcript.promotion);
    if transcript.programme_completion != completion {
        found.add("programme_completion", format!("{:?}", transcript.programme_completion), format!("{completion:?}"));
    }
}

fn expected_promotion(transcript: &Transcript, conduct: Level, learning: Level) -> Promotion {
    let absences = transcript.absences_year;
    if rules::goes_up(conduct, learning, absences) {
        return Promotion::Promoted;
    }
    let again = transcript.conduct_after.is_some() || transcript.learning_after.is_some();
    let conduct = transcript.conduct_after.unwrap_or(conduct);
    let learning = transcript.learning_after.unwrap_or(learning);
    if again && rules::goes_up(conduct, learning, absences) {
        Promotion::PromotedAfterReassessment
    } else {
        Promotion::NotPromoted
    }
}

/// A correction's last word is what stands on the page now.
fn corrections(found: &mut Found, transcript: &Transcript) {
    for (index, correction) in transcript.corrections.iter().enumerate() {
        let field = format!("corrections[{index}]");
        let Some(subject) = transcript.subjects.iter().find(|s| s.subject_code == correction.subject_code) else {
            found.add(format!("{field}.subject_code"), correction.subject_code.as_str(), "a subject of this year");
            continue;
        };
        if correction.old == correction.new {
            found.add(format!("{field}.new"), correction.new.as_str(), "another value than the old one");
        }
        let cell =
            |other: &&Correction| (&other.subject_code, other.member) == (&correction.subject_code, correction.member);
        let later = transcript.corrections.iter().skip(index + 1).find(cell);
        let expected = match later {
            Some(later) => later.old.to_string(),
            None => cell_text(subject, correction.member).unwrap_or_else(|| "nothing".to_owned()),
        };
        if correction.new.as_str() != expected {
            found.add(format!("{field}.new"), correction.new.as_str(), expected);
        }
    }
}

fn cell_text(subject: &Subject, member: CorrectedMember) -> Option<String> {
    let value = match member {
        CorrectedMember::Semester1 => subject.semester1,
        CorrectedMember::Semester2 => subject.semester2,
        CorrectedMember::Year => subject.year,
        CorrectedMember::Reassessed => subject.reassessed,
        CorrectedMember::Remark => return subject.remark.as_ref().map(ToString::to_string),
    };
    value.map(|value| value.to_string())
}
