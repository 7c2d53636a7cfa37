//! What the organisation's own register says of a document today: a question apart from the verdict.

use super::outcome::{Standing, Verdict};
#[cfg(feature = "register")]
use crate::document::register::{Register, Standing as Kept};
use crate::signature::pades::Finding;

impl Verdict {
    /// Asks a register about the document, if it is of the register's organisation; nothing is asked about any
    /// other file, nor about one that failed.
    #[cfg(feature = "register")]
    pub fn ask(&mut self, register: &Register) {
        let Some(key) = self.register_key().filter(|key| key.org.as_str() == register.organisation()) else { return };
        match register.standing(&key.id.text()) {
            Some(Kept::InForce) => self.set_standing(Standing::InForce, None),
            Some(Kept::Superseded { by }) => self.set_standing(Standing::Superseded, Some(superseded().with(by))),
            Some(Kept::Withdrawn) => self.set_standing(Standing::Withdrawn, Some(withdrawn())),
            None => self.set_standing(Standing::Unknown, Some(unknown())),
        }
    }

    /// The organisation's register is at hand and cannot be asked.
    pub fn cannot_ask(&mut self, why: Finding) {
        if self.register_key().is_some() {
            self.set_standing(Standing::Unknown, Some(why));
        }
    }
}

/// Every finding that this file words, for the table of advice.
pub(super) fn findings() -> [Finding; 3] {
    [superseded(), withdrawn(), unknown()]
}

fn superseded() -> Finding {
    Finding::new(
        "DOCUMENT_SUPERSEDED",
        "Sổ của đơn vị: văn bản này đã được thay thế bởi bản mới.",
        "The organisation's register: a newer document has superseded this one.",
    )
}

fn withdrawn() -> Finding {
    Finding::new(
        "DOCUMENT_WITHDRAWN",
        "Sổ của đơn vị: văn bản này đã bị thu hồi.",
        "The organisation's register: this document is withdrawn.",
    )
}

fn unknown() -> Finding {
    Finding::new(
        "DOCUMENT_NOT_REGISTERED",
        "Sổ của đơn vị không có văn bản này.",
        "The organisation's register does not have this document.",
    )
}
