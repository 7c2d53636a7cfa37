//! `vanbang issue --replaces`: only what differs from an issued batch, each with the document it replaces.

use std::path::{Path, PathBuf};

use vanbang::document::batch::Batch;
use vanbang::document::record::{Body, Code, Date, Remark};
use vanbang::document::register::Register;
use vanbang::issue::{Why, replacing};

use crate::batches::REGISTER;
use crate::cli::Replaces;
use crate::failure::Failure;

/// The records that are issued again, and the folder they go to unless another one is named: beside the old batch,
/// by its name, so that the same command resumes.
pub fn replaced(
    arguments: &Replaces,
    folder: Option<&Path>,
    records: &[Body],
    office: &Path,
) -> Result<Option<(Vec<Body>, PathBuf)>, Failure> {
    let (Some(old), Some(reason)) = (&arguments.replaces, &arguments.reason) else { return Ok(None) };
    let why = Why {
        reason: Remark::tidy(reason).map_err(|fault| wrong("--reason", fault.message_vi(), fault.to_string()))?,
        decision_no: match &arguments.decision {
            Some(text) => Some(Code::tidy(text).map_err(|f| wrong("--decision", f.message_vi(), f.to_string()))?),
            None => None,
        },
        decision_date: match &arguments.decision_date {
            Some(text) => Some(Date::parse(text).map_err(|_| {
                let (vi, en) = ("ngày viết theo dạng 2026-05-31", "a date is written 2026-05-31");
                wrong("--decision-date", vi.to_owned(), en.to_owned())
            })?),
            None => None,
        },
    };
    let folder = folder.map_or_else(|| beside(old), Path::to_owned);
    let register = Register::open(&office.join(REGISTER))?;
    let begun = if Batch::exists(&folder) {
        Batch::open(&folder)?.documents().map(|document| document.id).collect()
    } else {
        Vec::new()
    };
    let records = replacing(&Batch::open(old)?, &register, &begun, records.to_vec(), &why)?;
    Ok(Some((records, folder)))
}

fn beside(old: &Path) -> PathBuf {
    let name = old.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    old.with_file_name(format!("{name}-thay-the"))
}

fn wrong(option: &str, vi: String, en: String) -> Failure {
    Failure::new("USAGE", format!("{option}: {vi}"), format!("{option}: {en}"))
        .hint("Xem: vanbang issue --help", "See: vanbang issue --help")
}
