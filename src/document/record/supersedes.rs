//! A document that replaces an older one says which, and why.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};

use super::{Code, Date, Remark, ValueFault};

/// The public identifier of a document as its code prints it: 26 characters (protocol 2.4).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentId(String);

impl DocumentId {
    /// Canonical base32 of 16 bytes, in upper case.
    ///
    /// # Errors
    /// [`ValueFault`] for anything else.
    pub fn new(text: &str) -> Result<DocumentId, ValueFault> {
        match BASE32_NOPAD.decode(text.as_bytes()) {
            Ok(bytes) if bytes.len() == 16 => Ok(DocumentId(text.to_owned())),
            _ => Err(ValueFault::new(text, "a document's identifier of 26 characters")),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for DocumentId {
    type Error = ValueFault;

    fn try_from(text: String) -> Result<DocumentId, ValueFault> {
        DocumentId::new(&text)
    }
}

impl From<DocumentId> for String {
    fn from(id: DocumentId) -> String {
        id.0
    }
}

/// The document that is replaced. It stays in the register; its standing becomes *superseded*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Supersedes {
    /// Mã của văn bản bị thay thế.
    pub id: DocumentId,
    /// Lý do.
    pub reason: Remark,
    /// Số quyết định.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_no: Option<Code>,
    /// Ngày quyết định.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_date: Option<Date>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_canonical() {
        let id = "SREBT4PBD5YYO2DV7KIZGX2SF4";
        assert_eq!(DocumentId::new(id).map(String::from), Ok(id.to_owned()));
        for bad in ["", "SREBT4PBD5YYO2DV7KIZGX2SF", "SREBT4PBD5YYO2DV7KIZGX2SF5", "srebt4pbd5yyo2dv7kizgx2sf4"] {
            assert!(DocumentId::new(bad).is_err(), "{bad}");
        }
    }
}
