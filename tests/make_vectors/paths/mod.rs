//! Vectors of paths of certificates, threats PATH-1 to PATH-14, the purposes of keys, and the model of
//! time. Each is a person below a middle authority below a trusted root, right but for one change.

mod authorities;
mod fields;
mod forms;
mod names;
mod policies;
mod purposes;

use super::Shared;
use super::certificate::Certificate;
use super::der::{Der, pem};
use super::keys::Key;
use super::vector::Vector;

/// Whom the names and keys of the vectors belong to: name, key.
pub const ROOT: (&str, &str) = ("Gốc thứ nhất", "path-root");
pub const SECOND: (&str, &str) = ("Gốc thứ hai", "path-second");
pub const MIDDLE: (&str, &str) = ("CA trung gian", "path-middle");
pub const BELOW: (&str, &str) = ("CA cấp dưới", "path-below");
pub const PERSON: (&str, &str) = ("Hiệu trưởng", "path-person");

pub fn key(of: (&str, &str)) -> Key {
    Key::named(of.1)
}

/// The certificate of an authority, to be changed and signed.
pub fn authority(whose: (&str, &str), serial: u64, by: (&str, &str)) -> Certificate {
    Certificate::authority(whose.0, serial, &key(whose), by.0, &key(by))
}

/// The certificate of a person, to be changed and signed.
pub fn person(by: (&str, &str)) -> Certificate {
    Certificate::person(PERSON.0, 3, &key(PERSON), by.0, &key(by))
}

/// The authority between person and root, to be changed and signed by the root.
fn middle() -> Certificate {
    authority(MIDDLE, 2, ROOT)
}

/// A file of certificates, the one to be judged first. Revocation is not asked.
fn path(id: &str, words: &str, certificates: &[Der]) -> Vector {
    let blocks: String = certificates.iter().map(|der| pem("CERTIFICATE", der)).collect();
    Vector::new("path", id, words, "pem", "path", blocks.into_bytes()).revocation("ignore")
}

/// Person and middle authority, both changed.
fn changed(id: &str, words: &str, middle: Certificate, person: Certificate) -> Vector {
    path(id, words, &[person.signed_by(&key(MIDDLE)), middle.signed_by(&key(ROOT))])
}

/// Only the person's certificate is changed.
fn person_with(id: &str, words: &str, change: impl Fn(&mut Certificate)) -> Vector {
    let mut person = person(MIDDLE);
    change(&mut person);
    changed(id, words, middle(), person)
}

/// Only the authority's certificate is changed.
fn middle_with(id: &str, words: &str, change: impl Fn(&mut Certificate)) -> Vector {
    let mut middle = middle();
    change(&mut middle);
    changed(id, words, middle, person(MIDDLE))
}

pub fn vectors() -> Vec<Vector> {
    let areas =
        [authorities::vectors, names::vectors, policies::vectors, fields::vectors, forms::vectors, purposes::vectors];
    areas.iter().flat_map(|area| area()).collect()
}

/// Two roots are trusted, so that what one of them certified can be held against the other.
pub fn shared() -> Vec<Shared> {
    let root = |whose, file: &str| {
        let der = authority(whose, 1, whose).signed_by(&key(whose));
        (format!("trust/path/anchors/{file}.pem"), pem("CERTIFICATE", &der).into_bytes())
    };
    vec![root(ROOT, "root"), root(SECOND, "second")]
}
