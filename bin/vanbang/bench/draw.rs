//! Drawing: record and code into PDF/A on several threads, nothing written.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use vanbang::document::record::{Body, Kind, Language, Record, Salt, TranscriptYear};
use vanbang::document::template::{self, Press};
use vanbang::signature::crypto;

use super::workshop::{KIND, Workshop};
use crate::cli::BenchTemplate;
use crate::command::bench::{Measured, timed};
use crate::failure::Failure;
use crate::input;
use crate::press::OfficePress;

pub fn measure(
    count: usize,
    threads: usize,
    template: BenchTemplate,
    keep: Option<&Path>,
) -> Result<Measured, Failure> {
    let workshop = Workshop::new()?;
    let (kind, language) = drawn_by(template);
    let records = if kind == KIND { years(&workshop, count)? } else { examples(&workshop, kind, count)? };
    let press = OfficePress::of(workshop.folder(), kind, language)?;
    let (next, pages, host) = (AtomicUsize::new(0), AtomicUsize::new(0), workshop.settings.verify_host());
    if let Some(folder) = keep {
        write(folder, &press, &records, host)?;
    }
    let draw_some = || -> Result<(), Failure> {
        while let Some(record) = records.get(next.fetch_add(1, Ordering::Relaxed)) {
            pages.fetch_add(press.draw(record, host.into())?.pages, Ordering::Relaxed);
        }
        Ok(())
    };
    let (elapsed, cpu, ()) = timed(|| on_threads(threads, &draw_some))?;
    Ok(Measured { elapsed, cpu, pages: Some(pages.into_inner()), raw_per_second: None })
}

fn drawn_by(template: BenchTemplate) -> (Kind, Language) {
    match template {
        BenchTemplate::TranscriptYearSecondary => (Kind::TranscriptYearSecondary, Language::Vietnamese),
        BenchTemplate::TranscriptSecondary => (Kind::TranscriptSecondary, Language::Vietnamese),
        BenchTemplate::TranscriptUniversity => (Kind::TranscriptUniversity, Language::Vietnamese),
        BenchTemplate::TranscriptUniversityEn => (Kind::TranscriptUniversity, Language::Bilingual),
        BenchTemplate::CertifiedCopy => (Kind::CertifiedCopy, Language::Vietnamese),
    }
}

fn salt() -> Result<Salt, Failure> {
    let random = crypto::random().map_err(|error| Failure::new(error.code(), error.message_vi(), error.to_string()));
    Ok(Salt::new(random?))
}

/// The sample school's records, each with a salt of its own.
fn years(workshop: &Workshop, count: usize) -> Result<Vec<Vec<u8>>, Failure> {
    let written = |year| {
        let record = Record::new(workshop.settings.org().clone(), salt()?, Body::from(year));
        record.to_json().map_err(|error| {
            let (hint_vi, hint_en) = error.hint();
            Failure::new(error.code(), error.message_vi(), error.to_string()).hint(hint_vi, hint_en)
        })
    };
    workshop.records(count).into_iter().map(written).collect()
}

/// A kind's example again and again, with the names of the sample school's pupils and salts of its own.
fn examples(workshop: &Workshop, kind: Kind, count: usize) -> Result<Vec<Vec<u8>>, Failure> {
    let damaged = |error: serde_json::Error| {
        Failure::new(
            "SAMPLE_INVALID",
            format!("dữ liệu mẫu hỏng: {error}"),
            format!("the sample data is damaged: {error}"),
        )
    };
    let example: Value = serde_json::from_str(template::example(kind)).map_err(damaged)?;
    let written = |year: TranscriptYear| {
        let mut record = example.clone();
        for place in ["/student/full_name", "/learner/full_name", "/diploma/holder/full_name"] {
            if let Some(name) = record.pointer_mut(place) {
                *name = json!(year.student().full_name);
            }
        }
        if let Some(place) = record.pointer_mut("/salt") {
            *place = json!(salt()?.text());
        }
        Ok(record.to_string().into_bytes())
    };
    workshop.records(count).into_iter().map(written).collect()
}

/// Writes what Typst is given, so that others can be measured on the same: what all documents share in
/// `folder`, what each has of its own in a folder with its number.
fn write(folder: &Path, press: &OfficePress, records: &[Vec<u8>], host: &str) -> Result<(), Failure> {
    for (number, record) in records.iter().enumerate() {
        let own = folder.join(number.to_string());
        for (path, bytes) in template::inputs(press.layout(), press.fonts(), record, host)? {
            let is_own = !path.ends_with(".typ") && !path.ends_with(".ttf");
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
