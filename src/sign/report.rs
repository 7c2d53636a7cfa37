//! What is left for the files when a role has signed: `report.json`, `report.html`, and
//! `register.jsonl` once the batch is closed.

use serde::Serialize;

use super::Error;
use crate::document::batch::{Batch, Entry, publish, write_synced};
use crate::document::record::{Kind, Role};

/// The state of a batch after a role has signed all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub kind: String,
    pub organisation: String,
    pub count: usize,
    /// Whether the last role has signed.
    pub closed: bool,
    pub signers: Vec<SignerLine>,
    pub documents: Vec<DocumentLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignerLine {
    pub role: String,
    pub subject: String,
    pub certificate_sha256: String,
    /// A key in software is for demonstration only.
    pub software_key: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentLine {
    pub id: String,
    pub name: String,
    /// Class, major or type of diploma.
    pub group: String,
    /// Of the file as the last signer so far left it.
    pub sha256: String,
    /// When that signer claims to have signed, RFC 3339.
    pub signed: String,
}

/// Writes the reports; answers the same as a value.
pub(super) fn write(batch: &Batch, kind: Kind) -> Result<Report, Error> {
    let report = read(batch, kind)?;
    let put = |name: &str, bytes: Vec<u8>| {
        let path = batch.folder().join(name);
        publish(&write_synced(&path, &bytes)?, &path)
    };
    put("report.json", serde_json::to_vec_pretty(&report).unwrap_or_default())?;
    put("report.html", html(&report, kind).into_bytes())?;
    if report.closed {
        put("register.jsonl", register(batch)?.into_bytes())?;
    }
    Ok(report)
}

fn read(batch: &Batch, kind: Kind) -> Result<Report, Error> {
    let last_signed = |index: u32| {
        batch.journal().entries().iter().rev().find_map(|entry| match entry {
            Entry::Signed { index: noted, sha256, claimed, .. } if *noted == index => {
                Some((sha256.clone(), claimed.clone()))
            }
            _ => None,
        })
    };
    let mut documents = Vec::new();
    for document in batch.documents() {
        let (sha256, signed) = last_signed(document.index).unwrap_or_default();
        let record = document.planned.record()?;
        documents.push(DocumentLine {
            id: document.id,
            name: record.stated().holder().to_string(),
            group: record.stated().group(),
            sha256,
            signed,
        });
    }
    let signers = kind.roles().iter().filter_map(|role| match batch.begun(*role) {
        Some(Entry::RoleBegun { subject, certificate_sha256, software, .. }) => Some(SignerLine {
            role: role.code().to_owned(),
            subject: subject.clone(),
            certificate_sha256: certificate_sha256.clone(),
            software_key: *software,
        }),
        _ => None,
    });
    let closed = kind
        .roles()
        .last()
        .is_some_and(|role| batch.documents().all(|document| batch.signed(document.index, *role).is_some()));
    Ok(Report {
        kind: kind.code().to_owned(),
        organisation: batch.settings().organisation.clone(),
        count: documents.len(),
        closed,
        signers: signers.collect(),
        documents,
    })
}

/// One line a document, without names: all that a server may know.
fn register(batch: &Batch) -> Result<String, Error> {
    let mut lines = String::new();
    for document in batch.documents() {
        let record = document.planned.record()?;
        let line = serde_json::json!({
            "id": document.id,
            "kind": record.kind().code(),
            "organisation": record.org().as_str(),
            "date": record.stated().issue().date,
            "status": "issued",
        });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    Ok(lines)
}

fn html(report: &Report, kind: Kind) -> String {
    let mut rows = String::new();
    for (number, line) in report.documents.iter().enumerate() {
        rows.push_str(&format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td><code>{}</code></td><td>{}</td><td><code>{}</code></td></tr>\n",
            number + 1,
            escape(&line.name),
            escape(&line.group),
            escape(&line.id),
            escape(&line.signed),
            escape(&line.sha256)
        ));
    }
    let signers: String = report
        .signers
        .iter()
        .map(|line| {
            let demo = if line.software_key {
                " — <strong>khóa phần mềm, chỉ để thử (software key, demo only)</strong>"
            } else {
                ""
            };
            format!(
                "<li>{}: {}{demo}<br><code>{}</code></li>\n",
                escape(Role::from_code(&line.role).map_or(line.role.as_str(), |role| role.label_vi())),
                escape(&line.subject),
                escape(&line.certificate_sha256)
            )
        })
        .collect();
    let state =
        if report.closed { "Đã đóng dấu đủ (closed)" } else { "Chưa đủ chữ ký (not closed yet)" };
    format!(
        "<!doctype html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\"><title>Biên bản ký số</title>\n\
         <style>body{{font:16px/1.5 serif;margin:2rem;max-width:75rem}}table{{border-collapse:collapse;width:100%}}\
         td,th{{border:1px solid #999;padding:.25rem .5rem;text-align:left;vertical-align:top}}code{{font-size:.75rem;word-break:break-all}}</style></head>\n\
         <body><h1>Biên bản ký số</h1>\n<p>{}: {} văn bản của <strong>{}</strong>. {state}.</p>\n<ul>\n{signers}</ul>\n\
         <table><thead><tr><th>STT</th><th>Họ và tên</th><th>Lớp, ngành, loại</th><th>Mã tài liệu</th><th>Thời điểm ký (khai)</th><th>SHA-256</th></tr></thead>\n<tbody>\n{rows}</tbody></table></body></html>\n",
        kind.label_vi(),
        report.count,
        escape(&report.organisation)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
