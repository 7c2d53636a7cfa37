//! The frame of every page, the front page, and the page that says why nothing was judged.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::lang::Lang;
use super::refusal::Refusal;
use super::words::Words;

/// What the frame of a page needs.
pub struct Frame {
    pub lang: Lang,
    pub w: &'static Words,
    pub title: String,
    /// Largest file, in MiB, for the form.
    pub limit_mib: usize,
    /// The same in bytes, for the script.
    pub limit_bytes: usize,
}

impl Frame {
    pub fn new(lang: Lang, title: &str, limit_bytes: usize) -> Frame {
        let w = lang.words();
        Frame { lang, w, title: title.to_owned(), limit_mib: limit_bytes / (1024 * 1024), limit_bytes }
    }

    /// Tag of this page's language.
    pub fn tag(&self) -> &'static str {
        self.lang.tag()
    }

    /// Tag of the language to switch to.
    pub fn other(&self) -> &'static str {
        self.lang.pick(Lang::En, Lang::Vi).tag()
    }
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    f: Frame,
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage {
    f: Frame,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage {
    f: Frame,
    heading: &'static str,
    message: String,
    code: &'static str,
}

/// The page where a file is dropped.
pub fn home(lang: Lang, limit_bytes: usize) -> Response {
    show(StatusCode::OK, lang, &HomePage { f: Frame::new(lang, lang.words().home_title, limit_bytes) })
}

/// The page that a code opens.
pub fn code(lang: Lang, limit_bytes: usize) -> Response {
    show(StatusCode::OK, lang, &CodePage { f: Frame::new(lang, lang.words().code_title, limit_bytes) })
}

/// The page that says why nothing was judged, with the form again.
pub fn notice(lang: Lang, limit_bytes: usize, refusal: Refusal) -> Response {
    let w = lang.words();
    let finding = refusal.finding();
    let page = NoticePage {
        f: Frame::new(lang, w.not_checked, limit_bytes),
        heading: w.not_checked,
        message: lang.pick(finding.message_vi, finding.message_en),
        code: finding.code,
    };
    refusal.finish(show(refusal.status(), lang, &page))
}

/// A page of any kind as an answer.
pub fn show(status: StatusCode, lang: Lang, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => answer(status, lang, html),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A page that was laid out already.
pub fn answer(status: StatusCode, lang: Lang, html: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag())),
        (header::VARY, HeaderValue::from_static("Accept-Language")),
    ];
    (status, headers, html).into_response()
}
