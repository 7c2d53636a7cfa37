//! A batch that is drawn already, of the smallest files that are transcripts; no layout engine takes part.

use std::path::Path;

use data_encoding::HEXLOWER;
use vanbang::document::batch::{Arrangement, Batch, Draft, Settings, Sketch};
use vanbang::document::record::{Kind, OrgId, Record, SignatureBox};
use vanbang::signature::crypto::sha256;
use vanbang::signature::pades::{FieldBox, is_plain};

use super::boxes;
use super::minimal_pdf::minimal_page;

const RECORD: &[u8] = include_bytes!("../../examples/record.json");

/// Plans and draws `count` documents in `folder`; answers their identifiers.
pub fn ready(folder: &Path, count: usize, arrangement: Arrangement) -> Vec<String> {
    let settings = Settings {
        kind: "transcript-year-secondary".into(),
        organisation: "thcs-mau.hue".into(),
        host: "vb.thcs-mau.example".into(),
        template_version: 1,
        count: count as u32,
        ..Settings::default()
    };
    let body = Record::from_json(RECORD).unwrap().body().clone();
    let org = OrgId::new("thcs-mau.hue").unwrap();
    let draft = Draft::new(&org, Kind::TranscriptYearSecondary, vec![body; count]).unwrap();
    let mut batch = Batch::create(folder, settings.arranged(arrangement), &draft).unwrap();
    let boxes = boxes(0).into_iter();
    let boxes: Vec<SignatureBox> =
        boxes.map(|FieldBox { name, page, rect, tooltip, .. }| SignatureBox { name, page, rect, tooltip }).collect();
    let mut notes = Vec::new();
    let mut ids = Vec::new();
    let leaves = batch.sealing().unwrap().leaves;
    for document in batch.documents() {
        let planned = document.planned().unwrap();
        let pdf = minimal_page(planned.bytes(), &leaves.find(&planned.id()).unwrap().opening);
        std::fs::write(batch.drawn_path(&document.id), &pdf).unwrap();
        notes.push(Sketch {
            index: document.index,
            sha256: HEXLOWER.encode(&sha256(&pdf)),
            plain: is_plain(&pdf),
            boxes: boxes.clone(),
        });
        ids.push(document.id);
    }
    for part in notes.chunks(64) {
        batch.note_drawn(part.to_vec()).unwrap();
    }
    ids
}
