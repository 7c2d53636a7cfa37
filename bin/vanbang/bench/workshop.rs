//! A folder for one measurement, with as many sample documents as wanted.

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use vanbang::document::batch::Arrangement;
use vanbang::document::manifest::limits::COUNT;
use vanbang::document::record::{Kind, Language, Role, TranscriptYear};
use vanbang::document::roster::{self, OfficeSettings};
use vanbang::signature::crypto;

use crate::batches;
use crate::config::SETTINGS;
use crate::demo::authority::{Authority, Holder};
use crate::failure::Failure;
use crate::office;
use crate::press::OfficePress;
use crate::show::Console;

pub const KIND: Kind = Kind::TranscriptYearSecondary;

/// Gone when dropped.
pub struct Workshop {
    folder: PathBuf,
    pub settings: OfficeSettings,
    records: Vec<TranscriptYear>,
    pub press: OfficePress,
}

impl Workshop {
    pub fn new() -> Result<Self, Failure> {
        let damaged = |what: String| {
            Failure::new(
                "SAMPLE_INVALID",
                format!("dữ liệu mẫu hỏng: {what}"),
                format!("the sample data is damaged: {what}"),
            )
        };
        let settings = OfficeSettings::parse(SETTINGS, office::SAMPLE_SETTINGS)
            .map_err(|problems| damaged(format!("{problems:?}")))?;
        let reading = roster::read(&office::ROSTERS, &settings);
        if reading.records.is_empty() {
            return Err(damaged(format!("{:?}", reading.problems.first())));
        }
        let name = crypto::random::<8>().map_err(|error| damaged(error.to_string()))?;
        let folder = std::env::temp_dir().join(format!("vanbang-bench-{}", HEXLOWER.encode(&name)));
        crate::input::make_folder(&folder)?;
        let press = OfficePress::of(&folder, KIND, Language::Vietnamese)?;
        Ok(Workshop { folder, settings, records: reading.records, press })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// `count` records: the sample pupils again and again. Each document gets a salt of its own.
    pub fn records(&self, count: usize) -> Vec<TranscriptYear> {
        self.records.iter().cycle().take(count).cloned().collect()
    }

    /// Draws `count` documents, in as many batches as they need.
    pub fn batches(&self, count: usize, threads: usize, console: &Console) -> Result<Vec<PathBuf>, Failure> {
        let parts = (0..count).step_by(COUNT).map(|first| COUNT.min(count - first));
        parts.enumerate().map(|(number, part)| self.drawn(&format!("batch-{number}"), part, threads, console)).collect()
    }

    /// Draws a batch of `count` documents.
    pub fn batch(&self, count: usize, threads: usize, console: &Console) -> Result<PathBuf, Failure> {
        self.drawn("batch", count, threads, console)
    }

    fn drawn(&self, name: &str, count: usize, threads: usize, console: &Console) -> Result<PathBuf, Failure> {
        let batch = self.folder.join(name);
        batches::draw(
            &batch,
            self.records(count),
            &self.settings,
            &self.press,
            &Arrangement::default(),
            Some(threads),
            console,
        )?;
        Ok(batch)
    }

    /// A throw-away key for a role.
    pub fn holder<'n>(&self, role: Role) -> Holder<'n> {
        Holder { name: role.label_vi(), title: "", organisation: "vanbang bench" }
    }

    pub fn authority(&self, at: chrono::DateTime<chrono::Utc>) -> Result<Authority, Failure> {
        Authority::new(at)
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        // What the system's own folder for temporary files keeps is the system's to clear.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
