//! `--report`: one HTML file that says the verdict and shows the page that was signed beside the page
//! as it is now. It holds all it shows, asks nothing of any network and runs no script.

pub mod pictures;

use askama::Template;
use chrono::{DateTime, Utc};
use data_encoding::BASE64;
use vanbang::signature::pades::report::{MainIndication, SignatureReport};
use vanbang::verify::advice::what_to_do;
use vanbang::verify::{Finding, Outcome, Role, Verdict, signed_part};
use vanbang::wording::Phrase;

use crate::show::{plain, verdict::deciding_code, verdict::word, vietnam};
use pictures::{Drawn, MAX_PAGES};

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    tone: &'static str,
    word: Both<&'static str>,
    sentence: Finding,
    /// What to do now.
    advice: Phrase,
    organisation: Option<String>,
    signatures: Vec<Signature>,
    findings: Vec<Finding>,
    facts: Vec<(String, String, String)>,
    /// Whose signature the left picture shows.
    signed_by: Option<String>,
    pages: Vec<Sheet>,
    /// Why there is no picture, or not all of them.
    not_drawn: Vec<Both<String>>,
    file: String,
    sha256: String,
    at: String,
}

/// The same in both languages.
struct Both<T> {
    vi: T,
    en: T,
}

struct Signature {
    field: Both<String>,
    tone: &'static str,
    indication: Both<&'static str>,
    signer: String,
    time: Option<Both<String>>,
    findings: Vec<Finding>,
}

struct Sheet {
    number: usize,
    differs: bool,
    /// PNG in base64.
    signed: Option<String>,
    now: Option<String>,
}

/// The report on a file that got a verdict, as HTML.
pub fn html(verdict: &Verdict, bytes: &[u8], at: DateTime<Utc>) -> Result<String, askama::Error> {
    let part = signed_part(bytes, at);
    let drawn = pictures::draw(bytes, part.as_ref().map_or(0, |part| part.bytes.len()));
    let not_drawn = match &drawn {
        Ok(drawn) => remarks(drawn, part.is_some()),
        Err(_) => vec![both(
            "Không vẽ được các trang của tệp này trong giới hạn cho phép.",
            "The pages of this file could not be drawn within the limits.",
        )],
    };
    let (vi, en) = word(verdict);
    let decisive = verdict.decisive();
    let page = ReportPage {
        tone: tone(verdict),
        word: Both { vi, en },
        findings: verdict.findings().iter().filter(|one| one.code != decisive.code).map(harmless).collect(),
        sentence: harmless(&decisive),
        advice: advice(verdict),
        organisation: verdict.organisation().filter(|_| verdict.is_authentic()).map(plain),
        signatures: verdict.signatures().iter().map(|one| signature(one, decisive.code)).collect(),
        facts: verdict
            .facts()
            .iter()
            .filter(|_| verdict.is_authentic())
            .map(|fact| (plain(&fact.label_vi), plain(&fact.label_en), plain(&fact.value)))
            .collect(),
        signed_by: part.map(|part| plain(part.signer.as_deref().unwrap_or(&part.field))),
        pages: drawn.map_or_else(|_| Vec::new(), |drawn| drawn.pages.into_iter().map(sheet).collect()),
        not_drawn,
        file: plain(verdict.file()),
        sha256: verdict.sha256().to_owned(),
        at: at.with_timezone(&vietnam()).format("%d/%m/%Y %H:%M:%S %:z").to_string(),
    };
    page.render()
}

/// For whoever received the file, as on the terminal.
fn advice(verdict: &Verdict) -> Phrase {
    let nothing = Phrase::new("Hãy so từng mục dưới đây với bản đang cầm.", "Compare every item below with your copy.");
    deciding_code(verdict).map_or(nothing, |code| what_to_do(code, verdict.verdict()))
}

fn both(vi: &str, en: &str) -> Both<String> {
    Both { vi: vi.to_owned(), en: en.to_owned() }
}

fn remarks(drawn: &Drawn, has_signed_part: bool) -> Vec<Both<String>> {
    let mut remarks = Vec::new();
    if !has_signed_part {
        remarks.push(both(
            "Không còn phần nào của tệp có chữ ký nguyên vẹn để so sánh; dưới đây là tệp như hiện có.",
            "No part of the file has an intact signature to compare with; below is the file as it is.",
        ));
    } else if drawn.signed.is_none() {
        remarks.push(both("Không vẽ được phần đã ký.", "The signed part cannot be drawn."));
    }
    if drawn.now.is_none() {
        remarks.push(both("Không vẽ được tệp như hiện có.", "The file as it is cannot be drawn."));
    }
    if let (Some(signed), Some(now)) = (drawn.signed, drawn.now)
        && signed != now
    {
        remarks.push(both(
            &format!("Khi ký tệp có {signed} trang, hiện có {now} trang."),
            &format!("The file had {signed} pages when signed, now it has {now}."),
        ));
    }
    if drawn.signed.max(drawn.now) > Some(MAX_PAGES) {
        remarks.push(both(
            &format!("Chỉ so sánh {MAX_PAGES} trang đầu."),
            &format!("Only the first {MAX_PAGES} pages are compared."),
        ));
    }
    remarks
}

fn sheet(page: pictures::Page) -> Sheet {
    let text = |png: Option<Vec<u8>>| png.map(|bytes| BASE64.encode(&bytes));
    Sheet { number: page.number, differs: page.differs, signed: text(page.signed), now: text(page.now) }
}

fn tone(verdict: &Verdict) -> &'static str {
    match verdict.verdict() {
        Outcome::Passed if verdict.is_authentic() => "good",
        Outcome::Passed => "neutral",
        Outcome::Failed => "bad",
        Outcome::Indeterminate => "doubt",
        Outcome::Unsigned => "none",
    }
}

fn signature(report: &SignatureReport, told: &str) -> Signature {
    let (tone, vi, en) = match report.indication {
        MainIndication::TotalPassed => ("neutral", "hợp lệ", "valid"),
        MainIndication::Indeterminate => ("doubt", "không xác định", "cannot be determined"),
        MainIndication::TotalFailed => ("bad", "không hợp lệ", "not valid"),
    };
    let role = Role::ALL.iter().find(|role| role.field() == report.field);
    let named = role.map(|role| both(role.label_vi(), role.label_en()));
    let whose = report.time_source_words();
    let told_time = |value: String| Both { vi: format!("{value}, {}", whose.vi), en: format!("{value}, {}", whose.en) };
    let time = report.time.value.as_deref().map(plain).map(told_time);
    Signature {
        field: named.unwrap_or_else(|| both(&plain(&report.field), &plain(&report.field))),
        tone,
        indication: Both { vi, en },
        signer: report.signer.as_deref().map_or_else(|| "?".to_owned(), plain),
        time,
        findings: report
            .findings
            .iter()
            .filter(|one| ![told, "TIME_CLAIMED"].contains(&one.code))
            .map(harmless)
            .collect(),
    }
}

fn harmless(finding: &Finding) -> Finding {
    Finding::new(finding.code, plain(&finding.message_vi), plain(&finding.message_en))
}
