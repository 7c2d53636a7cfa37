//! `vanbang check`: a dry run over workbooks; nothing is written.

use std::collections::BTreeMap;

use vanbang::document::record::{Body, Kind};

use super::Session;
use super::issue::kind;
use crate::cli::Check;
use crate::failure::Failure;
use crate::rosters::{self, Documents, Rosters};
use crate::show::{Console, doubts, problems};

/// `--kind` of what is no document but goes into the register.
pub const REGISTER: &str = "register";

pub fn run(arguments: &Check, session: &Session) -> Result<u8, Failure> {
    let (console, files) = (session.console, &arguments.rosters);
    if arguments.kind == REGISTER {
        let read = rosters::diplomas(files, &session.configuration)?;
        return Ok(told(read, console, |diplomas| {
            let count = diplomas.len();
            console
                .tell(format!("Danh sách không có lỗi: {count} văn bằng."), format!("No problems: {count} diplomas."));
        }));
    }
    match kind(&arguments.kind)? {
        Kind::CertifiedCopy => Ok(told(rosters::requests(files)?, console, |requests| {
            let count = requests.len();
            console
                .tell(format!("Danh sách không có lỗi: {count} đề nghị."), format!("No problems: {count} requests."));
        })),
        kind => {
            let read = rosters::read(files, kind, &session.configuration)?;
            Ok(told(read, console, |Documents { settings, records }| {
                doubts::issuer(kind, settings.organisation(), console);
                documents(kind, &records, console);
            }))
        }
    }
}

/// Shows what was recognised, then the problems or what `show` says of the rest.
fn told<R>(rosters: Rosters<R>, console: &Console, show: impl FnOnce(R)) -> u8 {
    problems::tell(&rosters.notes, console);
    match rosters.read {
        Ok(read) => {
            show(read);
            0
        }
        Err(found) => {
            problems::show(&found, console);
            crate::COULD_NOT_RUN
        }
    }
}

fn documents(kind: Kind, records: &[Body], console: &Console) {
    let mut by_group: BTreeMap<String, usize> = BTreeMap::new();
    for record in records {
        *by_group.entry(record.stated().group()).or_default() += 1;
    }
    let (groups, count) = (by_group.len(), records.len());
    if kind == Kind::TranscriptUniversity {
        console.tell(
            format!("Bảng điểm không có lỗi: {groups} ngành, {count} sinh viên."),
            format!("The tables have no problems: {groups} majors, {count} students."),
        );
    } else {
        console.tell(
            format!("Sổ điểm không có lỗi: {groups} lớp, {count} học sinh."),
            format!("The workbooks have no problems: {groups} classes, {count} pupils."),
        );
    }
    for (group, count) in by_group {
        console.line(format!("  {group}: {count}"));
    }
}
