//! A copy against itself and against who holds the register.

use super::CopyStatement;
use crate::document::record::check::{Found, issued, not_before};
use crate::document::record::rules::credentials;
use crate::document::record::{Contradiction, Said};

const MAX_AMENDMENTS: usize = 20;
/// More paper copies than anybody asks for at a time; three are advised (domain 4.2).
const MAX_PAPER: u16 = 100;

pub fn contradictions(statement: &CopyStatement) -> Vec<Contradiction> {
    let mut found = Found::default();
    let (diploma, copied) = (&statement.diploma, statement.issue.date);
    issued(&mut found, &statement.issue, statement.supersedes.as_ref());
    found.within("diploma", diploma.contradictions());
    let holders = credentials::register_holders(diploma.credential_type, diploma.issue_date.date(), copied.date());
    let kind = statement.organisation.kind;
    if !holders.contains(&kind) {
        let expected = holders.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(", ");
        found.add("organisation.kind", kind.code(), expected);
    }
    let mut last = diploma.decision_date;
    for (index, amendment) in statement.copy.amendments.iter().enumerate() {
        if amendment.decision_date < last {
            let field = format!("copy.amendments[{index}].decision_date");
            found.add(field, amendment.decision_date, not_before(last));
        }
        last = amendment.decision_date.max(last);
    }
    found.length("copy.amendments", statement.copy.amendments.len(), 0, MAX_AMENDMENTS);
    let earliest = last.max(diploma.issue_date);
    if copied < earliest {
        found.add("issue.date", copied, not_before(earliest));
    }
    if statement.copy.paper_count > MAX_PAPER {
        found.add(
            "copy.paper_count",
            statement.copy.paper_count.to_string(),
            Said::new(format!("0 đến {MAX_PAPER}"), format!("0 to {MAX_PAPER}")),
        );
    }
    found.all()
}
