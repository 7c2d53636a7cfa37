//! Copies from the register (bản sao từ sổ gốc): what they state, and their numbers in the copy-issue book.

use data_encoding::HEXLOWER;

use super::entry::{Action, Amendment, Copy, Noted};
use super::{Amended, Error, Register, content_sha256};
use crate::document::record::{
    AmendmentKind, AmendmentLine, CertifiedCopy, Code, CopyLine, CopyStatement, EntryHash, Issue, Name, Organisation,
};
use crate::wording::Phrase;

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Number of the diploma's entry.
    pub entry: u64,
    pub requested_by: Option<Name>,
    /// Paper copies; 0 for a digital one alone.
    pub paper_count: u16,
}

/// Who copies, and the act of issuing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    pub organisation: Organisation,
    pub issue: Issue,
}

const DIPLOMA: Phrase = Phrase::new("văn bằng ở mục", "diploma at entry");
const COPY: Phrase = Phrase::new("bản sao số", "copy with the number");

impl Register {
    /// What the copies state, with the numbers that are next in the copy-issue book of the year of
    /// issue. Nothing is noted yet: [`Register::append`] does so once the copies are planned.
    ///
    /// # Errors
    /// A diploma that is not there or no longer in force, with the decision; an authority that does not
    /// hold this register.
    pub fn copies(&self, asked: &[Asked], authority: &Authority) -> Result<Vec<CertifiedCopy>, Error> {
        let year = authority.issue.date.year();
        (self.next_copy(year)..).zip(asked).map(|(copy_no, one)| self.copy(one, authority, copy_no, year)).collect()
    }

    fn copy(&self, asked: &Asked, authority: &Authority, copy_no: u32, year: u16) -> Result<CertifiedCopy, Error> {
        let unknown = || Error::Unknown { what: DIPLOMA, value: asked.entry.to_string() };
        let Amended { diploma, amendments, .. } = self.in_force(asked.entry)?;
        let copy = CopyLine {
            copy_register_no: Code::tidy(&Copy::register_no(copy_no, year)).map_err(|_| unknown())?,
            requested_by: asked.requested_by.clone(),
            paper_count: asked.paper_count,
            entry_hash: self.entry_hash(asked.entry)?.ok_or_else(unknown)?,
            amendments: amendments.iter().filter_map(line).collect(),
        };
        let Authority { organisation, issue } = authority.clone();
        let statement = CopyStatement { organisation, copy, diploma, issue, supersedes: None };
        CertifiedCopy::new(statement).map_err(Error::Record)
    }

    /// A diploma of which copies may be made.
    fn in_force(&self, entry: u64) -> Result<Amended, Error> {
        let amended = self.diploma(entry)?;
        let amended = amended.ok_or_else(|| Error::Unknown { what: DIPLOMA, value: entry.to_string() })?;
        match amended.ended_by() {
            Some(decision) => Err(Error::Ended {
                serial_no: amended.diploma.serial_no.clone(),
                cancelled: decision.action == Action::Cancellation,
                decision_no: decision.decision_no.clone(),
                decision_date: decision.decision_date,
            }),
            None => Ok(amended),
        }
    }

    /// The chain hash of an entry.
    fn entry_hash(&self, number: u64) -> Result<Option<EntryHash>, Error> {
        let row = self.store.row(number)?;
        Ok(row.and_then(|row| EntryHash::new(&HEXLOWER.encode(&row.hash)).ok()))
    }

    /// The lines of the copy-issue book for copies that are planned: those that are not noted yet, in
    /// order. The same copies again need none, so that an interrupted run takes no second number.
    ///
    /// # Errors
    /// [`Error::NumberTaken`] when somebody else was given a number meanwhile: such a plan is void.
    pub fn lines_of<'c>(&self, copies: impl IntoIterator<Item = &'c CertifiedCopy>) -> Result<Vec<Noted>, Error> {
        let mut lines = Vec::new();
        for copy in copies {
            let line = self.line_of(copy.statement())?;
            match self.state.copy_entry(line.copy_no, line.year) {
                None => lines.push(Noted::Copied(line)),
                Some(entry) => {
                    let noted = self.entry(entry)?.map(|entry| entry.noted);
                    if noted != Some(Noted::Copied(line)) {
                        return Err(Error::NumberTaken { number: copy.statement().copy.copy_register_no.clone() });
                    }
                }
            }
        }
        Ok(lines)
    }

    fn line_of(&self, statement: &CopyStatement) -> Result<Copy, Error> {
        let CopyLine { copy_register_no, paper_count, entry_hash, .. } = &statement.copy;
        let unknown = || Error::Unknown { what: COPY, value: copy_register_no.to_string() };
        let (copy_no, year) = numbers(copy_register_no).ok_or_else(unknown)?;
        let mut of = None;
        for number in self.state.find(&statement.diploma.serial_no.folded()) {
            if self.entry_hash(number)?.as_ref() == Some(entry_hash) {
                of = Some(number);
            }
        }
        Ok(Copy {
            of: of.ok_or_else(unknown)?,
            year,
            copy_no,
            content_sha256: content_sha256(&statement.diploma),
            paper_count: *paper_count,
            signer_name: statement.issue.leader.full_name.clone(),
            signer_title: statement.issue.leader.title.clone(),
        })
    }

    /// Whether a planned copy may still be given: its number is noted, the diploma is in force and says what
    /// the copy repeats.
    ///
    /// # Errors
    /// [`Error::Unknown`] as [`Register::copy_line`]; [`Error::Ended`], [`Error::Outdated`] with the decision.
    pub fn check_copy(&self, statement: &CopyStatement) -> Result<(), Error> {
        self.copy_line(statement)?;
        let line = self.line_of(statement)?;
        let Amended { diploma, amendments, .. } = self.in_force(line.of)?;
        let number = &statement.copy.copy_register_no;
        match amendments.last() {
            _ if content_sha256(&diploma) == line.content_sha256 => Ok(()),
            Some(Amendment { decision_no, decision_date, .. }) => Err(Error::Outdated {
                number: number.clone(),
                decision_no: decision_no.clone(),
                decision_date: *decision_date,
            }),
            None => Err(Error::Unknown { what: COPY, value: number.to_string() }),
        }
    }

    /// The entry of a copy's line in the copy-issue book.
    ///
    /// # Errors
    /// [`Error::Unknown`] when no such line is noted, or it is of another copy.
    pub fn copy_line(&self, statement: &CopyStatement) -> Result<u64, Error> {
        let line = self.line_of(statement)?;
        let entry = self.state.copy_entry(line.copy_no, line.year);
        let unknown = || Error::Unknown { what: COPY, value: statement.copy.copy_register_no.to_string() };
        let number = entry.ok_or_else(unknown)?;
        match self.entry(number)?.map(|entry| entry.noted) {
            Some(Noted::Copied(noted)) if noted == line => Ok(number),
            _ => Err(unknown()),
        }
    }
}

impl Amended {
    /// The decision after which the diploma no longer counts.
    pub fn ended_by(&self) -> Option<&Amendment> {
        self.amendments.iter().find(|one| matches!(one.action, Action::Revocation | Action::Cancellation))
    }
}

/// `12/2026` as number and year.
fn numbers(copy_register_no: &Code) -> Option<(u32, u16)> {
    let (copy_no, year) = copy_register_no.as_str().split_once('/')?;
    let read = (copy_no.parse().ok()?, year.parse().ok()?);
    (Copy::register_no(read.0, read.1) == copy_register_no.as_str()).then_some(read)
}

fn line(amendment: &Amendment) -> Option<AmendmentLine> {
    let kind = match amendment.action {
        Action::Correction { .. } => AmendmentKind::Correction,
        Action::Reissue { .. } => AmendmentKind::Reissue,
        Action::Revocation | Action::Cancellation => return None,
    };
    let Amendment { decision_no, decision_date, .. } = amendment.clone();
    Some(AmendmentLine { kind, decision_no, decision_date })
}
