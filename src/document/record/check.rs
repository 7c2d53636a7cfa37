//! What contradicts itself or a rule is named with its place; nothing is corrected.

use super::{Clause, Contradiction, Date, Issue, Leader, Said, SignPrefix, Supersedes};
use crate::wording::Phrase;

const A_DECISION: Phrase = Phrase::new("một quyết định", "a decision");

/// Contradictions as they are met.
#[derive(Debug, Default)]
pub(super) struct Found(Vec<Contradiction>);

impl Found {
    pub(super) fn add(&mut self, field: impl Into<String>, stated: impl Into<Said>, expected: impl Into<Said>) {
        self.0.push(Contradiction::new(field, stated, expected));
    }

    /// What follows by this clause and is not stated so.
    pub(super) fn rule(
        &mut self,
        clause: Clause,
        field: impl Into<String>,
        stated: impl Into<Said>,
        expected: impl Into<Said>,
    ) {
        self.0.push(Contradiction::new(field, stated, expected).by(clause));
    }

    /// The same, when what is stated and what follows are both there and differ.
    pub(super) fn differs<T: Copy + PartialEq + Into<Said>>(
        &mut self,
        clause: Clause,
        field: &str,
        stated: Option<T>,
        expected: Option<T>,
    ) {
        if let (Some(stated), Some(expected)) = (stated, expected)
            && stated != expected
        {
            self.rule(clause, field, stated, expected);
        }
    }

    /// What was found in a part, under the name of the member that holds it.
    pub(super) fn within(&mut self, member: &str, part: Vec<Contradiction>) {
        self.0.extend(part.into_iter().map(|found| found.within(member)));
    }

    /// A list that has too few or too many entries.
    pub(super) fn length(&mut self, field: &str, length: usize, least: usize, most: usize) {
        if !(least..=most).contains(&length) {
            let stated = Said::new(format!("{length} dòng"), format!("{length} entries"));
            self.add(field, stated, Said::new(format!("{least} đến {most}"), format!("{least} to {most}")));
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
        let (stated, expected) = if needed { (Said::NOTHING, A_DECISION) } else { (A_DECISION, Said::NOTHING) };
        found.add(format!("{member}.leader.authority_document"), stated, expected);
    }
}

/// What every kind asks of its `issue` and its `supersedes`.
pub(super) fn issued(found: &mut Found, issue: &Issue, supersedes: Option<&Supersedes>) {
    authority(found, "issue", &issue.leader);
    let Some(replaced) = supersedes else { return };
    match (&replaced.decision_no, replaced.decision_date) {
        (Some(_), None) => {
            let expected = Phrase::new("ngày của quyết định", "the date of the decision");
            found.add("supersedes.decision_date", Said::NOTHING, expected);
        }
        (None, Some(date)) => {
            let expected = Said::new(
                format!("số của quyết định ngày {}", date.text_vi()),
                format!("the number of the decision of {date}"),
            );
            found.add("supersedes.decision_no", Said::NOTHING, expected);
        }
        (_, Some(date)) if date > issue.date => found.add("supersedes.decision_date", date, not_after(issue.date)),
        _ => {}
    }
}

/// A day, or one before it.
pub(super) fn not_after(day: Date) -> Said {
    Said::new(format!("{} hoặc trước đó", day.text_vi()), format!("{day} or before"))
}

/// A day, or one after it.
pub(super) fn not_before(day: Date) -> Said {
    Said::new(format!("{} hoặc sau đó", day.text_vi()), format!("{day} or later"))
}
