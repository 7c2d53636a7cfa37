//! What is asked before the first signature of a run: the clock, the certificate, the person; and what of it is kept.

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use data_encoding::HEXLOWER;
use unicode_normalization::UnicodeNormalization;

use super::report;
use super::{Check, Error};
use crate::document::batch::{Batch, Entry};
use crate::document::record::Role;
use crate::signature::pades::Identity;

/// How an office tells that two persons are two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TwoPersons {
    ByName,
    ByCertificate,
}

/// The clock must not be behind what the journal has seen.
pub(super) fn check_clock(batch: &Batch, now: DateTime<FixedOffset>) -> Result<(), Error> {
    match batch.state().latest().filter(|latest| now < *latest) {
        Some(noted) => Err(Error::ClockBehind { now, noted }),
        None => Ok(()),
    }
}

/// The certificate must be valid when it signs.
pub(super) fn check_validity(identity: &Identity, now: DateTime<FixedOffset>) -> Result<(), Error> {
    let certificate = &identity.certificate;
    if certificate.is_valid_at(now.to_utc()) {
        return Ok(());
    }
    Err(Error::CertificateNotValid {
        subject: certificate.common_name().to_owned(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        now,
    })
}

/// Whoever prepared the batch must not be the one who signs it, where the office asks for two persons.
pub(super) fn check_persons(batch: &Batch, asked: Option<TwoPersons>, identity: &Identity) -> Result<(), Error> {
    let Some(asked) = asked else { return Ok(()) };
    let settings = batch.settings();
    let subject = identity.certificate.common_name();
    let same = match asked {
        TwoPersons::ByName => settings.prepared_by.as_ref().map(|name| same_name(name) == same_name(subject)),
        TwoPersons::ByCertificate => {
            let own = HEXLOWER.encode(&identity.certificate.sha256());
            settings.preparer_certificate.as_ref().map(|prepared| prepared.eq_ignore_ascii_case(&own))
        }
    };
    match same {
        None => Err(Error::PreparerUnknown),
        Some(true) => Err(Error::SamePerson { name: subject.to_owned() }),
        Some(false) => Ok(()),
    }
}

/// Letters as people compare names: one normal form, no difference of case or spaces.
fn same_name(name: &str) -> String {
    name.nfc().collect::<String>().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Notes who signs in this role, or refuses another certificate than the one that began.
pub(super) fn begin(batch: &mut Batch, role: Role, identity: &Identity, software: bool) -> Result<(), Error> {
    let certificate_sha256 = HEXLOWER.encode(&identity.certificate.sha256());
    let subject = identity.certificate.common_name().to_owned();
    match batch.begun(role) {
        Some(begun) if begun.certificate_sha256 != certificate_sha256 => {
            Err(Error::OtherSigner { began: begun.subject.clone(), now: subject })
        }
        Some(_) => Ok(()),
        None => {
            Ok(batch.note(Entry::RoleBegun { role: role.code().to_owned(), certificate_sha256, subject, software })?)
        }
    }
}

/// Keeps what the check of the certificate found and leaned on, before anything is signed.
pub(super) fn keep_check(batch: &mut Batch, role: Role, check: &Check) -> Result<(), Error> {
    batch.keep_evidence(role, check.evidence.elements())?;
    let notes = check.notes.iter().map(|note| note.code.to_owned()).collect();
    Ok(batch.note(Entry::Checked { role: role.code().to_owned(), at: check.at.to_rfc3339(), notes })?)
}

/// Deletes what the checks of a role's certificate leaned on, for whoever may and gives a name; the reports are written
/// again. Answers whether there was anything to delete.
///
/// # Errors
/// What stands in the way of the batch or its files.
pub fn delete_evidence(folder: &Path, role: Role, by: &str, at: DateTime<FixedOffset>) -> Result<bool, Error> {
    let mut batch = Batch::open(folder)?;
    let kind = batch.kind().ok_or(Error::KindUnknown)?;
    let is_deleted = batch.delete_evidence(role, by, &at.to_rfc3339())?;
    if is_deleted {
        report::write(&batch, kind, None)?;
    }
    Ok(is_deleted)
}

#[cfg(test)]
mod tests {
    use super::same_name;

    #[test]
    fn one_name_in_two_spellings_is_one_person() {
        assert_eq!(same_name("Đặng  Thị Mỹ Hằng "), same_name("đặng thị MỸ HẰNG"));
        assert_eq!(same_name("Trần Quốc Tuấn"), same_name("Tr\u{61}\u{302}\u{300}n Quốc Tuấn"));
        assert_ne!(same_name("Trần Quốc Tuấn"), same_name("Trần Quốc Tuân"));
    }
}
