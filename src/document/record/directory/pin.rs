//! Certificates that belong to an organisation, for which roles and when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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

/// The time by which a pin is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinTime {
    /// A trusted timestamp proves that the signature existed.
    Proven(DateTime<Utc>),
    /// Nothing does: this is the present.
    Present(DateTime<Utc>),
}

/// What the pins of an organisation say of a certificate (rules 1, 3 and 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum PinStanding {
    Holds,
    /// Not the organisation's, not for this, or not at that time.
    None,
    /// It may have been at the time of signing, which nothing proves.
    Unproven,
    /// The signature is proven to be later than the key's compromise.
    Compromised,
}

impl Pin {
    pub(super) fn seals(&self) -> bool {
        self.roles.iter().any(|role| matches!(role, PinRole::Manifest | PinRole::Seal))
    }
}

/// What `pins` say of the certificate of this digest in one of these roles.
pub(super) fn standing(pins: &[Pin], sha256: &[u8; 32], roles: &[PinRole], time: PinTime) -> PinStanding {
    let own = || pins.iter().filter(|pin| pin.sha256 == *sha256);
    let (PinTime::Proven(at) | PinTime::Present(at)) = time;
    let begun: Vec<&Pin> =
        own().filter(|pin| pin.from <= at && pin.roles.iter().any(|role| roles.contains(role))).collect();
    if begun.is_empty() {
        return PinStanding::None;
    }
    // A key is compromised in every role, whichever pin says so.
    if let Some(since) = own().filter_map(|pin| pin.compromised_since).min() {
        match time {
            PinTime::Present(_) => return PinStanding::Unproven,
            PinTime::Proven(at) if at >= since => return PinStanding::Compromised,
            PinTime::Proven(_) => {}
        }
    }
    match begun.iter().any(|pin| pin.until.is_none_or(|until| at < until)) {
        true => PinStanding::Holds,
        false if matches!(time, PinTime::Present(_)) => PinStanding::Unproven,
        false => PinStanding::None,
    }
}
