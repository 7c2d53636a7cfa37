//! A child that draws documents by an office's template. A template is a program: it may loop for
//! ever, eat all memory or abort, and then only the child does.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use vanbang::document::code::symbol::PrintedForm;
use vanbang::document::record::{Kind, SignatureBox};
use vanbang::document::template::{Drawn, Error, Fonts, Imprint, Layout, draw, try_out};
use vanbang::wording::Phrase;

use crate::child::{self, Helper, Limits, NoAnswer};

/// The hidden command that draws.
const COMMAND: &str = "press";
/// For one document, of which the longest takes a fifth of a second: time on the clock, seconds of
/// processor time, and for all that the child does bytes of memory.
const LIMITS: Limits = Limits { time: Duration::from_secs(60), answer: 64 << 20 };
const WORK: u64 = 20;
const MEMORY: u64 = 2 << 30;
/// Fonts, template and record together, in bytes.
const MAX_QUESTION: u64 = 128 << 20;

/// Bytes follow: the fonts one after another, or the record and behind it the opening.
#[derive(Serialize, Deserialize)]
enum Question {
    /// The first: what to draw with.
    Layout { kind: String, version: u32, template: String, fonts: Vec<usize> },
    Document {
        host: String,
        /// Where the opening begins, if there is one.
        opening: Option<usize>,
    },
}

/// Bytes follow a drawn document: the file.
#[derive(Serialize, Deserialize)]
enum Answer {
    Ready,
    Drawn { boxes: Vec<SignatureBox>, pages: usize, form: PrintedForm },
    Refused { code: String, message_vi: String, message: String },
}

impl From<Error> for Answer {
    fn from(error: Error) -> Answer {
        Answer::Refused { code: error.code().to_owned(), message_vi: error.message_vi(), message: error.to_string() }
    }
}

/// The parent's end of such a child.
pub struct DrawingHelper(Helper);

impl DrawingHelper {
    /// Starts one for a layout, which it tries out, and for these font files, or ours without any.
    pub fn start(layout: &Layout, fonts: &[Vec<u8>]) -> Result<DrawingHelper, Error> {
        let question = Question::Layout {
            kind: layout.kind().code().to_owned(),
            version: layout.version(),
            template: layout.template().to_owned(),
            fonts: fonts.iter().map(Vec::len).collect(),
        };
        let mut helper = DrawingHelper(child::start(COMMAND, LIMITS).map_err(refusal)?);
        match helper.ask(&question, &fonts.concat())? {
            (Answer::Ready, _) => Ok(helper),
            other => Err(unexpected(other.0)),
        }
    }

    pub fn draw(&mut self, record: &[u8], imprint: Imprint<'_>) -> Result<Drawn, Error> {
        let Imprint { host, opening } = imprint;
        let question = Question::Document { host: host.to_owned(), opening: opening.map(|_| record.len()) };
        match self.ask(&question, &[record, opening.unwrap_or_default()].concat())? {
            (Answer::Drawn { boxes, pages, form }, pdf) => Ok(Drawn { pdf, boxes, pages, form }),
            other => Err(unexpected(other.0)),
        }
    }

    fn ask(&mut self, question: &Question, bytes: &[u8]) -> Result<(Answer, Vec<u8>), Error> {
        let question = joined(question, bytes).ok_or_else(|| refusal(NoAnswer::Failed))?;
        let answer = self.0.ask(question).map_err(refusal)?;
        let (answer, rest) = parted::<Answer>(&answer).ok_or_else(|| refusal(NoAnswer::Failed))?;
        Ok((answer, rest.to_vec()))
    }
}

fn unexpected(answer: Answer) -> Error {
    match answer {
        Answer::Refused { code, message_vi, message } => Error::elsewhere(&code, message_vi, message),
        Answer::Ready | Answer::Drawn { .. } => refusal(NoAnswer::Failed),
    }
}

fn refusal(why: NoAnswer) -> Error {
    let reason = match why {
        NoAnswer::NotStarted => Phrase::new(
            "không dịch được: không mở được tiến trình con",
            "cannot be compiled: no child process can be started",
        ),
        NoAnswer::TimedOut => Phrase::new("vẽ một văn bản quá 60 giây", "takes more than 60 seconds for one document"),
        NoAnswer::TooMuchWork => Phrase::new(
            "dùng quá 20 giây bộ xử lý cho một văn bản",
            "takes more than 20 seconds of processor time for one document",
        ),
        NoAnswer::TooLong => Phrase::new("vẽ ra văn bản lớn hơn 64 MiB", "draws a document larger than 64 MiB"),
        NoAnswer::Failed => Phrase::new(
            "dùng quá 2 GiB bộ nhớ, hoặc làm chương trình dừng đột ngột",
            "takes more than 2 GiB of memory, or brings the program to a sudden end",
        ),
    };
    Error::Limit { reason }
}

/// The child: answers what a [`DrawingHelper`] asks.
pub fn answer() -> Option<()> {
    if !child::confine(MEMORY) {
        return None;
    }
    let mut press = None;
    child::serve(MAX_QUESTION, |asked| {
        if !child::allow_work(WORK) {
            return None;
        }
        let (question, bytes) = parted::<Question>(asked)?;
        match (question, &press) {
            (Question::Layout { kind, version, template, fonts }, None) => {
                let kind = Kind::from_code(&kind)?;
                match prepare(kind, version, &template, divided(bytes, &fonts)?) {
                    Ok(made) => {
                        press = Some(made);
                        joined(&Answer::Ready, &[])
                    }
                    Err(error) => joined(&Answer::from(error), &[]),
                }
            }
            (Question::Document { host, opening }, Some((layout, fonts))) => {
                let (record, rest) = bytes.split_at_checked(opening.unwrap_or(bytes.len()))?;
                let imprint = Imprint { host: &host, opening: opening.map(|_| rest) };
                match draw(layout, fonts, record, imprint) {
                    Ok(Drawn { pdf, boxes, pages, form }) => joined(&Answer::Drawn { boxes, pages, form }, &pdf),
                    Err(error) => joined(&Answer::from(error), &[]),
                }
            }
            _ => None,
        }
    })
}

fn prepare(kind: Kind, version: u32, template: &str, fonts: Vec<Vec<u8>>) -> Result<(Layout, Fonts), Error> {
    let layout = Layout::from_source(kind, version, template)?;
    let fonts = if fonts.is_empty() { Fonts::vendored()? } else { Fonts::from_files(fonts)? };
    try_out(&layout, &fonts)?;
    Ok((layout, fonts))
}

fn divided(mut bytes: &[u8], lengths: &[usize]) -> Option<Vec<Vec<u8>>> {
    let mut parts = Vec::new();
    for length in lengths {
        let (part, rest) = bytes.split_at_checked(*length)?;
        parts.push(part.to_vec());
        bytes = rest;
    }
    Some(parts)
}

/// A head in CBOR, with bytes behind it as they are.
fn joined(head: &impl Serialize, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut frame = Vec::new();
    ciborium::into_writer(head, &mut frame).ok()?;
    frame.extend_from_slice(bytes);
    Some(frame)
}

fn parted<T: DeserializeOwned>(frame: &[u8]) -> Option<(T, &[u8])> {
    let mut rest = frame;
    let head = ciborium::from_reader(&mut rest).ok()?;
    Some((head, rest))
}
