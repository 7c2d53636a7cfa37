//! Workbooks and settings of an office, read together.

use std::path::{Path, PathBuf};

use vanbang::document::roster::{self, Note, OfficeSettings, Problem, Reading};

use crate::config::{Configuration, SETTINGS};
use crate::failure::Failure;
use crate::input::{self, MAX_WORKBOOK};
use crate::show::{Console, problems};

/// More workbooks than a school has semesters and grades.
const MAX_WORKBOOKS: usize = 64;

/// What was read, or every problem at once with what was recognised.
pub enum Rosters {
    Read { settings: Box<OfficeSettings>, reading: Reading },
    Problems(Vec<Problem>, Vec<Note>),
}

/// Reads the workbooks with the settings of the office folder.
pub fn read(files: &[PathBuf], configuration: &Configuration) -> Result<Rosters, Failure> {
    configuration.need_office()?;
    if files.len() > MAX_WORKBOOKS {
        let (vi, en) = (format!("nhiều hơn {MAX_WORKBOOKS} sổ điểm"), format!("more than {MAX_WORKBOOKS} workbooks"));
        return Err(Failure::new("TOO_MANY_FILES", vi, en));
    }
    let text = String::from_utf8_lossy(configuration.settings_bytes());
    let settings = match OfficeSettings::parse(SETTINGS, &text) {
        Ok(settings) => settings,
        Err(problems) => return Ok(Rosters::Problems(problems, Vec::new())),
    };
    let mut workbooks = Vec::new();
    for file in files {
        workbooks.push((name(file), input::read(file, MAX_WORKBOOK)?));
    }
    let named: Vec<(&str, &[u8])> = workbooks.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let reading = roster::read(&named, &settings);
    if reading.problems.is_empty() {
        Ok(Rosters::Read { settings: Box::new(settings), reading })
    } else {
        Ok(Rosters::Problems(reading.problems, reading.notes))
    }
}

/// The settings of the office folder; every problem is shown.
pub fn settings(configuration: &Configuration, console: &Console) -> Result<OfficeSettings, Failure> {
    let text = String::from_utf8_lossy(configuration.settings_bytes());
    OfficeSettings::parse(SETTINGS, &text).map_err(|problems| {
        problems::show(&problems, console);
        Failure::new("SETTINGS_INVALID", "vanbang.toml chưa dùng được", "vanbang.toml cannot be used")
            .hint("Hãy sửa những chỗ nêu trên.", "Correct what is named above.")
    })
}

fn name(file: &Path) -> String {
    file.file_name().map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into_owned())
}
