//! A verdict as a page: one word, what to do, three answers, then the facts behind them.

use askama::Template;
use chrono::{DateTime, Utc};

use super::lang::Lang;
use super::pages::Frame;
use super::questions::{Question, questions};
use super::text;
use super::words::Words;
use crate::verify::advice::what_to_do;
use crate::verify::report::{MainIndication, SignatureReport};
use crate::verify::{Finding, Outcome, Role, Standing, Unreadable, Verdict};

#[derive(Template)]
#[template(path = "result.html")]
struct ResultPage {
    f: Frame,
    /// `good`, `neutral`, `bad`, `doubt` or `none`: only an authentic file that is in force is `good`.
    tone: &'static str,
    headline: &'static str,
    sentence: String,
    next: Vec<&'static str>,
    questions: Vec<Question>,
    organisation: Option<String>,
    facts: Vec<(String, String)>,
    signers: Vec<Signer>,
    findings: Vec<(String, &'static str)>,
    reason: &'static str,
    file: String,
    sha256: String,
    checked_at: String,
}

struct Signer {
    role: String,
    name: String,
    subject: Option<String>,
    tone: &'static str,
    indication: &'static str,
    time: Option<String>,
    time_source: &'static str,
    field: String,
    reason: &'static str,
    fingerprint: String,
    findings: Vec<(String, &'static str)>,
}

/// The page of a verdict, laid out.
pub fn result(lang: Lang, limit_bytes: usize, verdict: &Verdict, at: DateTime<Utc>) -> Option<Vec<u8>> {
    let w = lang.words();
    let (tone, headline, next) = head(lang, verdict, w);
    // What is not proven to be the organisation's is not shown as if it were.
    let facts = if verdict.is_authentic() { verdict.facts() } else { &[] };
    let page = ResultPage {
        f: Frame::new(lang, headline, limit_bytes),
        tone,
        headline,
        sentence: sentence(lang, verdict, w),
        next,
        questions: questions(verdict, w).into(),
        organisation: verdict.organisation().filter(|_| verdict.is_authentic()).map(text::shown),
        facts: facts
            .iter()
            .map(|fact| (text::shown(lang.pick(&fact.label_vi, &fact.label_en)), text::shown(&fact.value)))
            .collect(),
        signers: verdict.signatures().iter().map(|one| signer(lang, one, w)).collect(),
        findings: all_findings(lang, verdict),
        reason: verdict.reason(),
        file: text::shown(verdict.file()),
        sha256: verdict.sha256().to_owned(),
        checked_at: text::time(&at.to_rfc3339()),
    };
    page.render().ok().map(String::into_bytes)
}

#[derive(Template)]
#[template(path = "notice.html")]
struct UnreadablePage {
    f: Frame,
    heading: &'static str,
    message: String,
    code: &'static str,
}

/// The page of a file about which there is no verdict, laid out.
pub fn unreadable(lang: Lang, limit_bytes: usize, unreadable: &Unreadable) -> Option<Vec<u8>> {
    let w = lang.words();
    let error = &unreadable.error;
    let page = UnreadablePage {
        f: Frame::new(lang, w.not_checked, limit_bytes),
        heading: w.not_checked,
        message: text::shown(lang.pick(&error.message_vi, &error.message_en)),
        code: error.code,
    };
    page.render().ok().map(String::into_bytes)
}

fn head(lang: Lang, verdict: &Verdict, w: &'static Words) -> (&'static str, &'static str, Vec<&'static str>) {
    let advice = what_to_do(verdict.reason(), verdict.verdict());
    let advice = lang.pick(advice.vi, advice.en);
    match (verdict.verdict(), verdict.standing()) {
        (Outcome::Passed, Standing::Withdrawn) => ("bad", w.verdict_withdrawn, vec![w.next_ended]),
        (Outcome::Passed, Standing::Superseded) => ("doubt", w.verdict_superseded, vec![w.next_ended]),
        (Outcome::Passed, Standing::InForce) if verdict.is_authentic() => {
            ("good", w.verdict_in_force, vec![w.next_authentic_compare])
        }
        (Outcome::Passed, _) if verdict.is_authentic() => {
            ("neutral", w.verdict_authentic, vec![w.next_authentic_compare, w.next_authentic_standing])
        }
        (Outcome::Passed, _) => ("neutral", w.verdict_passed, vec![w.next_passed]),
        (Outcome::Failed, _) => ("bad", w.verdict_failed, vec![advice, w.next_failed_ask]),
        (Outcome::Indeterminate, _) => ("doubt", w.verdict_indeterminate, vec![w.next_indeterminate, advice]),
        (Outcome::Unsigned, _) => ("none", w.verdict_unsigned, vec![w.next_unsigned, advice]),
    }
}

fn sentence(lang: Lang, verdict: &Verdict, w: &'static Words) -> String {
    match (verdict.verdict(), verdict.organisation()) {
        (Outcome::Passed, Some(name)) if verdict.is_authentic() => {
            let name = text::shown(name);
            match verdict.standing() {
                Standing::Withdrawn => lang.pick(
                    format!("Văn bản này đã bị {name} thu hồi."),
                    format!("This document was withdrawn by {name}."),
                ),
                Standing::Superseded => lang.pick(
                    format!("Văn bản này đã được {name} thay bằng bản mới. Hãy yêu cầu bản mới."),
                    format!("This document was replaced by {name}. Ask for the new one."),
                ),
                Standing::InForce => lang.pick(
                    format!("Nội dung dưới đây do {name} ký số, tệp còn nguyên vẹn và văn bản còn hiệu lực."),
                    format!("The facts below were digitally signed by {name}, the file is intact and the document in force."),
                ),
                Standing::Unknown | Standing::NotAsked => lang.pick(
                    format!("Nội dung dưới đây do {name} ký số và tệp còn nguyên vẹn. Không biết văn bản đã bị thu hồi hay thay thế chưa."),
                    format!("The facts below were digitally signed by {name}, and the file is intact. Whether the document was withdrawn or replaced is not known."),
                ),
            }
        }
        (Outcome::Passed, _) => w.passed_text.to_owned(),
        _ => {
            let finding = verdict.decisive();
            text::shown(&lang.pick(finding.message_vi, finding.message_en))
        }
    }
}

fn signer(lang: Lang, report: &SignatureReport, w: &'static Words) -> Signer {
    let role = Role::ALL.iter().find(|role| role.field() == report.field);
    let role =
        role.map_or_else(|| text::shown(&report.field), |role| lang.pick(role.label_vi(), role.label_en()).to_owned());
    let name = report.signer.as_deref().and_then(text::common_name);
    let (tone, indication) = match report.indication {
        MainIndication::TotalPassed => ("yes", w.indication_passed),
        MainIndication::TotalFailed => ("no", w.indication_failed),
        MainIndication::Indeterminate => ("unknown", w.indication_indeterminate),
    };
    Signer {
        role,
        name: name.as_deref().map_or_else(|| w.signer_unknown.to_owned(), text::shown),
        subject: report.signer.as_deref().map(text::shown),
        tone,
        indication,
        time: report.time.value.as_deref().map(text::time),
        time_source: lang.pick(report.time_source_words().vi, report.time_source_words().en),
        field: text::shown(&report.field),
        reason: report.reason,
        fingerprint: report.certificate_sha256.clone().unwrap_or_default(),
        findings: findings(lang, &report.findings),
    }
}

/// What was found of the file and of its signatures, each sentence once.
fn all_findings(lang: Lang, verdict: &Verdict) -> Vec<(String, &'static str)> {
    let of_signatures = verdict.signatures().iter().flat_map(|one| &one.findings);
    let mut all: Vec<Finding> = Vec::new();
    for finding in verdict.findings().iter().chain(of_signatures) {
        if !all.contains(finding) {
            all.push(finding.clone());
        }
    }
    findings(lang, &all)
}

fn findings(lang: Lang, findings: &[Finding]) -> Vec<(String, &'static str)> {
    let shown = |finding: &Finding| text::shown(lang.pick(&finding.message_vi, &finding.message_en));
    findings.iter().map(|finding| (shown(finding), finding.code)).collect()
}
