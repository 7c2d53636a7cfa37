//! `vanbang issue --replaces`: only what differs from an issued batch, each with the document it replaces.

use std::path::{Path, PathBuf};

use vanbang::document::batch::Batch;
use vanbang::document::record::{Body, Code, Date, Remark};
use vanbang::document::register::Register;
use vanbang::issue::{Absent, Why, absent, replacing, without_document};

use crate::batches::REGISTER;
use crate::cli::Replaces;
use crate::failure::Failure;
use crate::show::Console;

/// Documents that are told one by one.
const NAMED: usize = 5;

/// The folder of a correction unless another one is named: beside the old batch, by its name, so that the
/// same command resumes.
pub fn beside(old: &Path) -> PathBuf {
    let name = old.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    old.with_file_name(format!("{name}-thay-the"))
}

/// Of the records that were chosen, those that are issued again into `folder`. `all` were read: whoever the
/// old batch has and they do not have is told, and stops the run unless that was said to be meant.
pub fn replaced(
    arguments: &Replaces,
    old: &Path,
    folder: &Path,
    all: &[Body],
    chosen: Vec<Body>,
    office: &Path,
    console: &Console,
) -> Result<Vec<Body>, Failure> {
    let why = why(arguments)?;
    let register = Register::open(&office.join(REGISTER))?;
    let begun = if Batch::exists(folder) {
        Batch::open(folder)?.documents().map(|document| document.id).collect()
    } else {
        Vec::new()
    };
    let old = Batch::open(old)?;
    let absent = absent(&old, &register, all)?;
    if !absent.is_empty() && !arguments.keep_absent {
        return Err(left_out(&absent));
    }
    for Absent { id, holder } in absent {
        console.tell(
            format!("Giữ nguyên hiệu lực, vì không còn trong sổ điểm mới: {holder} ({id})"),
            format!("Left in force, being absent from the new workbooks: {holder} ({id})"),
        );
    }
    for holder in without_document(&old, &chosen)? {
        console.tell(
            format!("Không có trong lô cũ nên không lập ở đây: {holder}. Hãy lập lô riêng."),
            format!("Not in the old batch, so not issued here: {holder}. Make a batch of their own."),
        );
    }
    Ok(replacing(&old, &register, &begun, chosen, &why)?)
}

fn why(arguments: &Replaces) -> Result<Why, Failure> {
    let reason = arguments.reason.as_deref().unwrap_or_default();
    Ok(Why {
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
    })
}

fn left_out(absent: &[Absent]) -> Failure {
    let named: Vec<String> = absent.iter().take(NAMED).map(|one| format!("{} ({})", one.holder, one.id)).collect();
    let more = if absent.len() > NAMED { "; …" } else { "" };
    let (count, named) = (absent.len(), named.join("; "));
    Failure::new(
        "REPLACES_ABSENT",
        format!("{count} người có văn bản còn hiệu lực ở lô cũ nhưng không có trong sổ điểm mới: {named}{more}"),
        format!("{count} people have documents in force in the old batch and are not in the new workbooks: {named}{more}"),
    )
    .hint(
        "Nêu đủ sổ điểm; nếu văn bản của họ vẫn đúng, thêm --keep-absent; nếu không còn giá trị: vanbang register withdraw MÃ.",
        "Name all workbooks; if their documents still hold, add --keep-absent; if not: vanbang register withdraw ID.",
    )
}

fn wrong(option: &str, vi: String, en: String) -> Failure {
    Failure::new("USAGE", format!("{option}: {vi}"), format!("{option}: {en}"))
        .hint("Xem: vanbang issue --help", "See: vanbang issue --help")
}
