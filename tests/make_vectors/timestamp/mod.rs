//! Timestamps on signatures and on files, threats TS-1 to TS-11. What a token does not prove falls back
//! to the present, and is told.

mod authority;
mod document;
mod imprint;
mod structure;
mod time;

use super::Shared;
use super::document as file;
use super::keys::Hash;
use super::message::Message;
use super::people::{Identity, person};
use super::token::Stamp;
use super::vector::Vector;

/// A signature of the principal with this token on it.
fn on_signature(id: &str, words: &str, stamp: &Stamp) -> Vector {
    of_signer(id, words, &person(), stamp)
}

/// The same of another signer.
fn of_signer(id: &str, words: &str, who: &Identity, stamp: &Stamp) -> Vector {
    let file = file::signed(|content| {
        let mut message = Message::detached(who, Hash::Sha256, content);
        message.signer().unsigned = stamp.unsigned();
        message.der()
    });
    Vector::new("timestamp", id, words, "pdf", "office", file)
}

/// Expectations that return in many vectors.
trait Expected {
    /// The token counts.
    fn proves(self) -> Self;
    /// The token does not count, for this reason; the signature stands without it.
    fn proves_nothing(self, code: &str) -> Self;
    /// Whoever made the token is no authority for timestamps: a false proof, for this reason.
    fn exposes(self, code: &str) -> Self;
}

impl Expected for Vector {
    fn proves(self) -> Self {
        let facts = [("level", "B-T".into()), ("time.source", "timestamp".into())];
        self.not_telling(&["TIMESTAMP_NOT_TRUSTED", "TIME_CLAIMED"]).signature(&facts)
    }

    fn proves_nothing(self, code: &str) -> Self {
        let facts = [("level", "B-B".into()), ("time.source", "claimed".into())];
        self.telling(&["TIMESTAMP_NOT_TRUSTED", "TIME_CLAIMED", code]).signature(&facts)
    }

    fn exposes(self, code: &str) -> Self {
        let facts = [("level", "B-B".into()), ("integrity", true.into()), ("time.source", "claimed".into())];
        self.indeterminate("TIMESTAMP_FALSE").telling(&["TIME_CLAIMED", code]).signature(&facts)
    }
}

pub fn vectors() -> Vec<Vector> {
    let honest = on_signature("TS-0", "honest", &Stamp::honest())
        .story("Nothing is wrong: what all other tokens here are made from.", "RFC 3161 section 2.4.2")
        .proves();
    let areas = [authority::vectors(), imprint::vectors(), time::vectors(), structure::vectors(), document::vectors()];
    std::iter::once(honest).chain(areas.into_iter().flatten()).collect()
}

pub fn shared() -> Vec<Shared> {
    authority::shared()
}
