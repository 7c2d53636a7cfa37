//! The list for a server that answers about codes: ids and standing, no names.

use serde::Serialize;

use super::entry::Noted;
use super::{Error, Issued, Register, Standing};
use crate::document::record::Date;

/// A line of `register.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed<'r> {
    pub id: String,
    pub kind: String,
    pub organisation: &'r str,
    pub date: Date,
    /// `issued`, `superseded` or `withdrawn`.
    pub status: &'static str,
}

impl Register {
    /// What was noted when a document was issued.
    ///
    /// # Errors
    /// What the store refuses.
    pub fn issued(&self, id: &str) -> Result<Option<Issued>, Error> {
        if self.standing(id).is_none() {
            return Ok(None);
        }
        for number in (1..=self.count()).rev() {
            match self.entry(number)?.map(|entry| entry.noted) {
                Some(Noted::Issued(issued)) if issued.id == id => return Ok(Some(issued)),
                _ => {}
            }
        }
        Ok(None)
    }

    /// Every issued document with its standing today, oldest first.
    ///
    /// # Errors
    /// What the store refuses.
    pub fn listed(&self) -> Result<Vec<Listed<'_>>, Error> {
        let mut listed = Vec::new();
        for number in 1..=self.count() {
            let Some(Noted::Issued(issued)) = self.entry(number)?.map(|entry| entry.noted) else { continue };
            let status = match self.standing(&issued.id) {
                Some(Standing::InForce) => "issued",
                Some(Standing::Superseded { .. }) => "superseded",
                Some(Standing::Withdrawn) | None => "withdrawn",
            };
            let Issued { id, kind, date, .. } = issued;
            listed.push(Listed { id, kind, organisation: self.organisation(), date, status });
        }
        Ok(listed)
    }
}
