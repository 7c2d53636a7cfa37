//! A copy from the register (bản sao từ sổ gốc): the register's current values, and its line in the copy-issue
//! book (domain 9.1 G).

mod check;
mod facts;

use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::wire::statement;
use super::{
    Checked, Code, Contradiction, Date, Diploma, Fact, Issue, Kind, Name, Organisation, Stated, Supersedes, ValueFault,
};

/// The chain hash of a register's entry, in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EntryHash(String);

impl EntryHash {
    /// Exactly 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// [`ValueFault`] for anything else.
    pub fn new(text: &str) -> Result<EntryHash, ValueFault> {
        match HEXLOWER.decode(text.as_bytes()) {
            Ok(bytes) if bytes.len() == 32 => Ok(EntryHash(text.to_owned())),
            _ => Err(ValueFault::new(text, "64 hexadecimal digits")),
        }
    }
}

impl fmt::Display for EntryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for EntryHash {
    type Error = ValueFault;

    fn try_from(text: String) -> Result<EntryHash, ValueFault> {
        EntryHash::new(&text)
    }
}

impl From<EntryHash> for String {
    fn from(hash: EntryHash) -> String {
        hash.0
    }
}

/// Its line in the copy-issue book (sổ cấp bản sao).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CopyLine {
    /// Số vào sổ cấp bản sao.
    pub copy_register_no: Code,
    /// Người yêu cầu.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_by: Option<Name>,
    /// Số lượng bản giấy; 0 for a digital copy alone.
    pub paper_count: u16,
    /// The register's entry of the diploma.
    pub entry_hash: EntryHash,
    /// Decisions that changed the entry since, already applied to `diploma`; oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(length(max = 20)))]
    pub amendments: Vec<AmendmentLine>,
}

/// A decision about the diploma.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AmendmentLine {
    pub kind: AmendmentKind,
    /// Số quyết định.
    pub decision_no: Code,
    /// Ngày quyết định.
    pub decision_date: Date,
}

/// What a decision did to a diploma that is still in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AmendmentKind {
    /// Chỉnh sửa nội dung.
    Correction,
    /// Cấp lại.
    Reissue,
}

impl AmendmentKind {
    pub fn label_vi(self) -> &'static str {
        match self {
            AmendmentKind::Correction => "chỉnh sửa",
            AmendmentKind::Reissue => "cấp lại",
        }
    }

    pub fn label_en(self) -> &'static str {
        match self {
            AmendmentKind::Correction => "corrected",
            AmendmentKind::Reissue => "reissued",
        }
    }
}

statement! {
    /// All that a copy states, before it has been checked as a whole.
    CopyStatement, CertifiedCopy1, "certified-copy/1",
    "A copy of a diploma from the register (bản sao từ sổ gốc). What no schema can say (who may copy, what the rules \
     say of the diploma) is checked by the reader." {
        /// The copying authority.
        organisation: Organisation,
        /// Its line in the copy-issue book.
        copy: CopyLine,
        /// What the register says of the diploma, amendments applied.
        diploma: Diploma,
        /// When, where and by whom it is issued.
        issue: Issue,
        /// The document that this one replaces.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        supersedes: Option<Supersedes>,
    }
}

/// A copy whose parts agree with each other and with the rules of its day.
pub type CertifiedCopy = Checked<CopyStatement>;

impl Stated for CopyStatement {
    fn kind(&self) -> Kind {
        Kind::CertifiedCopy
    }

    fn holder(&self) -> &Name {
        &self.diploma.holder.full_name
    }

    fn group(&self) -> String {
        self.diploma.credential_type.label_vi().to_owned()
    }

    fn key(&self) -> String {
        self.copy.copy_register_no.folded()
    }

    fn facts(&self) -> Vec<Fact> {
        facts::facts(self)
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        check::contradictions(self)
    }
}
