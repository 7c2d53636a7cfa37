//! Drawing: record and code into PDF/A on several threads, nothing written.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use vanbang::document::record::{Body, Record, Salt};
use vanbang::document::template::{self, Press};
use vanbang::signature::crypto;

use super::workshop::Workshop;
use crate::command::Session;
use crate::command::bench::{Measured, timed};
use crate::failure::Failure;
use crate::input;
use crate::press::OfficePress;

pub fn measure(count: usize, threads: usize, keep: Option<&Path>, _: &Session) -> Result<Measured, Failure> {
    let workshop = Workshop::new()?;
    let mut records = Vec::with_capacity(count);
    for year in workshop.records(count) {
        let salt =
            crypto::random().map_err(|error| Failure::new(error.code(), error.message_vi(), error.to_string()))?;
        let record = Record::new(workshop.settings.org().clone(), Salt::new(salt), Body::from(year));
        let bytes = record.to_json();
        records.push(bytes.map_err(|error| {
            let (hint_vi, hint_en) = error.hint();
            Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en)
        })?);
    }
    let (next, press, host) = (AtomicUsize::new(0), &workshop.press, workshop.settings.verify_host());
    if let Some(folder) = keep {
        write(folder, press, &records, host)?;
    }
    let draw_some = || -> Result<(), Failure> {
        while let Some(record) = records.get(next.fetch_add(1, Ordering::Relaxed)) {
            press.draw(record, host.into())?;
        }
        Ok(())
    };
    let (elapsed, cpu, ()) = timed(|| on_threads(threads, &draw_some))?;
    Ok(Measured { elapsed, cpu, raw_per_second: None })
}

/// Writes what Typst is given, so that others can be measured on the same: what all documents share in
/// `folder`, what each has of its own in a folder with its number.
fn write(folder: &Path, press: &OfficePress, records: &[Vec<u8>], host: &str) -> Result<(), Failure> {
    for (number, record) in records.iter().enumerate() {
        let own = folder.join(number.to_string());
        for (path, bytes) in template::inputs(press.layout(), press.fonts(), record, host)? {
            let is_own = path.ends_with(".json");
            if is_own || number == 0 {
                let place = if is_own { own.join(path) } else { folder.join(path) };
                place.parent().map_or(Ok(()), input::make_folder)?;
                input::write(&place, &bytes)?;
            }
        }
    }
    Ok(())
}

/// Runs the same work on several threads; the first failure is the answer.
pub fn on_threads(threads: usize, work: &(dyn Fn() -> Result<(), Failure> + Sync)) -> Result<(), Failure> {
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut answer = Ok(());
        for thread in running {
            let done = thread
                .join()
                .unwrap_or_else(|_| Err(Failure::new("THREAD_FAILED", "một luồng bị hỏng", "a thread failed")));
            answer = answer.and(done);
        }
        answer
    })
}
