//! Why a certificate was revoked (RFC 5280 section 5.3.1), and sets of such reasons (section 4.2.1.13).

use crate::signature::crypto::tlv;

/// CRLReason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Not told, or told as unspecified.
    Unspecified,
    KeyCompromise,
    CaCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
    CertificateHold,
    RemoveFromCrl,
    PrivilegeWithdrawn,
    AaCompromise,
}

impl Reason {
    /// The content of an ENUMERATED.
    pub(super) fn parse(content: &[u8]) -> Result<Self, tlv::Error> {
        Ok(match content {
            [0] => Self::Unspecified,
            [1] => Self::KeyCompromise,
            [2] => Self::CaCompromise,
            [3] => Self::AffiliationChanged,
            [4] => Self::Superseded,
            [5] => Self::CessationOfOperation,
            [6] => Self::CertificateHold,
            [8] => Self::RemoveFromCrl,
            [9] => Self::PrivilegeWithdrawn,
            [10] => Self::AaCompromise,
            _ => return Err(tlv::Error::Value),
        })
    }

    /// The name in RFC 5280.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "keyCompromise",
            Self::CaCompromise => "cACompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::CertificateHold => "certificateHold",
            Self::RemoveFromCrl => "removeFromCRL",
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
            Self::AaCompromise => "aACompromise",
        }
    }

    /// In Vietnamese.
    pub fn name_vi(self) -> &'static str {
        match self {
            Self::Unspecified => "không nêu lý do",
            Self::KeyCompromise => "lộ khóa bí mật",
            Self::CaCompromise => "lộ khóa của nơi cấp",
            Self::AffiliationChanged => "thay đổi đơn vị",
            Self::Superseded => "đã thay bằng chứng thư số khác",
            Self::CessationOfOperation => "ngừng sử dụng",
            Self::CertificateHold => "tạm dừng",
            Self::RemoveFromCrl => "bỏ khỏi danh sách",
            Self::PrivilegeWithdrawn => "bị rút quyền",
            Self::AaCompromise => "lộ khóa của nơi cấp thuộc tính",
        }
    }

    /// Whether it is a planned end that says nothing of the time before.
    pub(super) fn leaves_the_past_alone(self) -> bool {
        matches!(self, Self::Superseded | Self::CessationOfOperation)
    }
}

/// ReasonFlags: bit 1 to bit 8 of the extension stand in bits 1 to 8 here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reasons(u16);

impl Reasons {
    pub(super) const NONE: Reasons = Reasons(0);
    pub(super) const ALL: Reasons = Reasons(0x1fe);

    /// The content of a BIT STRING.
    pub(super) fn parse(content: &[u8]) -> Result<Self, tlv::Error> {
        let (first, second) = match content {
            [unused @ 0..=7, first] => (first & (0xff << unused), 0),
            [unused @ 0..=7, first, second] => (*first, second & (0xff << unused)),
            _ => return Err(tlv::Error::Value),
        };
        let mask = (0..8u16).filter(|bit| first & (0x80 >> bit) != 0).fold(0, |mask, bit| mask | 1 << bit);
        let mask = if second & 0x80 != 0 { mask | 1 << 8 } else { mask };
        Ok(Self(mask & Self::ALL.0))
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn is_empty(self) -> bool {
        self == Self::NONE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_read_from_the_left() {
        assert_eq!(Reasons::parse(&[1, 0x7f - 1]).unwrap(), Reasons(0x7e));
        assert_eq!(Reasons::parse(&[7, 0x7f, 0x80]).unwrap(), Reasons::ALL);
        assert_eq!(Reasons::parse(&[0, 0x80]).unwrap(), Reasons::NONE);
        assert!(Reasons::parse(&[8, 0]).is_err() && Reasons::parse(&[]).is_err());
    }

    #[test]
    fn numbers_without_a_meaning_are_refused() {
        assert!(Reason::parse(&[7]).is_err() && Reason::parse(&[11]).is_err() && Reason::parse(&[]).is_err());
        let all: Vec<_> = (0..=10).filter_map(|n| Reason::parse(&[n]).ok()).collect();
        assert_eq!(all.len(), 10);
        assert!(all.iter().all(|reason| !reason.name().is_empty() && !reason.name_vi().is_empty()));
    }
}
