//! A statement against itself and against the rules of its `rule_set`.

use std::collections::BTreeSet;
use std::fmt;

use chrono::Datelike;

use super::rules::tt22_2021 as rules;
use super::{Assessment, Level, Promotion, SignPrefix, Statement, Subject, SubjectName, Transcript};

const MAX_SUBJECTS: usize = 30;
const MAX_LIST: usize = 20;

/// One value that the rest of the statement, or a rule, contradicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// Where: a path of member names, such as `transcript.subjects[mathematics].year`.
    pub field: String,
    /// What the statement says.
    pub stated: String,
    /// What follows from the rest.
    pub expected: String,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: stated {}, expected {}", self.field, self.stated, self.expected)
    }
}

impl Contradiction {
    /// The same in Vietnamese.
    pub fn message_vi(&self) -> String {
        format!("{}: ghi là {}, đúng ra là {}", self.field, self.stated, self.expected)
    }
}

struct Found(Vec<Contradiction>);

impl Found {
    fn add(&mut self, field: impl Into<String>, stated: impl Into<String>, expected: impl Into<String>) {
        self.0.push(Contradiction { field: field.into(), stated: stated.into(), expected: expected.into() });
    }

    fn level(&mut self, field: &str, stated: Option<Level>, expected: Level) {
        if stated.is_some_and(|stated| stated != expected) {
            self.add(field, stated.map_or("nothing", Level::code), expected.code());
        }
    }
}

pub(super) fn contradictions(statement: &Statement) -> Vec<Contradiction> {
    let mut found = Found(Vec::new());
    let transcript = &statement.transcript;
    people_and_dates(&mut found, statement);
    bounds(&mut found, transcript);
    for subject in &transcript.subjects {
        one_subject(&mut found, subject, transcript.not_assessed_disability);
    }
    levels(&mut found, transcript);
    absences(&mut found, transcript);
    outcome(&mut found, transcript);
    found.0
}

fn people_and_dates(found: &mut Found, statement: &Statement) {
    let leader = &statement.issue.leader;
    let needs_authority = leader.sign_prefix != SignPrefix::None;
    if needs_authority != leader.authority_document.is_some() {
        let (stated, expected) = if needs_authority { ("nothing", "a decision") } else { ("a decision", "nothing") };
        found.add("issue.leader.authority_document", stated, expected);
    }
    let issued = statement.issue.date;
    let start = statement.transcript.school_year.start();
    if issued.date().year() < i32::from(start) {
        found.add("issue.date", issued.to_string(), format!("a date in or after {start}"));
    }
    let born = statement.student.date_of_birth;
    if born.date().year() >= i32::from(start) {
        found.add("student.date_of_birth", born.to_string(), format!("a date before {start}"));
    }
}

fn bounds(found: &mut Found, transcript: &Transcript) {
    if !(6..=12).contains(&transcript.grade) {
        found.add("transcript.grade", transcript.grade.to_string(), "6 to 12");
    }
    let subjects = transcript.subjects.len();
    if !(1..=MAX_SUBJECTS).contains(&subjects) {
        found.add("transcript.subjects", subjects.to_string(), format!("1 to {MAX_SUBJECTS} subjects"));
    }
    let mut seen = BTreeSet::new();
    for subject in &transcript.subjects {
        if !seen.insert(&subject.subject_code) {
            found.add(path(subject, "subject_code"), "twice", "once");
        }
    }
    let lists = [
        ("transcript.certificates", &transcript.certificates),
        ("transcript.contests", &transcript.contests),
        ("transcript.awards", &transcript.awards),
    ];
    for (field, list) in lists {
        if list.len() > MAX_LIST {
            found.add(field, list.len().to_string(), format!("at most {MAX_LIST} entries"));
        }
    }
}

fn path(subject: &Subject, member: &str) -> String {
    format!("transcript.subjects[{}].{member}", subject.subject_code)
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

fn levels(found: &mut Found, transcript: &Transcript) {
    let stated = [
        ("transcript.conduct_s1", transcript.conduct_s1),
        ("transcript.conduct_s2", transcript.conduct_s2),
        ("transcript.conduct_year", transcript.conduct_year),
        ("transcript.learning_s1", transcript.learning_s1),
        ("transcript.learning_s2", transcript.learning_s2),
        ("transcript.learning_year", transcript.learning_year),
    ];
    for (field, level) in stated {
        if level.is_none() && !transcript.not_assessed_disability {
            found.add(field, "nothing", "a level");
        }
    }
    if let (Some(first), Some(second)) = (transcript.conduct_s1, transcript.conduct_s2) {
        let expected = rules::year_conduct(first, second);
        found.level("transcript.conduct_year", transcript.conduct_year, expected);
    }
    let columns = [
        ("transcript.learning_s1", transcript.learning_s1, all(transcript, |s| s.semester1)),
        ("transcript.learning_s2", transcript.learning_s2, all(transcript, |s| s.semester2)),
        ("transcript.learning_year", transcript.learning_year, all(transcript, |s| s.year)),
    ];
    for (field, level, values) in columns {
        if let Some(values) = values {
            found.level(field, level, rules::learning_result(&values));
        }
    }
    let reassessed = transcript.subjects.iter().any(|subject| subject.reassessed.is_some());
    if reassessed != transcript.learning_after.is_some() {
        let (stated, expected) = if reassessed { ("nothing", "a level") } else { ("a level", "nothing") };
        found.add("transcript.learning_after", stated, expected);
    }
    if let Some(values) = all(transcript, |s| s.reassessed.or(s.year)).filter(|_| reassessed) {
        let expected = rules::learning_result(&values);
        found.level("transcript.learning_after", transcript.learning_after, expected);
    }
}

fn absences(found: &mut Found, transcript: &Transcript) {
    let (first, second) = (transcript.absences_s1, transcript.absences_s2);
    let stated = [("absences_s1", first), ("absences_s2", second), ("absences_year", transcript.absences_year)];
    for (member, absences) in stated {
        let sum = u32::from(absences.excused) + u32::from(absences.unexcused);
        if sum != u32::from(absences.total) {
            found.add(format!("transcript.{member}.total"), absences.total.to_string(), sum.to_string());
        }
    }
    if first.and(second) != Some(transcript.absences_year) {
        found.add("transcript.absences_year", format!("{:?}", transcript.absences_year), "both semesters together");
    }
}

fn outcome(found: &mut Found, transcript: &Transcript) {
    if let (Some(conduct), Some(learning)) = (transcript.conduct_year, transcript.learning_year) {
        let expected = expected_promotion(transcript, conduct, learning);
        if transcript.promotion != expected {
            found.add("transcript.promotion", transcript.promotion.code(), expected.code());
        }
        let earned = all(transcript, |s| s.year)
            .and_then(|year| rules::award(conduct, learning, &year))
            .map(rules::Award::title_vi);
        for title in [rules::Award::Excellent, rules::Award::Good].map(rules::Award::title_vi) {
            if transcript.awards.iter().any(|a| a.as_str() == title) && earned != Some(title) {
                found.add("transcript.awards", title, earned.unwrap_or("no title"));
            }
        }
    }
    let completion = rules::programme_completion(transcript.grade, transcript.promotion);
    if transcript.programme_completion != completion {
        found.add(
            "transcript.programme_completion",
            format!("{:?}", transcript.programme_completion),
            format!("{completion:?}"),
        );
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
