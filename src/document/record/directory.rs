//! The organisation directory (protocol 7): which certificates are an organisation's, for which
//! roles and when. Names never match anything; only whole-certificate digests do.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{DirectoryError, OrgId};

/// A directory is refused beyond this size (protocol 7).
pub(super) const MAX_BYTES: usize = 4 * 1024 * 1024;
pub(super) const FORMAT: &str = "vanbang directory 1";

/// A directory that has been checked as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directory {
    file: DirectoryFile,
    by_org: BTreeMap<OrgId, DirectoryOrganisation>,
}

/// What a pinned certificate may do (rule 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PinRole {
    /// May seal batches.
    Manifest,
    /// May close a PDF.
    Seal,
    /// May sign as an officer.
    Person,
    /// May sign only manifests with count 0.
    Delegate,
}

/// One organisation with what the directory says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryOrganisation {
    org: OrgId,
    entry: OrganisationEntry,
    pins: Vec<Pin>,
}

/// A certificate that belongs to an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// SHA-256 of the whole DER certificate.
    pub sha256: [u8; 32],
    /// What it may do.
    pub roles: Vec<PinRole>,
    /// First instant at which the pin holds.
    pub from: DateTime<Utc>,
    /// First instant at which it no longer does.
    pub until: Option<DateTime<Utc>>,
    /// From here on nothing that it signed counts (rule 4).
    pub compromised_since: Option<DateTime<Utc>>,
}

/// A host that serves an organisation's codes; with a past `until` it is a former host (rule 6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DirectoryHost {
    /// Lower-case name.
    pub host: String,
    /// First instant at which it no longer serves.
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DirectoryFile {
    format: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    serial: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issued: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next_update: Option<DateTime<Utc>>,
    organisations: Vec<OrganisationEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationEntry {
    org: String,
    name_vi: String,
    name_en: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status_epoch_min: Option<u64>,
    hosts: Vec<DirectoryHost>,
    certificates: Vec<CertificateEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    successor: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CertificateEntry {
    sha256: String,
    roles: Vec<PinRole>,
    from: DateTime<Utc>,
    #[serde(default)]
    until: Option<DateTime<Utc>>,
    #[serde(default)]
    compromised_since: Option<DateTime<Utc>>,
}

impl Directory {
    /// Reads and checks a directory (rule 5: refused as a whole).
    pub fn from_json(json: &[u8]) -> Result<Directory, DirectoryError> {
        if json.len() > MAX_BYTES {
            return Err(DirectoryError::TooLarge { size: json.len() });
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
        let certificates = pins
            .iter()
            .map(|pin| CertificateEntry {
                sha256: HEXLOWER.encode(&pin.sha256),
                roles: pin.roles.clone(),
                from: pin.from,
                until: pin.until,
                compromised_since: pin.compromised_since,
            })
            .collect();
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

    /// When a newer directory was due (rule 8: an old one still serves, with a finding).
    pub fn next_update(&self) -> Option<DateTime<Utc>> {
        self.file.next_update
    }

    fn check(file: DirectoryFile) -> Result<Directory, DirectoryError> {
        if file.format != FORMAT {
            return Err(DirectoryError::Format { format: file.format.chars().take(80).collect() });
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
            for pin in organisation.pins.iter().filter(|pin| pin.seals()) {
                if let Some(first) = sealers.insert(pin.sha256, org.clone())
                    && first != org
                {
                    let sha256 = HEXLOWER.encode(&pin.sha256);
                    return Err(DirectoryError::CertificateShared { sha256, first, second: org });
                }
            }
            if by_org.insert(organisation.org.clone(), organisation).is_some() {
                return Err(DirectoryError::OrgTwice { org });
            }
        }
        Ok(Directory { file, by_org })
    }
}

impl Pin {
    fn seals(&self) -> bool {
        self.roles.iter().any(|role| matches!(role, PinRole::Manifest | PinRole::Seal))
    }

    fn holds(&self, role: PinRole, at: DateTime<Utc>) -> bool {
        self.roles.contains(&role)
            && self.from <= at
            && self.until.is_none_or(|until| at < until)
            && self.compromised_since.is_none_or(|since| at < since)
    }
}

impl DirectoryOrganisation {
    fn check(entry: &OrganisationEntry) -> Result<DirectoryOrganisation, DirectoryError> {
        let fault = |what, value: &str| DirectoryError::Value {
            org: entry.org.chars().take(80).collect(),
            what,
            value: value.chars().take(80).collect(),
        };
        let org = OrgId::new(&entry.org).map_err(|_| fault("org", &entry.org))?;
        for name in [&entry.name_vi, &entry.name_en] {
            if !is_name(name) {
                return Err(fault("name", name));
            }
        }
        for host in &entry.hosts {
            if !is_host(&host.host) {
                return Err(fault("host", &host.host));
            }
        }
        let mut pins = Vec::with_capacity(entry.certificates.len());
        for certificate in &entry.certificates {
            let sha256 = HEXLOWER
                .decode(certificate.sha256.as_bytes())
                .ok()
                .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
                .ok_or_else(|| fault("sha256", &certificate.sha256))?;
            pins.push(Pin {
                sha256,
                roles: certificate.roles.clone(),
                from: certificate.from,
                until: certificate.until,
                compromised_since: certificate.compromised_since,
            });
        }
        Ok(DirectoryOrganisation { org, entry: entry.clone(), pins })
    }

    /// The identifier.
    pub fn org(&self) -> &OrgId {
        &self.org
    }

    /// The name shown to Vietnamese readers (rule 9).
    pub fn name_vi(&self) -> &str {
        &self.entry.name_vi
    }

    /// The name shown to English readers.
    pub fn name_en(&self) -> &str {
        &self.entry.name_en
    }

    /// The hosts, present and former.
    pub fn hosts(&self) -> &[DirectoryHost] {
        &self.entry.hosts
    }

    /// The pinned certificates.
    pub fn certificates(&self) -> &[Pin] {
        &self.pins
    }

    /// Whether the certificate of this digest is the organisation's for `role` at the time `at`
    /// (rules 1, 3, 4). For an unproven time give the present one.
    pub fn pins(&self, sha256: &[u8; 32], role: PinRole, at: DateTime<Utc>) -> bool {
        self.pins.iter().any(|pin| pin.sha256 == *sha256 && pin.holds(role, at))
    }
}

/// Rule 5: a name is Vietnamese Latin letters, digits, spaces and `.,-–()&'/`.
fn is_name(name: &str) -> bool {
    let letter = |c: char| {
        c.is_ascii_alphanumeric()
            || "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư".contains(c)
            || matches!(c, 'Ạ'..='ỹ')
    };
    !name.trim().is_empty()
        && name.chars().count() <= 200
        && name.nfc().all(|c| letter(c) || matches!(c, ' ' | '.' | ',' | '-' | '–' | '(' | ')' | '&' | '\'' | '/'))
}

/// What is left of a name after NFC, case folding and removal of spaces and punctuation.
fn skeleton(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).nfc().collect()
}

fn is_host(host: &str) -> bool {
    (1..=253).contains(&host.len())
        && host.split('.').all(|label| !label.is_empty() && label.len() <= 63)
        && host.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.'))
}

#[cfg(test)]
#[path = "directory_tests.rs"]
mod tests;
