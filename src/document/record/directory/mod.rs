//! The organisation directory (protocol 7): which certificates are an organisation's, for which
//! roles and when. Names never match anything; only whole-certificate digests do.

mod error;
mod file;
mod organisation;
mod pin;
#[cfg(test)]
mod tests;

pub use error::DirectoryError;
pub use file::DirectoryHost;
pub use organisation::DirectoryOrganisation;
pub use pin::{Pin, PinRole, PinStanding, PinTime};

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;

use super::OrgId;
use file::{CertificateEntry, DirectoryFile, OrganisationEntry};
use organisation::skeleton;

/// A directory is refused beyond this size (protocol 17).
const MAX_BYTES: usize = 4 * 1024 * 1024;
const MAX_ORGANISATIONS: usize = 20_000;
const FORMAT: &str = "vanbang directory 1";

/// A directory that has been checked as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    file: DirectoryFile,
    by_org: BTreeMap<OrgId, DirectoryOrganisation>,
}

impl Directory {
    /// Reads and checks a directory (rule 5: refused as a whole).
    pub fn from_json(json: &[u8]) -> Result<Directory, DirectoryError> {
        if json.len() > MAX_BYTES {
            return Err(DirectoryError::TooLarge { size: json.len() });
        }
        // Serde would take an array for an object whose members are not named.
        if !json.trim_ascii_start().starts_with(b"{") {
            return Err(DirectoryError::Json { detail: "expected an object".to_owned() });
        }
        let file: DirectoryFile =
            serde_json::from_slice(json).map_err(|error| DirectoryError::Json { detail: error.to_string() })?;
        Directory::check(file)
    }

    /// The directory as JSON, members in the order of the protocol.
    pub fn to_json(&self) -> Result<Vec<u8>, DirectoryError> {
        serde_json::to_vec_pretty(&self.file).map_err(|error| DirectoryError::Json { detail: error.to_string() })
    }

    /// A directory of one organisation, for an office of its own.
    pub fn of_one(
        org: &OrgId,
        name_vi: &str,
        name_en: &str,
        host: &str,
        pins: &[Pin],
    ) -> Result<Directory, DirectoryError> {
        let certificates = pins.iter().map(CertificateEntry::of).collect();
        Directory::check(DirectoryFile {
            format: FORMAT.to_owned(),
            serial: None,
            issued: None,
            next_update: None,
            organisations: vec![OrganisationEntry {
                org: org.as_str().to_owned(),
                name_vi: name_vi.to_owned(),
                name_en: name_en.to_owned(),
                status_epoch_min: None,
                hosts: vec![DirectoryHost { host: host.to_owned(), until: None }],
                certificates,
                successor: None,
            }],
        })
    }

    /// The organisation of that identifier.
    pub fn organisation(&self, org: &OrgId) -> Option<&DirectoryOrganisation> {
        self.by_org.get(org)
    }

    /// Every organisation, by identifier.
    pub fn organisations(&self) -> impl Iterator<Item = &DirectoryOrganisation> {
        self.by_org.values()
    }

    /// Whether an organisation has this host, now or formerly. No other host is ever asked (rule 6).
    pub fn names_host(&self, host: &str) -> bool {
        self.by_org.values().any(|one| one.names_host(host))
    }

    /// Grows with every directory of one editor (rule 8).
    pub fn serial(&self) -> Option<u64> {
        self.file.serial
    }

    /// When its editor issued it.
    pub fn issued(&self) -> Option<DateTime<Utc>> {
        self.file.issued
    }

    /// When a newer directory was due.
    pub fn next_update(&self) -> Option<DateTime<Utc>> {
        self.file.next_update
    }

    /// Whether a newer one was due; an old one still serves, and that is told (rule 8).
    pub fn is_old(&self, at: DateTime<Utc>) -> bool {
        self.file.next_update.is_some_and(|due| due < at)
    }

    fn check(file: DirectoryFile) -> Result<Directory, DirectoryError> {
        if file.format != FORMAT {
            return Err(DirectoryError::Format { format: file.format.chars().take(80).collect() });
        }
        if file.organisations.len() > MAX_ORGANISATIONS {
            return Err(DirectoryError::TooMany { count: file.organisations.len() });
        }
        let mut by_org = BTreeMap::new();
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut sealers: BTreeMap<[u8; 32], String> = BTreeMap::new();
        for entry in &file.organisations {
            let organisation = DirectoryOrganisation::check(entry)?;
            let org = entry.org.clone();
            let alike: BTreeSet<String> =
                [&entry.name_vi, &entry.name_en].into_iter().map(|name| skeleton(name)).collect();
            for name in alike {
                if let Some(first) = names.insert(name, org.clone()) {
                    // The same organisation may be called the same in both languages.
                    return Err(if first == org {
                        DirectoryError::OrgTwice { org }
                    } else {
                        DirectoryError::NamesAlike { first, second: org }
                    });
                }
            }
            for pin in organisation.certificates().iter().filter(|pin| pin.seals()) {
                if let Some(first) = sealers.insert(pin.sha256, org.clone())
                    && first != org
                {
                    let sha256 = HEXLOWER.encode(&pin.sha256);
                    return Err(DirectoryError::CertificateShared { sha256, first, second: org });
                }
            }
            if by_org.insert(organisation.org().clone(), organisation).is_some() {
                return Err(DirectoryError::OrgTwice { org });
            }
        }
        Ok(Directory { file, by_org })
    }
}
