//! The facts about one signature, in the words of the published JSON (EN 319 102-1 clause 5).

use serde::Serialize;

use super::finding::Finding;
use crate::wording::Phrase;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Signature,
    DocumentTimestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MainIndication {
    TotalPassed,
    Indeterminate,
    TotalFailed,
}

/// EN 319 102-1 table 5, as far as produced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SubIndication {
    FormatFailure,
    HashFailure,
    SigCryptoFailure,
    SigConstraintsFailure,
    CryptoConstraintsFailure,
    ChainConstraintsFailure,
    NoSigningCertificateFound,
    NoCertificateChainFound,
    OutOfBoundsNoPoe,
    RevokedNoPoe,
    RevokedCaNoPoe,
    TryLater,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Level {
    #[serde(rename = "B-B")]
    Basic,
    #[serde(rename = "B-T")]
    Timestamp,
    #[serde(rename = "B-LT")]
    LongTerm,
    #[serde(rename = "B-LTA")]
    Archive,
    #[serde(rename = "none")]
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Coverage {
    WholeFile,
    WholeRevision,
    Partial,
}

/// What later revisions did, the gravest of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangesAfter {
    None,
    Evidence,
    Signing,
    FormFilling,
    Annotation,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeSource {
    Timestamp,
    Claimed,
    None,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Time {
    /// RFC 3339.
    pub value: Option<String>,
    pub source: TimeSource,
}

/// One signature of the file; what is not known is `null` in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignatureReport {
    pub field: String,
    pub kind: Kind,
    pub indication: MainIndication,
    pub sub_indication: Option<SubIndication>,
    pub reason: &'static str,
    /// Digest and signature value over the signed bytes, alone.
    pub integrity: Option<bool>,
    /// The path and its revocation.
    pub trusted: Option<bool>,
    pub level: Level,
    pub coverage: Coverage,
    pub changes_after: ChangesAfter,
    pub signer: Option<String>,
    pub certificate_sha256: Option<String>,
    pub time: Time,
    pub findings: Vec<Finding>,
}

impl SignatureReport {
    /// Whose word the time is.
    pub fn time_source_words(&self) -> Phrase {
        match (self.time.source, self.kind) {
            (TimeSource::Timestamp, _) => Phrase::new("theo dấu thời gian tin cậy", "by a trusted timestamp"),
            (TimeSource::Claimed, Kind::Signature) => Phrase::new("do người ký khai", "claimed by the signer"),
            (TimeSource::Claimed, Kind::DocumentTimestamp) => {
                Phrase::new("theo dấu thời gian chưa được tin cậy", "by a timestamp that is not trusted")
            }
            (TimeSource::None, _) => Phrase::new("không ghi thời điểm", "no time given"),
        }
    }
}
