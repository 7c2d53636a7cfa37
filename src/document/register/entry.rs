//! What a register notes: one kind of entry for each thing that happens, never changed afterwards.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::record::{Code, Date, Diploma, Name, Remark, Supersedes};

/// One entry as it is kept: its place, when and by whom it was noted, what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// From 1, without gaps.
    pub number: u64,
    /// When it was noted, RFC 3339 with its offset.
    pub at: String,
    /// Who noted it.
    pub by: Name,
    pub noted: Noted,
}

/// What is noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Noted {
    /// The register is opened for this organisation; always the first entry, and only there.
    Opened { organisation: String },
    /// A diploma is entered (sổ gốc).
    Diploma(Box<Diploma>),
    /// An entered diploma is amended by a decision (phụ lục sổ gốc).
    Amended(Amendment),
    /// A copy is made from the register (sổ cấp bản sao).
    Copied(Copy),
    /// The manifest that lists the documents of a batch is signed.
    Sealed(Sealed),
    /// An electronic document is issued.
    Issued(Issued),
    /// An issued document no longer counts.
    Withdrawn(Withdrawn),
    /// A document that the manifest of a batch lists is never issued.
    GivenUp(GivenUp),
}

/// Why the content of a diploma may be corrected: four grounds and no other (domain 4.2).
#[derive(Debug, Clone, std::marker::Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Thay đổi hoặc cải chính hộ tịch.
    CivilStatusChanged,
    /// Xác định lại dân tộc, xác định lại giới tính.
    EthnicityOrGender,
    /// Bổ sung hộ tịch.
    CivilStatusSupplemented,
    /// Đăng ký lại khai sinh, đăng ký khai sinh quá hạn.
    BirthRegistration,
}

impl Ground {
    pub const ALL: [Ground; 4] = [
        Ground::CivilStatusChanged,
        Ground::EthnicityOrGender,
        Ground::CivilStatusSupplemented,
        Ground::BirthRegistration,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Ground::CivilStatusChanged => "civil_status_changed",
            Ground::EthnicityOrGender => "ethnicity_or_gender",
            Ground::CivilStatusSupplemented => "civil_status_supplemented",
            Ground::BirthRegistration => "birth_registration",
        }
    }

    pub fn label_vi(self) -> &'static str {
        match self {
            Ground::CivilStatusChanged => "thay đổi, cải chính hộ tịch",
            Ground::EthnicityOrGender => "xác định lại dân tộc, giới tính",
            Ground::CivilStatusSupplemented => "bổ sung hộ tịch",
            Ground::BirthRegistration => "đăng ký lại hoặc đăng ký quá hạn khai sinh",
        }
    }
}

/// A member of the diploma's holder, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Absent where nothing was noted before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    pub new: String,
}

/// What a decision does to a diploma.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Chỉnh sửa nội dung; the serial stays. Keys are members of the holder.
    Correction { ground: Ground, changes: BTreeMap<String, Change> },
    /// Thu hồi.
    Revocation,
    /// Hủy bỏ.
    Cancellation,
    /// Cấp lại, because the issuer wrote it wrongly.
    Reissue { new_serial_no: Code, new_register_no: Code },
}

/// A decision about an entered diploma.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// Number of the diploma's entry.
    pub of: u64,
    pub action: Action,
    pub decision_no: Code,
    pub decision_date: Date,
    pub reason: Remark,
}

/// A line of the copy-issue book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Copy {
    /// Number of the diploma's entry.
    pub of: u64,
    /// Số vào sổ cấp bản sao: `number` of `year`, from 1 without gaps.
    pub year: u16,
    pub copy_no: u32,
    /// SHA-256 of the diploma as it stood, amendments applied, in hexadecimal.
    pub content_sha256: String,
    /// Paper copies; 0 for a digital one alone.
    pub paper_count: u16,
    pub signer_name: Name,
    pub signer_title: Name,
}

impl Copy {
    /// Số vào sổ cấp bản sao as a copy prints it: `12/2026`.
    pub fn register_no(copy_no: u32, year: u16) -> String {
        format!("{copy_no}/{year}")
    }
}

/// A batch whose manifest is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// Name of the batch: 16 hexadecimal digits.
    pub batch: String,
    /// SHA-256 of the manifest's content, in hexadecimal.
    pub manifest_sha256: String,
    /// Number of the status list that covers it.
    pub list: u64,
    pub count: u64,
}

/// An issued document: what the world may know of it, and what its record hashes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Issued {
    /// The document's id: 26 characters.
    pub id: String,
    pub kind: String,
    pub date: Date,
    /// SHA-256 of its record's bytes, in hexadecimal.
    pub record_sha256: String,
    /// The document that this one replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<Supersedes>,
    /// The batch whose manifest lists it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// Entry of the copy-issue book that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<u64>,
}

/// A document that is withdrawn, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    pub id: String,
    pub reason: Remark,
    pub decision_no: Code,
    pub decision_date: Date,
}

/// A document that was never finished though a manifest lists it, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GivenUp {
    pub id: String,
    /// The batch whose manifest lists it.
    pub batch: String,
    pub reason: Remark,
    pub date: Date,
}
