//! Kind 16: a copy of a diploma from the register.

use super::{date, text};
use crate::document::manifest::claims::shape::Stated;
use crate::document::record::{CopyStatement, CredentialType, Holder};

pub fn stated(copy: &CopyStatement) -> Vec<(u64, Stated)> {
    let diploma = &copy.diploma;
    let mut stated = vec![
        (3, text(&diploma.holder.full_name)),
        (4, birth(&diploma.holder)),
        (5, text(&diploma.serial_no)),
        (6, text(&diploma.register_no)),
        (7, Stated::Number(u64::from(diploma.graduation_year))),
        (8, diploma.classification.as_ref().map_or(Stated::Text(String::new()), text)),
        (9, date(copy.issue.date)),
        (10, text(&copy.copy.copy_register_no)),
    ];
    stated.extend(
        diploma.school_name.as_ref().filter(|school| **school != copy.organisation.name).map(|s| (11, text(s))),
    );
    stated.push((12, Stated::Number(number(diploma.credential_type))));
    stated
}

fn birth(holder: &Holder) -> Stated {
    if holder.birth_year_only {
        Stated::Number(u64::from(holder.date_of_birth.year()) * 10_000)
    } else {
        date(holder.date_of_birth)
    }
}

fn number(credential: CredentialType) -> u64 {
    match credential {
        CredentialType::Thcs => 1,
        CredentialType::BtThcs => 2,
        CredentialType::Thpt => 3,
        CredentialType::BtThpt => 4,
        CredentialType::TrungHocNghe => 5,
        CredentialType::TrungCap => 6,
        CredentialType::CaoDang => 7,
        CredentialType::CuNhan => 8,
        CredentialType::ThacSi => 9,
        CredentialType::TienSi => 10,
        CredentialType::Specialised => 11,
        CredentialType::Certificate => 12,
        CredentialType::CompletionCertificate => 13,
    }
}
