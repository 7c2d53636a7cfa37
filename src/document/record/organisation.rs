//! The organisation that issues, the people who answer for a document, and the act of issuing.

use serde::{Deserialize, Serialize};

use super::{Date, Name};

/// The school as the page names it (domain 9.1 A). Who it *is* is the record's `org`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// Tên trường.
    pub name: Name,
    /// Loại cơ sở.
    pub kind: OrganisationKind,
    /// Cơ quan chủ quản.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_name: Option<Name>,
    /// Mã trường.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_code: Option<Name>,
    /// Xã, phường hoặc đặc khu.
    pub ward: Name,
    /// Tỉnh hoặc thành phố.
    pub province: Name,
}

/// What sort of organisation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OrganisationKind {
    /// Tiểu học.
    Primary,
    /// Trung học cơ sở.
    LowerSecondary,
    /// Trung học phổ thông.
    UpperSecondary,
    /// Trường phổ thông có nhiều cấp học.
    MultiLevel,
    /// Giáo dục thường xuyên.
    Continuing,
    /// Đại học.
    University,
    /// Sở Giáo dục và Đào tạo.
    Department,
    /// Ủy ban nhân dân cấp xã.
    CommuneCommittee,
}

impl OrganisationKind {
    /// The value in a record.
    pub fn code(self) -> &'static str {
        match self {
            OrganisationKind::Primary => "primary",
            OrganisationKind::LowerSecondary => "lower_secondary",
            OrganisationKind::UpperSecondary => "upper_secondary",
            OrganisationKind::MultiLevel => "multi_level",
            OrganisationKind::Continuing => "continuing",
            OrganisationKind::University => "university",
            OrganisationKind::Department => "department",
            OrganisationKind::CommuneCommittee => "commune_committee",
        }
    }
}

/// A person who is only named: a teacher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Họ và tên.
    pub full_name: Name,
}

/// The school leader who signs (chức vụ giám hiệu).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Leader {
    /// Họ và tên.
    pub full_name: Name,
    /// HIỆU TRƯỞNG, PHÓ HIỆU TRƯỞNG, ...
    pub title: Name,
    /// Quyền hạn ký.
    pub sign_prefix: SignPrefix,
    /// The decision that lets a person sign for another; there is one unless `sign_prefix` is `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority_document: Option<Name>,
}

/// On whose behalf a leader signs (Nghị định 30/2020, Điều 13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignPrefix {
    /// In their own right.
    None,
    /// Ký thay.
    Kt,
    /// Thừa lệnh.
    Tl,
    /// Thừa ủy quyền.
    Tuq,
    /// Quyền.
    Q,
    /// Thay mặt.
    Tm,
}

/// When, where and by whom a document is issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Issue {
    /// Ngày phát hành.
    pub date: Date,
    /// Địa danh.
    pub place: Name,
    /// Người ký.
    pub leader: Leader,
}
