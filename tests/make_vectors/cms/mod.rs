//! Signed messages in files, threats CMS-1 to CMS-15, and the odd ones that honest software makes.

mod algorithms;
mod attributes;
mod certificates;
mod digests;
mod encoding;
mod references;
mod unsigned;
mod values;

pub use unsigned::swollen;

use super::document::{self, Form};
use super::keys::Hash;
use super::message::Message;
use super::people::{Identity, person};
use super::vector::Vector;

/// A file whose message is honest but for one change.
fn changed(id: &str, words: &str, change: impl Fn(&mut Message)) -> Vector {
    of_signer(id, words, &person(), Hash::Sha256, change)
}

/// The same of another signer, or with another digest.
fn of_signer(id: &str, words: &str, who: &Identity, hash: Hash, change: impl Fn(&mut Message)) -> Vector {
    filled(id, words, &Form::new("ETSI.CAdES.detached"), who, hash, change)
}

/// The same in a signature of the older profile of ISO 32000-2.
fn older(id: &str, words: &str, hash: Hash, change: impl Fn(&mut Message)) -> Vector {
    filled(id, words, &Form::new("adbe.pkcs7.detached"), &person(), hash, change)
}

fn filled(id: &str, words: &str, form: &Form, who: &Identity, hash: Hash, change: impl Fn(&mut Message)) -> Vector {
    let file = document::signed_as(form, |content| {
        let mut message = Message::detached(who, hash, content);
        change(&mut message);
        message.der()
    });
    vector(id, words, file)
}

/// The same with the finished message written anew.
fn rewritten(id: &str, words: &str, rewrite: impl Fn(Vec<u8>) -> Vec<u8>) -> Vector {
    let person = person();
    vector(id, words, document::signed(|content| rewrite(Message::detached(&person, Hash::Sha256, content).der())))
}

fn vector(id: &str, words: &str, file: Vec<u8>) -> Vector {
    Vector::new("cms", id, words, "pdf", "office", file)
}

/// Expectations that return in many vectors.
trait Expected {
    /// The bytes are what was signed, or are not.
    fn integrity(self, holds: bool) -> Self;
    /// Neither can be told.
    fn integrity_unknown(self) -> Self;
    /// It counts, as a signature without a timestamp.
    fn counts(self) -> Self;
}

impl Expected for Vector {
    fn integrity(self, holds: bool) -> Self {
        self.signature(&[("integrity", holds.into())])
    }

    fn integrity_unknown(self) -> Self {
        self.signature(&[("integrity", "null".into())])
    }

    fn counts(self) -> Self {
        self.signature(&[("indication", "total-passed".into()), ("integrity", true.into()), ("level", "B-B".into())])
    }
}

pub fn vectors() -> Vec<Vector> {
    let honest = changed("CMS-0", "honest", |_| {})
        .story("Nothing is wrong: what all other messages here are made from.", "ETSI EN 319 142-1 clause 6.3")
        .counts();
    let areas = [
        attributes::vectors(),
        references::vectors(),
        certificates::vectors(),
        digests::vectors(),
        algorithms::vectors(),
        values::vectors(),
        encoding::vectors(),
        unsigned::vectors(),
    ];
    std::iter::once(honest).chain(areas.into_iter().flatten()).collect()
}
