//! One organisation with what the directory says of it.

use chrono::{DateTime, Utc};
use unicode_normalization::UnicodeNormalization;

use super::DirectoryError;
use super::file::{CertificateEntry, DirectoryHost, OrganisationEntry};
use super::pin::{self, Pin, PinRole, PinStanding, PinTime};
use crate::document::record::OrgId;

/// Characters of a name.
const MOST_NAME: usize = 200;

/// One organisation with what the directory says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryOrganisation {
    org: OrgId,
    entry: OrganisationEntry,
    pins: Vec<Pin>,
    successor: Option<OrgId>,
}

impl DirectoryOrganisation {
    pub(super) fn check(entry: &OrganisationEntry) -> Result<DirectoryOrganisation, DirectoryError> {
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
        if let Some(epoch) = entry.status_epoch_min.filter(|epoch| u32::try_from(*epoch).is_err()) {
            return Err(fault("status_epoch_min", &epoch.to_string()));
        }
        let successor = |org: &String| OrgId::new(org).map_err(|_| fault("successor", org));
        let successor = entry.successor.as_ref().map(successor).transpose()?;
        let pin = |one: &CertificateEntry| one.pin().ok_or_else(|| fault("sha256", &one.sha256));
        let pins = entry.certificates.iter().map(pin).collect::<Result<_, _>>()?;
        Ok(DirectoryOrganisation { org, entry: entry.clone(), pins, successor })
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

    /// Whether a code may name this host: a present or a former one (rule 6).
    pub fn names_host(&self, host: &str) -> bool {
        self.entry.hosts.iter().any(|one| one.host == host)
    }

    /// The hosts that may be asked at this time.
    pub fn hosts_at(&self, at: DateTime<Utc>) -> impl Iterator<Item = &str> {
        self.entry.hosts.iter().filter(move |one| one.serves(at)).map(|one| one.host.as_str())
    }

    /// The lowest epoch of a status key that counts (rule 7).
    pub fn status_epoch_min(&self) -> u64 {
        self.entry.status_epoch_min.unwrap_or(1)
    }

    /// Who goes on for an organisation that is no more.
    pub fn successor(&self) -> Option<&OrgId> {
        self.successor.as_ref()
    }

    /// The pinned certificates.
    pub fn certificates(&self) -> &[Pin] {
        &self.pins
    }

    /// What the pins say of the certificate of this digest in one of these roles (rules 1, 3 and 4).
    pub fn standing(&self, sha256: &[u8; 32], roles: &[PinRole], time: PinTime) -> PinStanding {
        pin::standing(&self.pins, sha256, roles, time)
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
        && name.chars().count() <= MOST_NAME
        && name.nfc().all(|c| letter(c) || matches!(c, ' ' | '.' | ',' | '-' | '–' | '(' | ')' | '&' | '\'' | '/'))
}

/// What is left of a name after NFC, case folding and removal of spaces and punctuation.
pub(super) fn skeleton(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).nfc().collect()
}

fn is_host(host: &str) -> bool {
    (1..=253).contains(&host.len())
        && host.split('.').all(|label| !label.is_empty() && label.len() <= 63)
        && host.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.'))
}
