//! What of a diploma, a transcript in two languages, or whoever issues, deserves a second look.

use std::collections::BTreeSet;

use vanbang::document::record::rules::credentials::may_issue;
use vanbang::document::record::rules::doubt::doubts;
use vanbang::document::record::{Body, Diploma, Kind, Organisation};

use super::Console;

pub fn show(diploma: &Diploma, console: &Console) {
    let serial = &diploma.serial_no;
    for doubt in doubts(diploma) {
        console.note(
            format!("Lưu ý, số hiệu {serial}: {}", doubt.message_vi()),
            format!("Note, serial {serial}: {}", doubt.message_en()),
        );
    }
}

/// Names that are told one by one.
const NAMED: usize = 8;

/// What transcripts in two languages would print in Vietnamese alone.
pub fn without_english(records: &[Body], console: &Console) {
    let mut names = BTreeSet::new();
    for record in records {
        if let Body::TranscriptUniversity(transcript) = record {
            names.extend(transcript.statement().without_english());
        }
    }
    if names.is_empty() {
        return;
    }
    let listed = names.iter().take(NAMED).copied().collect::<Vec<_>>().join("; ");
    let more = if names.len() > NAMED { "; …" } else { "" };
    let count = names.len();
    console.note(
        format!("Lưu ý: {count} tên không có tiếng Anh, bản song ngữ chỉ in tiếng Việt: {listed}{more}"),
        format!("Note: {count} names have no English and are printed in Vietnamese alone: {listed}{more}"),
    );
}

/// That organisations of this sort do not issue such documents.
pub fn issuer(kind: Kind, organisation: &Organisation, console: &Console) {
    if may_issue(kind, organisation.kind) {
        return;
    }
    let (name, sort) = (&organisation.name, organisation.kind.code());
    let (vi, en) = (kind.label_vi().to_lowercase(), kind.label_en().to_lowercase());
    console.note(
        format!("Lưu ý: {name} (kind = \"{sort}\" ở [organisation] của vanbang.toml) không phải nơi cấp {vi}."),
        format!("Note: {name} (kind = \"{sort}\" at [organisation] of vanbang.toml) does not issue such a {en}."),
    );
}
