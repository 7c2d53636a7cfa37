//! `vanbang check`: a dry run over workbooks; nothing is written.

use std::collections::BTreeMap;

use super::Session;
use crate::cli::Check;
use crate::failure::Failure;
use crate::rosters::{self, Rosters};
use crate::show::problems;

pub fn run(arguments: &Check, session: &Session) -> Result<u8, Failure> {
    let console = session.console;
    let reading = match rosters::read(&arguments.rosters, &session.configuration)? {
        Rosters::Read { reading, .. } => reading,
        Rosters::Problems(found, notes) => {
            problems::tell(&notes, console);
            problems::show(&found, console);
            return Ok(crate::COULD_NOT_RUN);
        }
    };
    problems::tell(&reading.notes, console);
    let (classes, pupils) = (reading.classes, reading.pupils);
    console.tell(
        format!("Sổ điểm không có lỗi: {classes} lớp, {pupils} học sinh."),
        format!("The workbooks have no problems: {classes} classes, {pupils} pupils."),
    );
    let mut by_class: BTreeMap<&str, usize> = BTreeMap::new();
    for record in &reading.records {
        *by_class.entry(record.transcript().class_name.as_str()).or_default() += 1;
    }
    for (class, count) in by_class {
        console.tell(format!("  Lớp {class}: {count} học sinh"), format!("  Class {class}: {count} pupils"));
    }
    Ok(0)
}
