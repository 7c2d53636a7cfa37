//! What the lists of issued documents (`register.jsonl`) say of a code's public part.
//!
//! Nothing in a list is signed, so this is a hint about a code and never a verdict.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::document::code::Id;
use crate::document::record::{Kind, OrgId};
use crate::wording::system_reason_vi;

/// A line is about 150 bytes.
const MAX_LINE: u64 = 4 * 1024;
/// A large province issues under two million transcripts a year.
const MAX_CODES: usize = 4_000_000;

/// One listed document: no names, no facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownCode {
    /// Its kind.
    pub kind: Kind,
    /// Who issued it, by the list's own word.
    pub organisation: OrgId,
    /// Day of issue.
    pub date: chrono::NaiveDate,
    /// As the list states it, unsigned.
    pub status: ListedStatus,
}

/// The word of a list on a document's standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListedStatus {
    Issued,
    Superseded,
    Withdrawn,
}

/// Answer to the public part of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookUp<'a> {
    /// Not the shape of an identifier.
    Malformed,
    /// Well formed and in no list.
    Unknown,
    /// In a list.
    Known(&'a KnownCode),
}

/// Every listed document by its identifier.
#[derive(Debug, Clone, Default)]
pub struct KnownCodes {
    by_id: HashMap<Id, KnownCode>,
}

/// Why a list is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file that cannot be read.
    #[error("{}: {cause}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A line that is not the JSON of one document.
    #[error("{}, line {line}: {detail}", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What the reader met.
        detail: String,
    },
    /// More documents than are held in memory.
    #[error("the lists have more than {MAX_CODES} documents")]
    TooMany,
}

impl Error {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Unreadable { .. } => "REGISTER_LIST_UNREADABLE",
            Error::Line { .. } => "REGISTER_LIST_MALFORMED",
            Error::TooMany => "REGISTER_LIST_LIMIT",
        }
    }

    /// What went wrong, in Vietnamese.
    pub fn message_vi(&self) -> String {
        match self {
            Error::Unreadable { path, cause } => {
                format!("không đọc được {}: {}", path.display(), system_reason_vi(cause))
            }
            Error::Line { path, line, detail } => format!("{}, dòng {line}: {detail}", path.display()),
            Error::TooMany => format!("các danh sách có hơn {MAX_CODES} văn bản"),
        }
    }

    /// What the person can do: Vietnamese, then English.
    pub fn hint(&self) -> (&'static str, &'static str) {
        (
            "Chép lại register.jsonl từ thư mục lô; đừng sửa bằng tay.",
            "Copy register.jsonl from the batch folder again; do not edit it by hand.",
        )
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    kind: String,
    organisation: String,
    date: chrono::NaiveDate,
    status: ListedStatus,
}

impl KnownCodes {
    /// Reads lists; where two name the same document the later line stands.
    ///
    /// # Errors
    /// [`Error`] for the first file or line that cannot be read.
    pub fn read(paths: &[PathBuf]) -> Result<KnownCodes, Error> {
        let mut known = KnownCodes::default();
        for path in paths {
            known.add(path)?;
        }
        Ok(known)
    }

    /// How many documents are known.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// What is known of an identifier, given in either letter case.
    pub fn look_up(&self, id: &str) -> LookUp<'_> {
        match Id::parse(id) {
            Err(_) => LookUp::Malformed,
            Ok(id) => self.by_id.get(&id).map_or(LookUp::Unknown, LookUp::Known),
        }
    }

    fn add(&mut self, path: &Path) -> Result<(), Error> {
        let unreadable = |cause| Error::Unreadable { path: path.to_owned(), cause };
        let mut reader = BufReader::new(std::fs::File::open(path).map_err(unreadable)?);
        let mut text = String::new();
        for line in 1.. {
            text.clear();
            let read = std::io::Read::take(&mut reader, MAX_LINE).read_line(&mut text).map_err(unreadable)?;
            if read == 0 {
                break;
            }
            if text.trim().is_empty() {
                continue;
            }
            let malformed = |detail: String| Error::Line { path: path.to_owned(), line, detail };
            let (id, code) = parse(&text).map_err(malformed)?;
            self.by_id.insert(id, code);
            if self.by_id.len() > MAX_CODES {
                return Err(Error::TooMany);
            }
        }
        Ok(())
    }
}

fn parse(text: &str) -> Result<(Id, KnownCode), String> {
    let line: Line = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let id = Id::parse(&line.id).map_err(|error| error.to_string())?;
    let kind = Kind::from_code(&line.kind).ok_or_else(|| format!("the kind \"{}\" is not known", line.kind))?;
    let organisation = OrgId::new(&line.organisation).map_err(|error| error.to_string())?;
    Ok((id, KnownCode { kind, organisation, date: line.date, status: line.status }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "SREBT4PBD5YYO2DV7KIZGX2SF4";

    fn list(text: &str) -> Result<KnownCodes, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("register.jsonl");
        std::fs::write(&path, text).unwrap();
        KnownCodes::read(&[path])
    }

    fn line(status: &str) -> String {
        format!(
            "{{\"id\":\"{ID}\",\"kind\":\"transcript-year-secondary\",\"organisation\":\"thcs-mau.hue\",\"date\":\"2026-05-31\",\"status\":\"{status}\"}}\n"
        )
    }

    #[test]
    fn a_listed_code_is_found_in_either_case() {
        let known = list(&line("issued")).unwrap();
        let LookUp::Known(code) = known.look_up(&ID.to_lowercase()) else { panic!("not found") };
        assert_eq!((code.organisation.as_str(), code.status), ("thcs-mau.hue", ListedStatus::Issued));
        assert_eq!(known.look_up("AAAAAAAAAAAAAAAAAAAAAAAAAA"), LookUp::Unknown);
        assert_eq!(known.look_up("1234"), LookUp::Malformed);
    }

    #[test]
    fn the_later_line_stands() {
        let known = list(&(line("issued") + "\n" + &line("withdrawn"))).unwrap();
        let LookUp::Known(code) = known.look_up(ID) else { panic!("not found") };
        assert_eq!(code.status, ListedStatus::Withdrawn);
    }

    #[test]
    fn a_line_that_is_not_understood_refuses_the_list() {
        for text in [line("lost"), line("issued").replace(ID, "X"), "{}".into(), "x".repeat(5000)] {
            assert_eq!(list(&text).unwrap_err().code(), "REGISTER_LIST_MALFORMED");
        }
        assert_eq!(KnownCodes::read(&["/nowhere/x.jsonl".into()]).unwrap_err().code(), "REGISTER_LIST_UNREADABLE");
    }
}
