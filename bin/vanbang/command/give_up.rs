//! `vanbang register give-up`: a sealed batch is closed though some of its documents will never be finished.

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use vanbang::document::record::Date;
use vanbang::document::register::Register;
use vanbang::sign;

use super::Session;
use super::register::{keeper, remark, usage};
use crate::batches;
use crate::cli::RegisterGiveUp;
use crate::failure::Failure;

pub fn run(
    path: &Path,
    arguments: &RegisterGiveUp,
    at: DateTime<FixedOffset>,
    session: &Session,
) -> Result<u8, Failure> {
    let office = session.configuration.need_office()?;
    let (by, reason) = (keeper(arguments.by.as_deref())?, remark(&arguments.reason)?);
    let date = Date::new(at.date_naive()).ok_or_else(|| usage("đồng hồ máy sai", "the clock is wrong"))?;
    let mut register = Register::open(path)?;
    let before = register.count();
    let given_up = sign::give_up(&arguments.batch, &mut register, &reason, date, &by, at)?;
    batches::list(office, &register)?;
    for id in &given_up {
        session.console.tell(format!("  bỏ: {id}"), format!("  given up: {id}"));
    }
    let count = given_up.len();
    session.console.tell(
        format!("Đã vào sổ {} mục; {count} văn bản bị bỏ, lần công bố sau sẽ nói rõ.", register.count() - before),
        format!(
            "{} entries are noted; {count} documents are given up, as the next status says.",
            register.count() - before
        ),
    );
    Ok(0)
}
