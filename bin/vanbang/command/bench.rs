//! `vanbang bench`: the published numbers, measured again on this machine.

use std::time::{Duration, Instant};

use serde::Serialize;
use vanbang::verify::Revocation;

use super::Session;
use crate::batches;
use crate::bench::sign::From;
use crate::bench::{code, draw, manifest, paths, register, roster, sign, verify};
use crate::cli::{Bench, BenchWhat};
use crate::failure::Failure;
use crate::usage;

/// The published object: what is not known is `null`.
#[derive(Debug, Serialize)]
struct Numbers {
    what: BenchWhat,
    count: usize,
    threads: usize,
    documents_per_second: f64,
    pages: Option<usize>,
    raw_per_second: Option<f64>,
    ratio: Option<f64>,
    cpu_ms_per_document: Option<f64>,
    peak_rss_mib: Option<f64>,
}

/// What one measurement gives.
pub struct Measured {
    pub elapsed: Duration,
    /// Processor time of the measured part alone.
    pub cpu: Option<Duration>,
    /// Pages drawn.
    pub pages: Option<usize>,
    /// Bare operations a second, the limit in the same run.
    pub raw_per_second: Option<f64>,
}

pub fn run(arguments: &Bench, session: &Session) -> Result<u8, Failure> {
    let count = arguments.count as usize;
    let asked = arguments.threads.map_or_else(batches::processors, |threads| threads as usize);
    let revocation = arguments.revocation.map_or(Revocation::Require, Revocation::from);
    let keep = arguments.keep.as_deref();
    let (threads, measured) = match arguments.what {
        BenchWhat::Draw => (asked, draw::measure(count, asked, arguments.template, keep)?),
        // One session of one token signs one after another.
        BenchWhat::Sign => (1, sign::measure(count, From::Drawn, &arguments.signer, keep, session)?),
        BenchWhat::Issue => (1, sign::measure(count, From::Records, &arguments.signer, None, session)?),
        BenchWhat::Verify => (asked, verify::measure(count, asked, revocation, keep, session)?),
        BenchWhat::Roster => (1, roster::measure(count)?),
        BenchWhat::Plan => (1, manifest::plan(count)?),
        BenchWhat::Openings => (1, manifest::open(count)?),
        BenchWhat::Register => (1, register::measure(count)?),
        BenchWhat::Code => (1, code::measure(count, keep)?),
        BenchWhat::Paths => (asked, paths::measure(count, asked, revocation, keep, session)?),
    };
    let per_second = count as f64 / measured.elapsed.as_secs_f64().max(f64::MIN_POSITIVE);
    let numbers = Numbers {
        what: arguments.what,
        count,
        threads,
        documents_per_second: rounded(per_second),
        pages: measured.pages,
        raw_per_second: measured.raw_per_second.map(rounded),
        ratio: measured.raw_per_second.map(|raw| rounded(per_second / raw)),
        cpu_ms_per_document: measured.cpu.map(|cpu| rounded(cpu.as_secs_f64() * 1e3 / count as f64)),
        peak_rss_mib: usage::peak_rss().map(|bytes| rounded(bytes as f64 / f64::from(1 << 20))),
    };
    if arguments.json {
        session.console.json(&numbers);
    } else {
        if matches!(arguments.what, BenchWhat::Code) {
            code::show_sizes(session.console)?;
        }
        show(&numbers, session);
    }
    Ok(0)
}

/// Runs `work` and notes its time and processor time.
pub fn timed<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<(Duration, Option<Duration>, T), Failure> {
    let (began, cpu) = (Instant::now(), usage::cpu());
    let done = work()?;
    let elapsed = began.elapsed();
    Ok((elapsed, usage::cpu().zip(cpu).map(|(after, before)| after.saturating_sub(before)), done))
}

fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

fn show(numbers: &Numbers, session: &Session) {
    let known = |number: Option<f64>| number.map_or_else(|| "–".to_owned(), |number| number.to_string());
    let (count, threads, speed) = (numbers.count, numbers.threads, numbers.documents_per_second);
    let (raw, ratio) = (known(numbers.raw_per_second), known(numbers.ratio));
    let (cpu, rss) = (known(numbers.cpu_ms_per_document), known(numbers.peak_rss_mib));
    session.console.tell(
        format!("{count} văn bản, {threads} luồng: {speed} văn bản/giây; giới hạn thô {raw}/giây, tỉ lệ {ratio}; CPU {cpu} ms/văn bản; bộ nhớ tối đa {rss} MiB"),
        format!("{count} documents, {threads} threads: {speed} documents/s; raw limit {raw}/s, ratio {ratio}; CPU {cpu} ms/document; peak memory {rss} MiB"),
    );
}
