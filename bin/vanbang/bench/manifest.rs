//! Manifests: batches of copies planned from their records, and openings checked against a manifest.

use std::hint::black_box;

use serde_json::Value;
use vanbang::document::code::{Code, Id};
use vanbang::document::manifest::{BatchId, Content, Document, Error, Leaves, Opening, Time, limits};
use vanbang::document::record::{OrgId, Salt};
use vanbang::signature::crypto;

use crate::command::bench::{Measured, timed};
use crate::failure::Failure;

const COPY: &str = include_str!("../../../examples/records/certified-copy.json");
const BATCH: BatchId = BatchId::from_bytes(*b"measured");

/// `count` records, in batches as large as they may be: identifiers, claims, places, and the contents read back.
/// Beside it the bare derivation of the same identifiers.
pub fn plan(count: usize) -> Result<Measured, Failure> {
    let records = records(count)?;
    let (elapsed, cpu, contents) = timed(|| {
        records.chunks(limits::COUNT).map(|batch| Ok(planned(batch)?.1)).collect::<Result<Vec<_>, Failure>>()
    })?;
    if contents.iter().map(Content::count).sum::<usize>() != count {
        return Err(damaged("the batches hold other documents"));
    }
    let (bare, ..) = timed(|| {
        records.iter().for_each(|record| drop(black_box(Code::derive(record))));
        Ok(())
    })?;
    Ok(Measured { elapsed, cpu, pages: None, raw_per_second: Some(count as f64 / bare.as_secs_f64()) })
}

/// `count` openings of a batch of the largest size, each read and proven; beside it the bare digest of their bytes.
pub fn open(count: usize) -> Result<Measured, Failure> {
    let (leaves, content) = planned(&records(count.clamp(1, limits::COUNT))?)?;
    let openings: Vec<(Id, Vec<u8>)> =
        leaves.leaves().iter().map(|leaf| (leaf.id, leaf.opening.to_bytes().to_vec())).collect();
    let every = || openings.iter().cycle().take(count);
    let (elapsed, cpu, proven) = timed(|| {
        let proves =
            |(id, bytes): &(Id, Vec<u8>)| Ok(content.proves(id, &Opening::parse(bytes)?)?.claims().bytes().len());
        every().map(proves).sum::<Result<usize, Failure>>()
    })?;
    let (bare, ..) = timed(|| {
        every().for_each(|(_, bytes)| drop(black_box(crypto::sha256(bytes).to_vec())));
        Ok(())
    })?;
    black_box(proven);
    Ok(Measured { elapsed, cpu, pages: None, raw_per_second: Some(count as f64 / bare.as_secs_f64()) })
}

fn planned(records: &[Vec<u8>]) -> Result<(Leaves, Content), Failure> {
    let org = OrgId::new("thpt-mau.hue").map_err(Error::Record)?;
    let documents: Result<Vec<Document>, Error> =
        records.iter().map(|bytes| Document::of_record(&org, bytes)).collect();
    let leaves = Leaves::of(&org, BATCH, documents?, true)?;
    let sealed_at = Time::from_seconds(1_795_226_400).ok_or_else(|| damaged("no time"))?;
    let content = leaves.unsigned(None, None).complete(sealed_at, None, None)?;
    Ok((leaves, content))
}

/// Copies that differ in number and salt.
fn records(count: usize) -> Result<Vec<Vec<u8>>, Failure> {
    let mut record: Value = serde_json::from_str(COPY).map_err(|error| damaged(&error.to_string()))?;
    let numbered = |number: usize| {
        let mut salt = [0; 16];
        salt.iter_mut().zip(number.to_be_bytes()).for_each(|(to, from)| *to = from);
        if let Some(members) = record.as_object_mut() {
            members.insert("salt".to_owned(), Salt::new(salt).text().into());
        }
        if let Some(number_of_copy) = record.pointer_mut("/copy/copy_register_no") {
            *number_of_copy = format!("{}/2026", number + 1).into();
        }
        serde_json::to_vec(&record).map_err(|error| damaged(&error.to_string()))
    };
    (0..count).map(numbered).collect()
}

fn damaged(found: &str) -> Failure {
    Failure::new("SAMPLE_INVALID", format!("dữ liệu mẫu hỏng: {found}"), format!("the sample data is damaged: {found}"))
}
