//! A register of so many diplomas, put back from its backup with the whole chain followed, beside the same
//! file copied byte by byte.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::Instant;

use vanbang::document::record::{Code, Diploma, Name, OrgId};
use vanbang::document::register::{Newer, Noted, Register};
use vanbang::document::roster::{DiplomaDefaults, read_diplomas};

use super::workshop::Workshop;
use crate::batches::clock;
use crate::command::bench::{Measured, timed};
use crate::config::SETTINGS;
use crate::failure::Failure;
use crate::office;

/// Restores a register of `count` diplomas in place of a damaged one.
pub fn measure(count: usize) -> Result<Measured, Failure> {
    let workshop = Workshop::new()?;
    let place = |name: &str| workshop.folder().join(name);
    let (path, backup, copied) = (place("register.sqlite"), place("backup.sqlite"), place("copied.sqlite"));
    let at = clock();
    let seen = {
        let mut register = Register::create(&path, &OrgId::new("thpt-mau.hue")?, &keeper()?, at)?;
        register.append(diplomas(count)?, &keeper()?, at)?;
        register.backup(&backup, &at.to_rfc3339())?;
        register.checkpoint(&at.to_rfc3339())
    };
    let began = Instant::now();
    copy(&backup, &copied).map_err(|error| unusable(&copied, &error))?;
    let raw = count as f64 / began.elapsed().as_secs_f64().max(f64::MIN_POSITIVE);
    fs::write(&path, "damaged").map_err(|error| unusable(&path, &error))?;
    let (elapsed, cpu, _) = timed(|| Ok(Register::restore(&backup, &path, Some(&seen), Newer::Kept, at)?))?;
    Ok(Measured { elapsed, cpu, pages: None, raw_per_second: Some(raw) })
}

/// The sample's first diploma under other numbers.
fn diplomas(count: usize) -> Result<Vec<Noted>, Failure> {
    let defaults = DiplomaDefaults::parse(SETTINGS, "").map_err(|_| damaged())?;
    let (name, bytes) = office::DIPLOMAS;
    let sample = read_diplomas(&[(name, bytes)], &defaults).records.into_iter().next().ok_or_else(damaged)?;
    let numbered = |number: usize| {
        let code = |text: String| Code::tidy(&text).map_err(|_| damaged());
        let (serial_no, register_no) = (code(format!("B {number:07}"))?, code(format!("{number:06}/THPT/2026"))?);
        Ok(Noted::Diploma(Box::new(Diploma { serial_no, register_no, ..sample.clone() })))
    };
    (1..=count).map(numbered).collect()
}

fn keeper() -> Result<Name, Failure> {
    Name::tidy("Trần Thị Văn Thư").map_err(|_| damaged())
}

/// Every byte, and on disk.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut file = File::create(to)?;
    io::copy(&mut File::open(from)?, &mut file)?;
    file.sync_all()
}

fn unusable(path: &Path, error: &io::Error) -> Failure {
    Failure::io(path, "không ghi được", "cannot be written", error)
}

fn damaged() -> Failure {
    Failure::new("SAMPLE_INVALID", "dữ liệu mẫu hỏng", "the sample data is damaged")
}
