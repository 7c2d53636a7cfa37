//! Why a path does not hold, and what of it was not looked at.

use super::conformity::Rule;
use crate::signature::crypto::{self, KeyKind, SignatureAlgorithm};
use chrono::{DateTime, Utc};

/// A time as people read it, to the second, always with its zone.
const SECOND_VI: &str = "%H:%M:%S %d/%m/%Y (UTC)";
const SECOND_EN: &str = "%Y-%m-%d %H:%M:%S UTC";

/// Why no path to an anchor holds. Names are RFC 4514 texts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathFailure {
    SelfSigned {
        subject: String,
    },
    NoIssuer {
        subject: String,
        issuer: String,
    },
    Signature {
        subject: String,
        issuer: String,
        cause: crypto::Error,
    },
    AlgorithmsDisagree {
        subject: String,
    },
    WeakAlgorithm {
        subject: String,
        algorithm: SignatureAlgorithm,
    },
    WeakKey {
        subject: String,
        key: KeyKind,
    },
    Expired {
        subject: String,
        not_after: DateTime<Utc>,
        at: DateTime<Utc>,
    },
    NotYetValid {
        subject: String,
        not_before: DateTime<Utc>,
        at: DateTime<Utc>,
    },
    NotAuthority {
        subject: String,
    },
    PathLength {
        subject: String,
        allowed: u32,
        found: usize,
    },
    KeyCertSign {
        subject: String,
    },
    UnknownCriticalExtension {
        subject: String,
        oid: String,
    },
    KeyUsage {
        subject: String,
    },
    ExtendedKeyUsage {
        subject: String,
    },
    /// An extension that decides about the path cannot be read, or contradicts its own rules.
    Extension {
        subject: String,
        extension: &'static str,
    },
    /// A name of `subject` lies outside of what `authority` may name, or cannot be judged.
    NameConstraints {
        subject: String,
        authority: String,
        kind: &'static str,
    },
    /// A policy is demanded and the path is valid for none that is acceptable.
    Policy {
        subject: String,
    },
    /// It breaks a rule that certificates have to keep.
    Profile {
        subject: String,
        rule: Rule,
    },
    /// More authorities in between than allowed.
    TooLong {
        limit: usize,
    },
    /// The search was given up; nothing is known.
    Budget,
}

impl PathFailure {
    /// How far a path got that ended so; the furthest is told to the person.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::SelfSigned { .. } => 0,
            Self::NoIssuer { .. } => 1,
            Self::Signature { .. } => 2,
            Self::TooLong { .. } => 3,
            Self::Budget => 5,
            _ => 4,
        }
    }

    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SelfSigned { .. } => "CERT_SELF_SIGNED",
            Self::NoIssuer { .. } => "CERT_NO_PATH",
            Self::Signature { .. } => "CERT_SIGNATURE",
            Self::AlgorithmsDisagree { .. } => "CERT_ALGORITHMS_DISAGREE",
            Self::WeakAlgorithm { .. } => "CERT_WEAK_ALGORITHM",
            Self::WeakKey { .. } => "CERT_WEAK_KEY",
            Self::Expired { .. } => "CERT_EXPIRED",
            Self::NotYetValid { .. } => "CERT_NOT_YET_VALID",
            Self::NotAuthority { .. } => "CERT_ISSUER_NOT_CA",
            Self::PathLength { .. } => "CERT_PATH_LENGTH",
            Self::KeyCertSign { .. } => "CERT_ISSUER_KEY_USAGE",
            Self::UnknownCriticalExtension { .. } => "CERT_UNKNOWN_CRITICAL_EXTENSION",
            Self::KeyUsage { .. } => "CERT_KEY_USAGE",
            Self::ExtendedKeyUsage { .. } => "CERT_EXTENDED_KEY_USAGE",
            Self::Extension { .. } => "CERT_EXTENSION_MALFORMED",
            Self::NameConstraints { .. } => "CERT_NAME_CONSTRAINTS",
            Self::Policy { .. } => "CERT_POLICY",
            Self::Profile { .. } => "CERT_NOT_CONFORMING",
            Self::TooLong { .. } => "CERT_PATH_TOO_LONG",
            Self::Budget => "CERT_PATH_BUDGET",
        }
    }

    pub fn message_en(&self) -> String {
        match self {
            Self::SelfSigned { subject } => {
                format!("the certificate {subject} vouches only for itself and is not trusted here")
            }
            Self::NoIssuer { subject, issuer } => {
                format!("{subject} was issued by {issuer}, which is not among the trusted ones")
            }
            Self::Signature { subject, issuer, cause } => format!("{subject} was not signed by {issuer}: {cause}"),
            Self::AlgorithmsDisagree { subject } => {
                format!("the certificate {subject} names two different signature algorithms")
            }
            Self::WeakAlgorithm { subject, algorithm } => {
                format!("the certificate {subject} is signed with {algorithm}, which is too weak")
            }
            Self::WeakKey { subject, key } => {
                format!("the key {key} of {subject} is too weak or not allowed")
            }
            Self::Expired { subject, not_after, at } => {
                format!("{subject} expired at {}; judged at {}", not_after.format(SECOND_EN), at.format(SECOND_EN))
            }
            Self::NotYetValid { subject, not_before, at } => {
                let (from, at) = (not_before.format(SECOND_EN), at.format(SECOND_EN));
                format!("{subject} is valid only from {from}; judged at {at}")
            }
            Self::NotAuthority { subject } => {
                format!("{subject} issued a certificate but is not a certification authority")
            }
            Self::PathLength { subject, allowed, found } => {
                format!("below {subject} at most {allowed} authorities may stand, {found} do")
            }
            Self::KeyCertSign { subject } => {
                format!("the key usage of {subject} does not allow issuing certificates")
            }
            Self::UnknownCriticalExtension { subject, oid } => {
                format!("{subject} has the critical extension {oid}, which is not known")
            }
            Self::KeyUsage { subject } => {
                format!("the key usage of {subject} does not allow signing documents")
            }
            Self::ExtendedKeyUsage { subject } => {
                format!("the extended key usage of {subject} is for something else")
            }
            Self::Extension { subject, extension } => {
                format!("the extension {extension} of {subject} is malformed")
            }
            Self::NameConstraints { subject, authority, kind } => {
                format!("{authority} does not allow a name of {subject} ({kind})")
            }
            Self::Policy { subject } => {
                format!("the path to {subject} is valid for no certificate policy that is acceptable")
            }
            Self::Profile { subject, rule } => {
                format!("the certificate {subject} breaks a rule: {}", rule.message_en())
            }
            Self::TooLong { limit } => {
                format!("more than {limit} authorities stand between certificate and anchor")
            }
            Self::Budget => "the search for a path was given up: too many possibilities".into(),
        }
    }

    pub fn message_vi(&self) -> String {
        match self {
            Self::SelfSigned { subject } => {
                format!("chứng thư số {subject} tự ký và không nằm trong danh sách tin cậy")
            }
            Self::NoIssuer { subject, issuer } => {
                format!("{subject} do {issuer} cấp, không nằm trong danh sách tin cậy")
            }
            Self::Signature { subject, issuer, cause } => {
                format!("{subject} không phải do {issuer} ký: {}", cause.message_vi())
            }
            Self::AlgorithmsDisagree { subject } => {
                format!("chứng thư số {subject} ghi hai thuật toán chữ ký khác nhau")
            }
            Self::WeakAlgorithm { subject, algorithm } => {
                format!("chứng thư số {subject} được ký bằng {algorithm}, quá yếu")
            }
            Self::WeakKey { subject, key } => {
                format!("khóa {key} của {subject} quá yếu hoặc không được phép")
            }
            Self::Expired { subject, not_after, at } => {
                format!("{subject} đã hết hạn lúc {}; xét tại {}", not_after.format(SECOND_VI), at.format(SECOND_VI))
            }
            Self::NotYetValid { subject, not_before, at } => {
                let (from, at) = (not_before.format(SECOND_VI), at.format(SECOND_VI));
                format!("{subject} chỉ có hiệu lực từ {from}; xét tại {at}")
            }
            Self::NotAuthority { subject } => {
                format!("{subject} cấp chứng thư số nhưng không phải tổ chức chứng thực")
            }
            Self::PathLength { subject, allowed, found } => {
                format!("dưới {subject} chỉ được có {allowed} tổ chức chứng thực, nhưng có {found}")
            }
            Self::KeyCertSign { subject } => {
                format!("khóa của {subject} không được dùng để cấp chứng thư số")
            }
            Self::UnknownCriticalExtension { subject, oid } => {
                format!("{subject} có phần mở rộng bắt buộc {oid} không được biết")
            }
            Self::KeyUsage { subject } => {
                format!("khóa của {subject} không được dùng để ký văn bản")
            }
            Self::ExtendedKeyUsage { subject } => {
                format!("chứng thư số {subject} được cấp cho mục đích khác")
            }
            Self::Extension { subject, extension } => {
                format!("phần mở rộng {extension} của {subject} sai cấu trúc")
            }
            Self::NameConstraints { subject, authority, kind } => {
                format!("{authority} không được cấp cho tên của {subject} ({kind})")
            }
            Self::Policy { subject } => {
                format!("đường dẫn tới {subject} không đạt chính sách chứng thư nào được chấp nhận")
            }
            Self::Profile { subject, rule } => {
                format!("chứng thư số {subject} sai quy định: {}", rule.message_vi())
            }
            Self::TooLong { limit } => {
                format!("giữa chứng thư số và gốc tin cậy có hơn {limit} tổ chức chứng thực")
            }
            Self::Budget => "đã dừng tìm đường dẫn tin cậy vì có quá nhiều khả năng".into(),
        }
    }
}

/// What a path was not asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotJudged {
    Revocation,
}

impl NotJudged {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Revocation => "REVOCATION_NOT_JUDGED",
        }
    }

    pub fn message_en(&self) -> String {
        match self {
            Self::Revocation => "whether the certificates were revoked was not asked".into(),
        }
    }

    pub fn message_vi(&self) -> String {
        match self {
            Self::Revocation => "chưa kiểm tra chứng thư số có bị thu hồi hay không".into(),
        }
    }
}
