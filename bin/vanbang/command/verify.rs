//! `vanbang verify`: the verdict on files.

use std::path::Path;

use chrono::{DateTime, Utc};
use vanbang::document::register::Register;
use vanbang::verify::{Finding, Mirror, Policy, Revocation, Unreadable, Verdict};

use super::Session;
use crate::basis;
use crate::batches::REGISTER;
use crate::cli::Verify;
use crate::failure::Failure;
use crate::input::{self, MAX_PDF};
use crate::mirrors;
use crate::online::Judge;
use crate::report;
use crate::show::{basis as shown, verdict};

pub fn run(arguments: Verify, session: &Session) -> Result<u8, Failure> {
    if arguments.report.is_some() && arguments.files.len() != 1 {
        return Err(Failure::new("USAGE", "--report cần đúng một tệp PDF", "--report takes exactly one PDF file")
            .hint("Hãy chạy riêng cho từng tệp.", "Run it for each file by itself."));
    }
    let places = basis::places(&arguments.basis, session);
    let policy = basis::policy(&arguments.basis, &places, session)?;
    // What is answered today says nothing about another time.
    let is_now = arguments.at.is_none();
    let mut judges = match arguments.offline || !is_now {
        true => Judge::default(),
        false => Judge::asking(&places)?,
    };
    if !arguments.json {
        notes(&policy, &judges, &arguments, session);
    }
    let at = arguments.at.unwrap_or(session.at);
    // The register says what holds today, nothing about another time.
    let book = if is_now { Book::of(session) } else { Book::None };
    let mirror = mirrors::open(arguments.manifests.as_deref(), is_now, session)?;
    let asked = Asked { book, mirror, policy: &policy, at };
    let codes = arguments.files.iter().map(|file| judge(file, &mut judges, &asked, &arguments, session));
    let codes: Vec<u8> = codes.collect::<Result<_, _>>()?;
    mirrors::remember(asked.mirror, is_now, session);
    Ok(worst(codes.into_iter()))
}

/// What is asked about every file.
struct Asked<'a> {
    book: Book,
    mirror: Option<Mirror>,
    policy: &'a Policy,
    at: DateTime<Utc>,
}

fn judge(path: &Path, judges: &mut Judge, asked: &Asked, arguments: &Verify, session: &Session) -> Result<u8, Failure> {
    let (policy, at) = (asked.policy, asked.at);
    let name = path.display().to_string();
    let json = arguments.json;
    let read = input::read(path, MAX_PDF).map_err(|failure| Unreadable::new(&name, failure.finding()));
    let answer = read.and_then(|bytes| Ok((judges.verify(&name, &bytes, policy, at, session.console)?, bytes)));
    Ok(match answer {
        Ok((mut found, bytes)) => {
            if let Some(mirror) = &asked.mirror {
                found.ask_published(mirror, policy, at)?;
            }
            // The office's own book knows first.
            asked.book.ask(&mut found);
            if let Some(place) = &arguments.report {
                write_report(place, &found, &bytes, at)?;
            }
            if json {
                session.console.json(&found);
            } else {
                verdict::show(&found, session.console);
            }
            found.exit_code()
        }
        Err(unreadable) => {
            if json {
                session.console.json(&unreadable);
            } else {
                verdict::show_unreadable(&unreadable, session.console);
            }
            crate::COULD_NOT_RUN
        }
    })
}

/// The register of the office folder, asked about the standing of its own documents.
enum Book {
    None,
    Open(Box<Register>),
    /// Why it cannot be asked.
    Closed(Finding),
}

impl Book {
    fn of(session: &Session) -> Book {
        let path = session.configuration.office().map(|office| office.join(REGISTER)).filter(|path| path.exists());
        match path.map(|path| Register::open(&path)) {
            None => Book::None,
            Some(Ok(register)) => Book::Open(Box::new(register)),
            Some(Err(error)) => Book::Closed(Finding::worded(error.code(), error.message_vi(), error.to_string())),
        }
    }

    fn ask(&self, verdict: &mut Verdict) {
        match self {
            Book::None => {}
            Book::Open(register) => verdict.ask(register),
            Book::Closed(why) => verdict.cannot_ask(why.clone()),
        }
    }
}

fn write_report(place: &Path, verdict: &Verdict, bytes: &[u8], at: DateTime<Utc>) -> Result<(), Failure> {
    let page = report::html(verdict, bytes, at).map_err(|error| {
        Failure::new("REPORT_NOT_MADE", "không lập được báo cáo", format!("the report cannot be made: {error}"))
            .about(place)
            .hint("Hãy chạy lại không có --report.", "Run it again without --report.")
    })?;
    input::write(place, page.as_bytes())
}

/// 2 before 1 before 3 before 0 (design 6). Every file is judged, whatever came before it.
fn worst(codes: impl Iterator<Item = u8>) -> u8 {
    const GRAVEST_FIRST: [u8; 4] = [2, 1, 3, 0];
    let rank = |code: &u8| GRAVEST_FIRST.iter().position(|known| known == code).unwrap_or(0);
    codes.min_by_key(rank).unwrap_or(crate::COULD_NOT_RUN)
}

/// By what files are judged, and what weakens or empties the verdict, is said before it.
fn notes(policy: &Policy, judges: &Judge, arguments: &Verify, session: &Session) {
    shown::show(policy, &arguments.basis, session);
    let hosts = judges.hosts();
    if hosts > 0 && policy.trust.revocation != Revocation::Ignore {
        session.console.tell(
            format!("  Khi cần, hỏi các máy chủ nêu trong fetch.toml ({hosts}) xem chứng thư có bị thu hồi không."),
            format!("  Where needed, the hosts named in fetch.toml ({hosts}) are asked about revocation."),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::worst;

    #[test]
    fn the_worst_code_counts() {
        for (codes, expected) in [(vec![0, 0], 0), (vec![0, 3], 3), (vec![3, 1, 0], 1), (vec![1, 2, 3], 2), (vec![], 2)]
        {
            assert_eq!(worst(codes.into_iter()), expected);
        }
    }
}
