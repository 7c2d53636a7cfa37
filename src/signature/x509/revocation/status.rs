//! The answer about one certificate, and why there is none.

use super::Unusable;
use super::reason::Reason;
use chrono::{DateTime, Utc};

/// Where an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Crl,
    Ocsp,
}

/// A revocation that its authority published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// When it was revoked.
    pub time: DateTime<Utc>,
    pub reason: Reason,
    /// Since when the key is known or feared to have been in other hands (RFC 5280 section 5.3.2).
    pub invalidity_date: Option<DateTime<Utc>>,
    pub source: Source,
}

/// Whether a certificate was revoked at the time in question.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub enum RevocationStatus {
    /// Evidence that may count says that it was not.
    Good {
        source: Source,
        this_update: DateTime<Utc>,
        next_update: Option<DateTime<Utc>>,
        /// It was revoked after the time in question, which does not reach back.
        revoked_later: Option<Revocation>,
    },
    Revoked(Revocation),
    /// Nothing that may count answers; never to be read as good.
    Unknown {
        why: Vec<Doubt>,
    },
}

impl RevocationStatus {
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Good { .. })
    }
}

/// Why a piece of evidence did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// No list and no response is about this certificate.
    NoEvidence,
    /// The certificate's own distribution points cannot be read.
    PointsMalformed,
    /// Not yet, no longer or without an end in force.
    CrlNotCurrent {
        this_update: DateTime<Utc>,
        next_update: Option<DateTime<Utc>>,
    },
    CrlUnusable(Unusable),
    /// No certificate of an authorised issuer of the list is at hand.
    CrlSignerNotFound {
        issuer: String,
    },
    /// The list's signature does not hold under any authorised key.
    CrlSignature {
        issuer: String,
    },
    /// Whether the one who signed the list is not revoked is itself not known.
    CrlSignerStatus {
        issuer: String,
    },
    /// Lists of the issuer are at hand, but about other certificates.
    CrlScope,
    /// The lists at hand leave some reasons for a revocation out.
    CrlReasons,
    /// Changes are at hand, but not the list that they change.
    CrlDeltaAlone,
    OcspNotCurrent {
        this_update: DateTime<Utc>,
        next_update: Option<DateTime<Utc>>,
    },
    OcspUnusable(Unusable),
    /// The serial number, but of another issuer.
    OcspCertId,
    /// Whoever signed the response was not authorised by the certificate's issuer.
    OcspResponder,
    OcspSignature,
    /// Whether the responder is not revoked is itself not known.
    OcspResponderStatus,
    /// The responder does not know the certificate.
    OcspUnknown,
    /// More evidence than is looked at.
    Budget,
}

impl Doubt {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoEvidence => "NO_REVOCATION_DATA",
            Self::PointsMalformed => "DISTRIBUTION_POINTS_MALFORMED",
            Self::CrlNotCurrent { .. } => "CRL_NOT_CURRENT",
            Self::CrlUnusable(_) => "CRL_UNUSABLE",
            Self::CrlSignerNotFound { .. } => "CRL_SIGNER_NOT_FOUND",
            Self::CrlSignature { .. } => "CRL_SIGNATURE",
            Self::CrlSignerStatus { .. } => "CRL_SIGNER_STATUS",
            Self::CrlScope => "CRL_SCOPE",
            Self::CrlReasons => "CRL_REASONS",
            Self::CrlDeltaAlone => "CRL_DELTA_ALONE",
            Self::OcspNotCurrent { .. } => "OCSP_NOT_CURRENT",
            Self::OcspUnusable(_) => "OCSP_UNUSABLE",
            Self::OcspCertId => "OCSP_CERT_ID",
            Self::OcspResponder => "OCSP_RESPONDER",
            Self::OcspSignature => "OCSP_SIGNATURE",
            Self::OcspResponderStatus => "OCSP_RESPONDER_STATUS",
            Self::OcspUnknown => "OCSP_UNKNOWN",
            Self::Budget => "REVOCATION_BUDGET",
        }
    }

    /// For the person, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Self::NoEvidence => "không có danh sách thu hồi (CRL) hay phản hồi OCSP nào cho chứng thư số này".into(),
            Self::PointsMalformed => "không đọc được điểm phân phối CRL trong chứng thư số".into(),
            Self::CrlNotCurrent { this_update, next_update } => {
                format!("danh sách thu hồi chỉ có hiệu lực từ {} đến {}", this_update, until(*next_update, "không rõ"))
            }
            Self::CrlUnusable(cause) => format!("không dùng được danh sách thu hồi: {}", cause.message_vi()),
            Self::CrlSignerNotFound { issuer } => {
                format!("không tìm thấy chứng thư số của nơi ký danh sách thu hồi: {issuer}")
            }
            Self::CrlSignature { issuer } => format!("chữ ký của danh sách thu hồi không đúng: {issuer}"),
            Self::CrlSignerStatus { issuer } => {
                format!("không rõ chứng thư số của nơi ký danh sách thu hồi còn hiệu lực hay không: {issuer}")
            }
            Self::CrlScope => "danh sách thu hồi hiện có không dành cho chứng thư số này".into(),
            Self::CrlReasons => "các danh sách thu hồi hiện có không bao quát mọi lý do thu hồi".into(),
            Self::CrlDeltaAlone => "chỉ có danh sách thay đổi (delta CRL), thiếu danh sách gốc".into(),
            Self::OcspNotCurrent { this_update, next_update } => {
                format!("phản hồi OCSP chỉ có hiệu lực từ {} đến {}", this_update, until(*next_update, "không rõ"))
            }
            Self::OcspUnusable(cause) => format!("không dùng được phản hồi OCSP: {}", cause.message_vi()),
            Self::OcspCertId => "phản hồi OCSP dành cho chứng thư số của nơi cấp khác".into(),
            Self::OcspResponder => "phản hồi OCSP không do nơi được nơi cấp chứng thư số ủy quyền ký".into(),
            Self::OcspSignature => "chữ ký của phản hồi OCSP không đúng".into(),
            Self::OcspResponderStatus => "không rõ chứng thư số của máy chủ OCSP còn hiệu lực hay không".into(),
            Self::OcspUnknown => "máy chủ OCSP trả lời là không biết chứng thư số này".into(),
            Self::Budget => "có quá nhiều dữ liệu thu hồi để xét hết".into(),
        }
    }

    /// For the person, in English.
    pub fn message_en(&self) -> String {
        match self {
            Self::NoEvidence => "there is no revocation list (CRL) or OCSP response for this certificate".into(),
            Self::PointsMalformed => "the certificate's CRL distribution points cannot be read".into(),
            Self::CrlNotCurrent { this_update, next_update } => {
                format!(
                    "the revocation list is in force only from {this_update} until {}",
                    until(*next_update, "unknown")
                )
            }
            Self::CrlUnusable(cause) => format!("the revocation list cannot be used: {}", cause.message_en()),
            Self::CrlSignerNotFound { issuer } => {
                format!("the certificate of the revocation list's signer is not at hand: {issuer}")
            }
            Self::CrlSignature { issuer } => format!("the signature of the revocation list does not hold: {issuer}"),
            Self::CrlSignerStatus { issuer } => {
                format!("whether the revocation list's signer is in force is not known: {issuer}")
            }
            Self::CrlScope => "the revocation lists at hand are not about this certificate".into(),
            Self::CrlReasons => "the revocation lists at hand leave reasons for a revocation out".into(),
            Self::CrlDeltaAlone => "only changes (a delta CRL) are at hand, not the list that they change".into(),
            Self::OcspNotCurrent { this_update, next_update } => {
                format!(
                    "the OCSP response is in force only from {this_update} until {}",
                    until(*next_update, "unknown")
                )
            }
            Self::OcspUnusable(cause) => format!("the OCSP response cannot be used: {}", cause.message_en()),
            Self::OcspCertId => "the OCSP response is about a certificate of another issuer".into(),
            Self::OcspResponder => "the OCSP response is not signed by anyone whom the issuer authorised".into(),
            Self::OcspSignature => "the signature of the OCSP response does not hold".into(),
            Self::OcspResponderStatus => "whether the OCSP responder's certificate is in force is not known".into(),
            Self::OcspUnknown => "the OCSP responder does not know this certificate".into(),
            Self::Budget => "there is more revocation data than is looked at".into(),
        }
    }
}

fn until(time: Option<DateTime<Utc>>, unknown: &str) -> String {
    time.map_or(unknown.to_owned(), |time| time.to_string())
}
