//! What all kinds of record have in common, so that nobody else asks which kind it is.

use super::wire::Wired;
use super::{Contradiction, Error, Fact, Issue, Kind, MarkRow, Name, Organisation, Supersedes};

/// The members that every statement has; `statement!` reads them.
pub trait Issued {
    /// Who issues it.
    fn organisation(&self) -> &Organisation;

    /// When, where and by whom it is issued.
    fn issue(&self) -> &Issue;

    /// The document that this one replaces.
    fn supersedes(&self) -> Option<&Supersedes>;
}

/// What a document of one kind states.
pub trait Stated: Issued {
    fn kind(&self) -> Kind;

    /// Whose document it is.
    fn holder(&self) -> &Name;

    /// What a list of a batch shows beside the holder: a class, a major, a type of diploma.
    fn group(&self) -> String;

    /// What two versions of one document have in common, and no two documents of an organisation: who it
    /// is of and which year, stage, programme or diploma.
    fn key(&self) -> String;

    /// What a person compares with the page, in reading order, the holder first; nothing that domain
    /// 9.4 never shows.
    fn facts(&self) -> Vec<Fact>;

    /// The tables of marks, line by line.
    fn mark_rows(&self) -> Vec<MarkRow> {
        Vec::new()
    }

    /// Everything in it that contradicts the rest of it, or a rule.
    fn contradictions(&self) -> Vec<Contradiction>;
}

/// A statement whose parts agree with each other and with the rules that hold for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked<S>(S);

impl<S: Stated> Checked<S> {
    /// Checks a statement as a whole. A value that the rules contradict is refused, not corrected.
    ///
    /// # Errors
    /// [`Error::Contradicts`] with every contradiction found.
    pub fn new(statement: S) -> Result<Checked<S>, Error> {
        let contradictions = statement.contradictions();
        if contradictions.is_empty() { Ok(Checked(statement)) } else { Err(Error::Contradicts { contradictions }) }
    }

    /// The same, as the document that replaces another one.
    pub(super) fn superseding(self, supersedes: Supersedes) -> Result<Checked<S>, Error>
    where
        S: Wired,
    {
        Checked::new(self.0.superseding(supersedes))
    }

    /// What is stated.
    pub fn statement(&self) -> &S {
        &self.0
    }
}
