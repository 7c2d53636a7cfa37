//! Workbooks and settings of an office, read together.

use std::path::{Path, PathBuf};

use vanbang::document::record::{Body, Diploma, Kind};
use vanbang::document::roster::{
    self, CopyRequest, DiplomaDefaults, Note, OfficeSettings, Problem, Records, read_diplomas, read_requests,
    read_scale, read_secondary, read_university,
};

use crate::config::{Configuration, SETTINGS};
use crate::failure::Failure;
use crate::input::{self, MAX_WORKBOOK};
use crate::show::{Console, problems};

/// More workbooks than a school has classes, semesters and subjects.
const MAX_WORKBOOKS: usize = 1000;

/// What was read, or every problem at once; with what was recognised.
pub struct Rosters<R> {
    pub read: Result<R, Vec<Problem>>,
    pub notes: Vec<Note>,
}

/// The settings, and the documents that the workbooks give.
pub struct Documents {
    pub settings: OfficeSettings,
    pub records: Vec<Body>,
}

impl<R> Rosters<R> {
    fn problems(problems: Vec<Problem>) -> Rosters<R> {
        Rosters { read: Err(problems), notes: Vec::new() }
    }
}

impl<R> From<Records<R>> for Rosters<Vec<R>> {
    fn from(Records { records, problems, notes }: Records<R>) -> Rosters<Vec<R>> {
        Rosters { read: if problems.is_empty() { Ok(records) } else { Err(problems) }, notes }
    }
}

/// Reads the workbooks of one kind of document with the settings of the office folder.
pub fn read(files: &[PathBuf], kind: Kind, configuration: &Configuration) -> Result<Rosters<Documents>, Failure> {
    configuration.need_office()?;
    let text = String::from_utf8_lossy(configuration.settings_bytes());
    let settings = match OfficeSettings::parse(SETTINGS, &text) {
        Ok(settings) => settings,
        Err(problems) => return Ok(Rosters::problems(problems)),
    };
    let (records, problems, notes) = match kind {
        Kind::TranscriptYearSecondary => {
            let read = roster::read(&named(&load(files)?), &settings);
            (bodies(read.records), read.problems, read.notes)
        }
        Kind::TranscriptSecondary => {
            let read = read_secondary(&named(&load(files)?), &settings);
            (bodies(read.records), read.problems, read.notes)
        }
        Kind::TranscriptUniversity => {
            let scale = match read_scale(SETTINGS, &text) {
                Ok(scale) => scale,
                Err(problems) => return Ok(Rosters::problems(problems)),
            };
            let read = read_university(&named(&load(files)?), &settings, &scale);
            (bodies(read.records), read.problems, read.notes)
        }
        _ => return Err(not_from_workbooks(kind)),
    };
    let read = if problems.is_empty() { Ok(Documents { settings, records }) } else { Err(problems) };
    Ok(Rosters { read, notes })
}

/// Reads lists of diplomas, completed by `[diplomas]` of the settings.
pub fn diplomas(files: &[PathBuf], configuration: &Configuration) -> Result<Rosters<Vec<Diploma>>, Failure> {
    configuration.need_office()?;
    let text = String::from_utf8_lossy(configuration.settings_bytes());
    match DiplomaDefaults::parse(SETTINGS, &text) {
        Ok(defaults) => Ok(read_diplomas(&named(&load(files)?), &defaults).into()),
        Err(problems) => Ok(Rosters::problems(problems)),
    }
}

/// Reads requests for copies.
pub fn requests(files: &[PathBuf]) -> Result<Rosters<Vec<CopyRequest>>, Failure> {
    Ok(read_requests(&named(&load(files)?)).into())
}

fn bodies<R: Into<Body>>(records: Vec<R>) -> Vec<Body> {
    records.into_iter().map(Into::into).collect()
}

fn load(files: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    if files.len() > MAX_WORKBOOKS {
        let (vi, en) = (format!("nhiều hơn {MAX_WORKBOOKS} sổ điểm"), format!("more than {MAX_WORKBOOKS} workbooks"));
        return Err(Failure::new("TOO_MANY_FILES", vi, en));
    }
    files.iter().map(|file| Ok((name(file), input::read(file, MAX_WORKBOOK)?))).collect()
}

fn named(workbooks: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    workbooks.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect()
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

fn not_from_workbooks(kind: Kind) -> Failure {
    Failure::new(
        "KIND_NOT_FROM_WORKBOOKS",
        format!("{kind} không lập từ sổ điểm mà từ sổ gốc"),
        format!("{kind} is not made from workbooks but from the register"),
    )
    .hint(
        "Lập bản sao: vanbang copy SỐ-HIỆU. Soát danh sách đề nghị: vanbang check --kind certified-copy.",
        "To make copies: vanbang copy NUMBER. To look at requests: vanbang check --kind certified-copy.",
    )
}
