//! Where each anchor of a trust folder came from, and who compared its fingerprint.

use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::input;

const FILE: &str = "provenance.json";

/// One anchor's origin.
#[derive(Debug, Serialize, Deserialize)]
pub struct Provenance {
    pub sha256: String,
    pub subject: String,
    pub source: String,
    pub confirmed: String,
    pub added: DateTime<Utc>,
}

/// What a trust folder records; nothing when it has no record yet.
pub fn read(folder: &Path) -> Result<Vec<Provenance>, Failure> {
    let path = folder.join(FILE);
    if !path.exists() {
        return Ok(Vec::new());
    }
    serde_json::from_slice(&input::read(&path, input::MAX_SMALL)?).map_err(|error| {
        Failure::new("PROVENANCE_INVALID", format!("không đọc được: {error}"), format!("cannot be read: {error}"))
            .about(&path)
            .hint("Hãy sửa hoặc xóa tệp này.", "Correct the file or delete it.")
    })
}

pub fn write(folder: &Path, records: &[Provenance]) -> Result<(), Failure> {
    let text = serde_json::to_vec_pretty(records)
        .map_err(|error| Failure::new("PROVENANCE_INVALID", error.to_string(), error.to_string()))?;
    input::write(&folder.join(FILE), &text)
}
