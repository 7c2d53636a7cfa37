//! `vanbang code`: what may be said of a code that was scanned or typed. No network is asked.

use std::io::Read;
use std::path::Path;

use vanbang::verify::code::{CodeBasis, CodeVerdict, judge_code, only_code};

use super::Session;
use crate::basis;
use crate::cli::Code;
use crate::failure::Failure;
use crate::input::{self, MAX_PDF};
use crate::mirrors;
use crate::scanning;
use crate::show::{basis as shown, code};

/// Longer than any code, in bytes.
const MAX_TEXT: u64 = 4_096;
/// How names of files end that hold a symbol.
const PICTURES: [&str; 4] = ["pdf", "png", "jpg", "jpeg"];

pub fn run(arguments: &Code, session: &Session) -> Result<u8, Failure> {
    let console = session.console;
    let places = basis::places(&arguments.basis, session);
    let policy = basis::policy(&arguments.basis, &places, session)?;
    let is_now = arguments.at.is_none();
    let mirror = mirrors::open(arguments.manifests.as_deref(), is_now, session)?;
    let given = Given::of(&arguments.code)?;
    if !arguments.json {
        shown::show(&policy, &arguments.basis, session);
    }
    let judged_by = CodeBasis { policy: &policy, mirror: mirror.as_ref(), offline: arguments.offline };
    let at = arguments.at.unwrap_or(session.at);
    let verdict = match given.text() {
        Ok(text) => judge_code(text, &judged_by, at)?,
        Err(finding) => CodeVerdict::unread(*finding),
    };
    mirrors::remember(mirror, is_now, session);
    if arguments.json {
        console.json(&verdict);
    } else {
        code::show(&verdict, given.is_pdf(), console);
    }
    Ok(verdict.exit_code())
}

/// What a person gave.
enum Given {
    Text(String),
    Picture(Vec<String>),
    Pdf(Vec<String>),
}

impl Given {
    fn of(argument: &str) -> Result<Given, Failure> {
        if argument == "-" {
            return typed().map(Given::Text);
        }
        let path = Path::new(argument);
        let is_called_so = path
            .extension()
            .is_some_and(|extension| PICTURES.iter().any(|known| extension.eq_ignore_ascii_case(known)));
        // An address is never a file, whatever lies in the folder.
        let is_address = argument.contains("://");
        if is_address || !(is_called_so || path.is_file()) {
            return Ok(Given::Text(argument.to_owned()));
        }
        let file = input::read(path, MAX_PDF)?;
        let is_pdf = file.starts_with(b"%PDF-");
        let texts = scanning::texts(path, file)?;
        Ok(if is_pdf { Given::Pdf(texts) } else { Given::Picture(texts) })
    }

    fn text(&self) -> Result<&str, Box<vanbang::verify::Finding>> {
        match self {
            Given::Text(text) => Ok(text),
            Given::Picture(texts) | Given::Pdf(texts) => only_code(texts),
        }
    }

    fn is_pdf(&self) -> bool {
        matches!(self, Given::Pdf(_))
    }
}

/// Standard input keeps a code out of the list of processes and the shell's history.
fn typed() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin().take(MAX_TEXT).read_to_string(&mut text).map_err(|cause| {
        let here = Path::new("-");
        Failure::io(here, "không đọc được đầu vào chuẩn", "standard input cannot be read", &cause)
    })?;
    Ok(text)
}
