//! What the words of a document are in.

use serde::{Deserialize, Serialize};

/// In what a document is drawn; a record has no language of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// Vietnamese alone: every kind has such a template.
    #[default]
    #[serde(rename = "vi")]
    Vietnamese,
    /// Vietnamese with English beside it.
    #[serde(rename = "vi-en")]
    Bilingual,
}

impl Language {
    pub fn is_vietnamese(&self) -> bool {
        *self == Language::Vietnamese
    }
}
