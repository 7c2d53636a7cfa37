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

/// Words that the file holds for how a fingerprint was confirmed.
pub const BY_PERSON: &str = "person at the terminal";
pub const PUBLISHED: &str = "published fingerprint: ";
pub const BY_DEMO: &str = "made by this run";

impl Provenance {
    /// How the fingerprint was confirmed, in Vietnamese.
    pub fn confirmed_vi(&self) -> String {
        match (self.confirmed.as_str(), self.confirmed.strip_prefix(PUBLISHED)) {
            (_, Some(name)) => format!("trùng dấu vân tay đã công bố của {name}"),
            (BY_PERSON, _) => "người dùng trả lời trên màn hình".to_owned(),
            (BY_DEMO, _) => "do lần chạy thử tạo ra".to_owned(),
            (other, _) => other.to_owned(),
        }
    }
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
