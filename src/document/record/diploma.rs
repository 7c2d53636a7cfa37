//! A diploma as the register (sổ gốc) states it (domain 9.1 F): what a certified copy repeats, to the
//! letter.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Contradiction, Date, Gender, Name, Remark, Text};
use crate::document::record::rules::credentials;

/// A number or serial as it is written, leading zeros kept; compared by [`Code::folded`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(Text<64>);

impl Code {
    /// # Errors
    /// What is wrong with the text.
    pub fn tidy(text: &str) -> Result<Code, super::TextFault> {
        Text::tidy(text).map(Code)
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// What two spellings of the same number share: without spaces, in lower case.
    pub fn folded(&self) -> String {
        fold(self.as_str())
    }
}

/// As [`Code::folded`], of what a person typed.
pub fn fold(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

impl From<Text<64>> for Code {
    fn from(text: Text<64>) -> Code {
        Code(text)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Loại văn bằng, chứng chỉ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CredentialType {
    Thcs,
    BtThcs,
    Thpt,
    BtThpt,
    TrungHocNghe,
    TrungCap,
    CaoDang,
    CuNhan,
    ThacSi,
    TienSi,
    Specialised,
    Certificate,
    CompletionCertificate,
}

impl CredentialType {
    pub const ALL: &'static [CredentialType] = &[
        CredentialType::Thcs,
        CredentialType::BtThcs,
        CredentialType::Thpt,
        CredentialType::BtThpt,
        CredentialType::TrungHocNghe,
        CredentialType::TrungCap,
        CredentialType::CaoDang,
        CredentialType::CuNhan,
        CredentialType::ThacSi,
        CredentialType::TienSi,
        CredentialType::Specialised,
        CredentialType::Certificate,
        CredentialType::CompletionCertificate,
    ];

    pub fn code(self) -> &'static str {
        match self {
            CredentialType::Thcs => "thcs",
            CredentialType::BtThcs => "bt_thcs",
            CredentialType::Thpt => "thpt",
            CredentialType::BtThpt => "bt_thpt",
            CredentialType::TrungHocNghe => "trung_hoc_nghe",
            CredentialType::TrungCap => "trung_cap",
            CredentialType::CaoDang => "cao_dang",
            CredentialType::CuNhan => "cu_nhan",
            CredentialType::ThacSi => "thac_si",
            CredentialType::TienSi => "tien_si",
            CredentialType::Specialised => "specialised",
            CredentialType::Certificate => "certificate",
            CredentialType::CompletionCertificate => "completion_certificate",
        }
    }

    pub fn from_code(code: &str) -> Option<CredentialType> {
        CredentialType::ALL.iter().copied().find(|kind| kind.code() == code)
    }

    /// The name that the paper bears.
    pub fn label_vi(self) -> &'static str {
        match self {
            CredentialType::Thcs => "Bằng tốt nghiệp trung học cơ sở",
            CredentialType::BtThcs => "Bằng tốt nghiệp bổ túc trung học cơ sở",
            CredentialType::Thpt => "Bằng tốt nghiệp trung học phổ thông",
            CredentialType::BtThpt => "Bằng tốt nghiệp bổ túc trung học phổ thông",
            CredentialType::TrungHocNghe => "Bằng tốt nghiệp trung học nghề",
            CredentialType::TrungCap => "Bằng tốt nghiệp trung cấp",
            CredentialType::CaoDang => "Bằng tốt nghiệp cao đẳng",
            CredentialType::CuNhan => "Bằng cử nhân",
            CredentialType::ThacSi => "Bằng thạc sĩ",
            CredentialType::TienSi => "Bằng tiến sĩ",
            CredentialType::Specialised => "Văn bằng chuyên khoa đặc thù",
            CredentialType::Certificate => "Chứng chỉ",
            CredentialType::CompletionCertificate => "Giấy chứng nhận hoàn thành chương trình giáo dục phổ thông",
        }
    }
}

/// Hình thức của văn bằng.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Form {
    Paper,
    Digital,
    Both,
}

/// The holder as the register knew them on the day of issue: a snapshot, never a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// Họ và tên.
    pub full_name: Name,
    /// Ngày sinh.
    pub date_of_birth: Date,
    /// Only the year of birth is known; day and month of `date_of_birth` say nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub birth_year_only: bool,
    /// Nơi sinh.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_of_birth: Option<Name>,
    /// Giới tính.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// Dân tộc: sensitive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ethnicity: Option<Name>,
    /// Quốc tịch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nationality: Option<Name>,
}

/// One diploma of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Diploma {
    /// Loại văn bằng.
    pub credential_type: CredentialType,
    /// Hình thức của văn bằng.
    pub form: Form,
    /// Số hiệu.
    pub serial_no: Code,
    /// Số vào sổ gốc.
    pub register_no: Code,
    /// Người được cấp.
    pub holder: Holder,
    /// Trường.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_name: Option<Name>,
    /// Khóa thi.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exam_session: Option<Name>,
    /// Hội đồng thi.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exam_council: Option<Name>,
    /// Ngành.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub major: Option<Name>,
    /// Hình thức đào tạo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub study_mode: Option<Name>,
    /// Xếp loại tốt nghiệp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<Name>,
    /// Điểm thi.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exam_score: Option<Name>,
    /// Năm tốt nghiệp.
    pub graduation_year: u16,
    /// Quyết định công nhận tốt nghiệp.
    pub decision_no: Code,
    /// Ngày quyết định.
    pub decision_date: Date,
    /// Ngày cấp.
    pub issue_date: Date,
    /// Nơi cấp.
    pub issue_place: Name,
    /// Cơ quan cấp.
    pub issuer_name: Name,
    /// Người ký.
    pub signer_name: Name,
    /// Chức vụ người ký.
    pub signer_title: Name,
    /// Ghi chú.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Remark>,
}

impl Holder {
    /// The date of birth as the page prints it: the year alone where no more is known.
    pub fn birth_text_vi(&self) -> String {
        let text = self.date_of_birth.text_vi();
        if self.birth_year_only { text.rsplit('/').next().unwrap_or_default().to_owned() } else { text }
    }
}

impl Diploma {
    /// What the rules, or the diploma itself, contradict; a register takes none with any.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        credentials::contradictions(self)
    }
}
