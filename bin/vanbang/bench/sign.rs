//! Signing: the whole story over a batch on disk, beside the bare signature on the same session
//! and mechanism, measured before and after.

use std::path::Path;
use std::time::Instant;

use vanbang::document::batch::Batch;

use super::workshop::{KIND, Workshop};
use crate::batches::{self, Terms};
use crate::cli::SignerOptions;
use crate::command::Session;
use crate::command::bench::{Measured, timed};
use crate::failure::Failure;
use crate::input;
use crate::signer::{self, Key};

/// What is measured: signing documents that are drawn already, or drawing them too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    Drawn,
    Records,
}

pub fn measure(
    count: usize,
    from: From,
    options: &SignerOptions,
    keep: Option<&Path>,
    session: &Session,
) -> Result<Measured, Failure> {
    let workshop = Workshop::new()?;
    let role = KIND.roles().first().copied().ok_or_else(|| Failure::new("KIND_UNKNOWN", "", ""))?;
    let table = signer::settings(options, None, session)?;
    let mut key = if table.module.is_some() || table.software_key.is_some() {
        signer::open(&table, options, session)?
    } else {
        Key::Software(Box::new(workshop.authority(session.at)?.certify(&workshop.holder(role))?))
    };
    let look = signer::look(&table)?;
    let draw = || workshop.batches(count, batches::processors(), session.console);
    let drawn = if from == From::Drawn { Some(draw()?) } else { None };
    if let Some(keep) = keep {
        drawn.iter().flatten().try_for_each(|batch| copy_drawn(batch, keep))?;
    }
    let before = raw(&mut key, count)?;
    let (elapsed, cpu, _) = timed(|| {
        drawn.map_or_else(draw, Ok)?.iter().try_for_each(|batch| {
            batches::sign(batch, role, &look, Terms::default(), &mut key.sessions(), session.console).map(drop)
        })
    })?;
    let after = raw(&mut key, count)?;
    Ok(Measured { elapsed, cpu, pages: None, raw_per_second: Some((before + after) / 2.0) })
}

/// The documents as they were drawn, for others to sign.
fn copy_drawn(batch: &Path, keep: &Path) -> Result<(), Failure> {
    input::make_folder(keep)?;
    let open = Batch::open(batch)?;
    for document in open.documents() {
        let path = open.drawn_path(&document.id);
        input::write(&keep.join(format!("{}.pdf", document.id)), &input::read(&path, input::MAX_PDF)?)?;
    }
    Ok(())
}

/// Bare signatures a second.
fn raw(key: &mut Key, count: usize) -> Result<f64, Failure> {
    let began = Instant::now();
    match key {
        Key::Token(key) => key.token.raw_sign(count)?,
        Key::Software(key) => key.raw_sign(count)?,
    }
    Ok(count as f64 / began.elapsed().as_secs_f64().max(f64::MIN_POSITIVE))
}
