//! The page that a code opens: what the lists know of its public part. It never sees the secret
//! behind `#` and gives no verdict (docs/protocol.md 11).

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::lang::Lang;
use super::pages::{Frame, show};
use super::state::State;
use super::text;
use crate::verify::{KnownCode, ListedStatus, LookUp};

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage {
    f: Frame,
    /// `neutral` when known, `doubt` when withdrawn or replaced, else `none`: never green.
    tone: &'static str,
    heading: &'static str,
    sentence: String,
    known: Option<Known>,
}

struct Known {
    kind: &'static str,
    organisation: String,
    named: bool,
    date: String,
    status: &'static str,
}

/// Answers for the public part of a code; `asked_host` is the host that the client asked.
/// Tells beside the page whether a list has the code.
pub fn code(state: &State, lang: Lang, id: &str, asked_host: Option<&str>) -> (Response, bool) {
    let w = lang.words();
    let limit = state.limits().upload_bytes;
    // Some scanners write the `#` as %23 and send the secret along; it is dropped unread.
    let id = id.split('#').next().unwrap_or_default();
    let codes = state.known();
    let (status, page) = match codes.look_up(id) {
        LookUp::Known(code) => (StatusCode::OK, known(state, lang, code, asked_host)),
        LookUp::Unknown => (StatusCode::NOT_FOUND, nothing(lang, limit, w.code_unknown, w.code_unknown_text)),
        LookUp::Malformed => (StatusCode::NOT_FOUND, nothing(lang, limit, w.code_malformed, w.code_malformed_text)),
    };
    (show(status, lang, &page), page.known.is_some())
}

fn nothing(lang: Lang, limit: usize, heading: &'static str, sentence: &str) -> CodePage {
    CodePage { f: Frame::new(lang, heading, limit), tone: "none", heading, sentence: sentence.to_owned(), known: None }
}

fn known(state: &State, lang: Lang, code: &KnownCode, asked_host: Option<&str>) -> CodePage {
    let w = lang.words();
    let (tone, status) = match code.status {
        ListedStatus::Issued => ("neutral", w.status_issued),
        ListedStatus::Superseded => ("doubt", w.status_superseded),
        ListedStatus::Withdrawn => ("doubt", w.status_withdrawn),
    };
    let kind = lang.pick(code.kind.label_vi(), code.kind.label_en());
    let host = host(state.host().or(asked_host)).unwrap_or(lang.pick("này", "here"));
    let sentence = lang.pick(
        format!("Máy chủ {host} có một mã như vậy ({kind}); tình trạng: {status}. Không có nội dung nào được kiểm tra. Hãy quét lại toàn bộ mã hoặc gửi tệp PDF."),
        format!("The server {host} knows such a code ({kind}); standing: {status}. No facts were checked. Scan the whole code again or upload the PDF."),
    );
    let listed = state.policy().directory.as_ref().and_then(|directory| directory.organisation(&code.organisation));
    let name = listed.map(|organisation| lang.pick(organisation.name_vi(), organisation.name_en()));
    let organisation = text::shown(name.unwrap_or(code.organisation.as_str()));
    let date = code.date.format("%d/%m/%Y").to_string();
    CodePage {
        f: Frame::new(lang, w.code_known, state.limits().upload_bytes),
        tone,
        heading: w.code_known,
        sentence,
        known: Some(Known { kind, organisation, named: name.is_some(), date, status }),
    }
}

/// A host as it may be said on a page; anything else is not repeated.
fn host(host: Option<&str>) -> Option<&str> {
    let fits = |host: &&str| {
        (1..=253).contains(&host.len())
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':'))
    };
    host.filter(fits)
}
