//! What contradicts itself or a rule is named with its place; nothing is corrected.

use std::fmt;

use super::{Issue, Leader, SignPrefix, Supersedes};

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

/// Contradictions as they are met.
#[derive(Debug, Default)]
pub(super) struct Found(Vec<Contradiction>);

impl Found {
    pub(super) fn add(&mut self, field: impl Into<String>, stated: impl Into<String>, expected: impl Into<String>) {
        self.0.push(Contradiction { field: field.into(), stated: stated.into(), expected: expected.into() });
    }

    /// What was found in a part, under the name of the member that holds it.
    pub(super) fn within(&mut self, member: &str, part: Vec<Contradiction>) {
        let under = |found: Contradiction| Contradiction { field: format!("{member}.{}", found.field), ..found };
        self.0.extend(part.into_iter().map(under));
    }

    /// A list that has too few or too many entries.
    pub(super) fn length(&mut self, field: &str, length: usize, least: usize, most: usize) {
        if !(least..=most).contains(&length) {
            self.add(field, format!("{length} entries"), format!("{least} to {most}"));
        }
    }

    pub(super) fn all(self) -> Vec<Contradiction> {
        self.0
    }
}

/// Whoever signs for another names the decision that lets them.
pub(super) fn authority(found: &mut Found, member: &str, leader: &Leader) {
    let needed = leader.sign_prefix != SignPrefix::None;
    if needed != leader.authority_document.is_some() {
        let (stated, expected) = if needed { ("nothing", "a decision") } else { ("a decision", "nothing") };
        found.add(format!("{member}.leader.authority_document"), stated, expected);
    }
}

/// What every kind asks of its `issue` and its `supersedes`.
pub(super) fn issued(found: &mut Found, issue: &Issue, supersedes: Option<&Supersedes>) {
    authority(found, "issue", &issue.leader);
    let Some(replaced) = supersedes else { return };
    match (&replaced.decision_no, replaced.decision_date) {
        (Some(_), None) => found.add("supersedes.decision_date", "nothing", "the date of the decision"),
        (None, Some(date)) => {
            found.add("supersedes.decision_no", "nothing", format!("the number of the decision of {date}"))
        }
        (_, Some(date)) if date > issue.date => {
            found.add("supersedes.decision_date", date.to_string(), format!("{} or before", issue.date));
        }
        _ => {}
    }
}
