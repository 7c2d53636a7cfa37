//! The directory as JSON, member by member.

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::pin::{Pin, PinRole};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DirectoryFile {
    pub format: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_update: Option<DateTime<Utc>>,
    pub organisations: Vec<OrganisationEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrganisationEntry {
    pub org: String,
    pub name_vi: String,
    pub name_en: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_epoch_min: Option<u64>,
    pub hosts: Vec<DirectoryHost>,
    pub certificates: Vec<CertificateEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
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
pub(super) struct CertificateEntry {
    pub sha256: String,
    pub roles: Vec<PinRole>,
    pub from: DateTime<Utc>,
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
    #[serde(default)]
    pub compromised_since: Option<DateTime<Utc>>,
}

impl DirectoryHost {
    /// Whether it serves at this time; a former host is neither opened nor fetched from.
    pub fn serves(&self, at: DateTime<Utc>) -> bool {
        self.until.is_none_or(|until| at < until)
    }
}

impl CertificateEntry {
    pub fn of(pin: &Pin) -> Self {
        CertificateEntry {
            sha256: HEXLOWER.encode(&pin.sha256),
            roles: pin.roles.clone(),
            from: pin.from,
            until: pin.until,
            compromised_since: pin.compromised_since,
        }
    }

    /// The pin; none where the digest is not one.
    pub fn pin(&self) -> Option<Pin> {
        let sha256 = HEXLOWER.decode(self.sha256.as_bytes()).ok()?;
        Some(Pin {
            sha256: sha256.try_into().ok()?,
            roles: self.roles.clone(),
            from: self.from,
            until: self.until,
            compromised_since: self.compromised_since,
        })
    }
}
