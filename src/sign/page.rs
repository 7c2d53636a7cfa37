//! The report as a page to print and file: one file, Vietnamese first, then English.

use std::io::{self, Write};

use chrono::DateTime;

use super::report::{CheckLine, DocumentLine, DocumentState, Report, SignerLine};
use crate::document::batch::Deleted;
use crate::document::record::{Kind, Role};

const STYLE: &str = "body{font:16px/1.5 serif;margin:2rem;max-width:75rem}h1{margin-bottom:0}\
    .en{color:#555;font-style:italic}table{border-collapse:collapse;width:100%}\
    td,th{border:1px solid #999;padding:.25rem .5rem;text-align:left;vertical-align:top}\
    code{font-size:.75rem;word-break:break-all}.stopped{border:2px solid #a00;padding:.5rem 1rem}\
    @media print{body{margin:0;font-size:11px}thead{display:table-header-group}tr{break-inside:avoid}}";

pub(super) fn write(out: &mut dyn Write, report: &Report, kind: Kind) -> io::Result<()> {
    let signers: String = report.signers.iter().map(signer).collect();
    let (state_vi, state_en) = match report.closed {
        true => ("Đã đủ chữ ký.", "Every signature is there."),
        false => ("Chưa đủ chữ ký.", "Signatures are missing."),
    };
    let (done, count) = (counted(report), report.count);
    let stopped = report.stopped.as_ref().map_or(String::new(), |stopped| {
        format!(
            "<p class=\"stopped\">Lần chạy gần nhất dừng lại: {} <code>{}</code><br><span class=\"en\">The last run \
             stopped: {}</span></p>\n",
            escape(&stopped.message_vi),
            escape(&stopped.code),
            escape(&stopped.message_en)
        )
    });
    let prepared = report.prepared_by.as_ref().map_or(String::new(), |name| {
        format!("<li>Người chuẩn bị <span class=\"en\">(prepared by)</span>: {}</li>\n", escape(name))
    });
    let paper: String = report
        .not_digital
        .iter()
        .map(|code| {
            let role = label(code);
            format!("<li>{role}: không ký số <span class=\"en\">(does not sign digitally)</span></li>\n")
        })
        .collect();
    write!(
        out,
        "<!doctype html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\"><title>Biên bản ký số</title>\n\
         <style>{STYLE}</style></head>\n<body><h1>Biên bản ký số</h1>\n<p class=\"en\">Record of signing</p>\n\
         <p>{}: {done}/{count} văn bản của <strong>{}</strong> đã đủ chữ ký. {state_vi}<br>\n\
         <span class=\"en\">{}: {done} of {count} documents have every signature. {state_en}</span></p>\n{stopped}\
         <ul>\n{prepared}{signers}{paper}</ul>\n<table><thead><tr><th>STT<br><span class=\"en\">No</span></th>\
         <th>Họ và tên<br><span class=\"en\">Name</span></th><th>Lớp, ngành, loại<br><span class=\"en\">Class, \
         major, type</span></th><th>Mã tài liệu<br><span class=\"en\">Id</span></th><th>Tình trạng<br><span \
         class=\"en\">State</span></th><th>Thời điểm ký (khai); dấu thời gian<br><span class=\"en\">Claimed time; \
         timestamp</span></th><th>SHA-256</th></tr></thead>\n<tbody>\n",
        kind.label_vi(),
        escape(&report.organisation),
        kind.label_en(),
    )?;
    for (line, number) in report.documents.iter().zip(1..) {
        out.write_all(row(number, line).as_bytes())?;
    }
    out.write_all(b"</tbody></table></body></html>\n")
}

fn counted(report: &Report) -> usize {
    report.documents.iter().filter(|line| line.state == DocumentState::Closed).count()
}

fn row(number: usize, line: &DocumentLine) -> String {
    let (vi, en) = match line.state {
        DocumentState::NotSigned => ("chưa ký", "not signed"),
        DocumentState::Signed => ("đã ký một phần", "signed in part"),
        DocumentState::Unstamped => ("chờ dấu thời gian", "waits for a timestamp"),
        DocumentState::Closed => ("đủ chữ ký", "every signature"),
    };
    let times = match (&line.signed, &line.timestamp) {
        (Some(signed), Some(stamp)) => format!("{}; {}", time(signed), time(stamp)),
        (Some(signed), None) => time(signed),
        (None, _) => "–".to_owned(),
    };
    format!(
        "<tr><td>{number}</td><td>{}</td><td>{}</td><td><code>{}</code></td><td>{vi}<br><span class=\"en\">{en}</span>\
         </td><td>{times}</td><td><code>{}</code></td></tr>\n",
        escape(&line.name),
        escape(&line.group),
        escape(&line.id),
        escape(line.sha256.as_deref().unwrap_or("–"))
    )
}

fn signer(line: &SignerLine) -> String {
    let trial = match line.software_key {
        true => " — <strong>khóa phần mềm, chỉ để thử (software key, demo only)</strong>",
        false => "",
    };
    let checks: String = line.checks.iter().map(check).chain(line.deletions.iter().map(deletion)).collect();
    let (signed, stamped, unstamped) = (line.signed, line.stamped, line.unstamped);
    format!(
        "<li>{}: {}{trial}: {signed} chữ ký, {stamped} có dấu thời gian, {unstamped} còn chờ <span class=\"en\">({signed} \
         signatures, {stamped} with a timestamp, {unstamped} waiting)</span><br><code>{}</code>{checks}</li>\n",
        label(&line.role),
        escape(&line.subject),
        escape(&line.certificate_sha256)
    )
}

fn check(line: &CheckLine) -> String {
    let notes: String = line.notes.iter().map(|code| format!(" <code>{}</code>", escape(code))).collect();
    let kept = line.evidence.as_ref().map_or(String::new(), |path| format!(" <code>{}</code>", escape(path)));
    format!(
        "<br>Chứng thư được xét trước khi ký <span class=\"en\">(certificate judged before signing)</span>: {}{notes}{kept}",
        time(&line.at)
    )
}

fn deletion(line: &Deleted) -> String {
    format!(
        "<br>Chứng cứ đã bị xóa <span class=\"en\">(evidence deleted)</span>: {}, {}",
        time(&line.at),
        escape(&line.by)
    )
}

fn label(code: &str) -> String {
    escape(Role::from_code(code).map_or(code, |role| role.label_vi()))
}

/// As people in Vietnam write a time.
fn time(rfc3339: &str) -> String {
    let read = DateTime::parse_from_rfc3339(rfc3339);
    escape(&read.map_or(rfc3339.to_owned(), |time| time.format("%d/%m/%Y %H:%M:%S").to_string()))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
